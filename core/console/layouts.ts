import type { DeadKeys, Key, KeyLookup, Stroke } from './keystrokes'

/** The package @kubevirt-ui-ext/vnc-keymaps, as far as it is used: both processes hand it in, as core imports nothing foreign. */
export interface KeyMaps {
  keyMaps: Readonly<Record<string, { map: KeyEntry[] }>>
  resolveCharMapping: (character: string, map: never) => { mapping: Key; modifiers: Key[] }
}
type KeyEntry = [name: string, scanCode: number, ...modifiers: string[]]

export interface Layout {
  id: string
  title: string
  /** Its name in the package. */
  map: string
  deadKeys: DeadKeys
}

const stroke = (scanCode: number, shifted = false): Stroke => ({ key: { scanCode, keysym: 0 }, modifiers: shifted ? [SHIFT] : [] })
const SHIFT: Key = { scanCode: 0x2a, keysym: 0xffe1 }

// The keys of the standard layouts (kbd's `de` and `fr`); the package describes the variants without dead keys.
const GERMAN_DEAD: DeadKeys = { '\u0302': stroke(41), '\u0301': stroke(13), '\u0300': stroke(13, true) }
const FRENCH_DEAD: DeadKeys = { '\u0302': stroke(26), '\u0308': stroke(26, true) }

/** What guests of the course are set to. The guest's layout counts, not that of the student's own keyboard. */
export const LAYOUTS: readonly Layout[] = [
  { id: 'us', title: 'English (US)', map: 'en-us', deadKeys: {} },
  { id: 'de', title: 'German', map: 'de', deadKeys: GERMAN_DEAD },
  { id: 'de-nodeadkeys', title: 'German, no dead keys', map: 'de', deadKeys: {} },
  { id: 'fr', title: 'French', map: 'fr', deadKeys: FRENCH_DEAD },
  { id: 'fr-nodeadkeys', title: 'French, no dead keys', map: 'fr', deadKeys: {} },
  { id: 'gb', title: 'English (UK)', map: 'en-gb', deadKeys: {} },
  { id: 'es', title: 'Spanish', map: 'es', deadKeys: {} },
  { id: 'it', title: 'Italian', map: 'it', deadKeys: {} },
  { id: 'pt-br', title: 'Portuguese (Brazil)', map: 'pt-br', deadKeys: {} },
  { id: 'pl', title: 'Polish', map: 'pl', deadKeys: {} },
  { id: 'ja', title: 'Japanese', map: 'ja', deadKeys: {} },
]

export function layoutNamed(id: string): Layout {
  const [first] = LAYOUTS
  const found = LAYOUTS.find((layout) => layout.id === id) ?? first
  if (found === undefined) throw new Error('there is no layout')
  return found
}

/** X11's keysym of the euro is not its code point, and the package asks for the latter. */
const NAMED_SIGNS: Readonly<Record<string, string>> = { '€': 'EuroSign' }

export function createKeyLookup({ map: name }: Layout, { keyMaps, resolveCharMapping }: KeyMaps): KeyLookup {
  // The package takes the first key that has a sign. What needs Shift and AltGr comes last: many a keyboard has nothing there.
  const isFourthSign = ([, , ...modifiers]: KeyEntry): number => (modifiers.length > 1 ? 1 : 0)
  const map = [...(keyMaps[name]?.map ?? [])].sort((a, b) => isFourthSign(a) - isFourthSign(b))
  const known = new Map<string, Stroke | null>()
  const find = (character: string): Stroke | null => {
    const named = NAMED_SIGNS[character]
    const entry = named === undefined ? undefined : map.find(([each]) => each === named)
    if (entry) {
      const [, scanCode, ...modifiers] = entry
      return { key: { scanCode, keysym: 0x20ac }, modifiers: modifiers.map((modifier) => (modifier === 'shift' ? SHIFT : ALT_GR)) }
    }
    const { mapping, modifiers } = resolveCharMapping(character, map as never)
    // The package answers 0 where the layout has no such character.
    if (mapping.scanCode === 0) return null
    return { key: mapping, modifiers: modifiers.map(({ scanCode, keysym }) => ({ scanCode, keysym })) }
  }
  return (character) => {
    let found = known.get(character)
    if (found === undefined) {
      found = find(character)
      known.set(character, found)
    }
    return found
  }
}

const ALT_GR: Key = { scanCode: 0xe038, keysym: 0xffea }
