import { at } from './raw'

// Together more than the server stores of one object (1.5 MB), so that nothing real is cut; what is hostile stays bearable.
const MAX_CHARS = 2_000_000
// The longest real value is a file in a ConfigMap, which may fill the whole object; an annotation may have 256 KB.
const MAX_STRING = 1_200_000
const MAX_ITEMS = 20_000
const MAX_DEPTH = 60
const MAX_NOTED = 20

export interface Bounded {
  object: unknown
  /** What was left out, in words with its path; empty for a whole object. */
  cuts: string[]
}

interface Limits {
  chars: number
  string: number
  items: number
}

/** For reading an object at a glance: a page has room for less than an editor. */
export const GLANCE: Limits = { chars: 400_000, string: 8_192, items: 5_000 }
const WHOLE: Limits = { chars: MAX_CHARS, string: MAX_STRING, items: MAX_ITEMS }

/** A copy that is safe to hand on: bounded in size and depth, of JSON's own types only. What is left out is told. */
export function boundObject(value: unknown, limits: Limits = WHOLE): Bounded {
  const cuts: string[] = []
  let left = limits.chars
  const note = (path: readonly string[], what: string): void => {
    if (cuts.length < MAX_NOTED) cuts.push(`${path.join('.') || 'the object'}: ${what}`)
  }
  const copy = (here: unknown, path: readonly string[]): unknown => {
    if (typeof here === 'string') {
      const room = Math.max(0, Math.min(limits.string, left))
      left -= Math.min(here.length, room)
      if (here.length <= room) return here
      note(path, `${(here.length - room).toLocaleString('en')} of ${here.length.toLocaleString('en')} characters left out`)
      return `${here.slice(0, room)}…`
    }
    if (typeof here !== 'object' || here === null) {
      left -= 8
      return here
    }
    if (path.length >= MAX_DEPTH || left <= 0) {
      note(path, path.length >= MAX_DEPTH ? `deeper than ${MAX_DEPTH} levels` : 'left out, as the object is too large')
      return Array.isArray(here) ? [] : {}
    }
    return Array.isArray(here) ? copyList(here, path) : copyMap(here as Record<string, unknown>, path)
  }
  const copyList = (list: readonly unknown[], path: readonly string[]): unknown[] => {
    if (list.length > limits.items) note(path, `${(list.length - limits.items).toLocaleString('en')} of ${list.length.toLocaleString('en')} entries left out`)
    return list.slice(0, limits.items).map((item, index) => copy(item, [...path, String(index)]))
  }
  const copyMap = (map: Record<string, unknown>, path: readonly string[]): Record<string, unknown> => {
    const result: Record<string, unknown> = {}
    const keys = Object.keys(map)
    if (keys.length > limits.items) note(path, `${(keys.length - limits.items).toLocaleString('en')} of ${keys.length.toLocaleString('en')} fields left out`)
    for (const key of keys.slice(0, limits.items)) {
      const name = key.slice(0, 512)
      left -= name.length
      // Written like any other field, never as the prototype.
      Object.defineProperty(result, name, { value: copy(map[key], [...path, name]), enumerable: true, writable: true, configurable: true })
    }
    return result
  }
  return { object: copy(value, []), cuts }
}

/** Who wrote which field when: long, and of no use to whoever reads or edits an object. */
export function withoutManagedFields(raw: unknown): unknown {
  if (at(raw, 'metadata', 'managedFields') === undefined) return raw
  const { metadata, ...rest } = raw as { metadata: Record<string, unknown> }
  const { managedFields: _managedFields, ...kept } = metadata
  return { ...rest, metadata: kept }
}
