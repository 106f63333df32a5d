/** A key of the guest's keyboard: its place (scan code set 1, with 0xe000 for the prefixed ones) and the sign it makes, as X11 names it. */
export interface Key {
  scanCode: number
  keysym: number
}

/** A key that is pressed while its modifiers are held. */
export interface Stroke {
  key: Key
  modifiers: readonly Key[]
}

/** Answers the key for a character on one layout; null where there is none. */
export type KeyLookup = (character: string) => Stroke | null

/** How a layout makes signs with a dead key first: which mark, by which key. */
export type DeadKeys = Readonly<Record<string, Stroke>>

const SPACE: Stroke = { key: { scanCode: 57, keysym: 0x20 }, modifiers: [] }

/** The combining marks that stand alone as characters of their own: the dead key and a space make them. */
const LONE_MARKS: Readonly<Record<string, string>> = { '^': '\u0302', '`': '\u0300', '´': '\u0301', '¨': '\u0308', '~': '\u0303' }

export interface TypingPlan {
  /** One entry for each character, in order: most have one stroke, those behind a dead key two. */
  characters: { text: string; strokes: readonly Stroke[] }[]
  /** Each character that the layout cannot type, once, in the order of their first appearance. */
  untypeable: string[]
}

/** Plans the keystrokes of a text. Line ends of all kinds are Enter; what cannot be typed is left out and named. */
export function planTyping(text: string, lookup: KeyLookup, deadKeys: DeadKeys = {}): TypingPlan {
  const characters: TypingPlan['characters'] = []
  const untypeable = new Set<string>()
  for (const character of text.replace(/\r\n?/g, '\n').normalize('NFC')) {
    const strokes = strokesFor(character, lookup, deadKeys)
    if (strokes === null) untypeable.add(character)
    else characters.push({ text: character, strokes })
  }
  return { characters, untypeable: [...untypeable] }
}

function strokesFor(character: string, lookup: KeyLookup, deadKeys: DeadKeys): readonly Stroke[] | null {
  const lone = LONE_MARKS[character]
  const loneKey = lone === undefined ? undefined : deadKeys[lone]
  // On a layout with dead keys that key alone makes nothing yet.
  if (loneKey !== undefined) return [loneKey, SPACE]
  const found = lookup(character)
  if (found !== null) return [found]
  const [base = '', mark = '', ...rest] = character.normalize('NFD')
  const dead = deadKeys[mark]
  const stroke = lookup(base)
  return rest.length === 0 && dead !== undefined && stroke !== null ? [dead, stroke] : null
}

// RFB 3.8: client message 255 is QEMU's, submessage 0 the extended key event (rfbproto, "QEMU Extended Key Event Message").
const QEMU_MESSAGE = 255
const EXTENDED_KEY = 0
const KEY_EVENT_BYTES = 12

/** QEMU wants the prefixed keys as 0x80 and more. */
function wireCode(scanCode: number): number {
  return scanCode >= 0xe000 ? (scanCode & 0x7f) | 0x80 : scanCode
}

/** One key going down or up, for a server that is QEMU, as KubeVirt's is. */
function encodeKey({ scanCode, keysym }: Key, isDown: boolean): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(KEY_EVENT_BYTES)
  const view = new DataView(bytes.buffer)
  view.setUint8(0, QEMU_MESSAGE)
  view.setUint8(1, EXTENDED_KEY)
  view.setUint16(2, isDown ? 1 : 0)
  view.setUint32(4, keysym)
  view.setUint32(8, wireCode(scanCode))
  return bytes
}

/** Modifiers down, key down and up, modifiers up. */
export function encodeStroke({ key, modifiers }: Stroke): Uint8Array<ArrayBuffer> {
  return join([
    ...modifiers.map((modifier) => encodeKey(modifier, true)),
    encodeKey(key, true),
    encodeKey(key, false),
    ...[...modifiers].reverse().map((modifier) => encodeKey(modifier, false)),
  ])
}

export function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
