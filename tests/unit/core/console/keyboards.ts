/**
 * What a guest makes of the places of keys: the standard maps (kbd's and xkb's) `us`, `de` and `fr`, written down by rows of the keyboard as they are printed on it, and apart from
 * the package that the program types by.
 */
interface Keyboard {
  rows: readonly (readonly [first: number, plain: string, shifted: string])[]
  altGr: Readonly<Record<number, string>>
  /** What only makes a mark for the next sign: the place of the key, behind a minus where Shift is held. */
  dead: Readonly<Record<number, string>>
}

export const keyboards: Readonly<Record<'us' | 'de' | 'fr', Keyboard>> = {
  us: {
    rows: [
      [2, '1234567890-=', '!@#$%^&*()_+'],
      [16, 'qwertyuiop[]', 'QWERTYUIOP{}'],
      [30, "asdfghjkl;'`", 'ASDFGHJKL:"~'],
      [43, '\\zxcvbnm,./', '|ZXCVBNM<>?'],
    ],
    altGr: {},
    dead: {},
  },
  de: {
    rows: [
      [2, '1234567890ß', '!"§$%&/()=?'],
      [16, 'qwertzuiopü+', 'QWERTZUIOPÜ*'],
      [30, 'asdfghjklöä', 'ASDFGHJKLÖÄ'],
      [41, '\0', '°'],
      [43, '#yxcvbnm,.-', "'YXCVBNM;:_"],
      [86, '<', '>'],
    ],
    altGr: { 3: '²', 4: '³', 8: '{', 9: '[', 10: ']', 11: '}', 12: '\\', 16: '@', 18: '€', 27: '~', 50: 'µ', 86: '|' },
    dead: { 41: '\u0302', 13: '\u0301', [-13]: '\u0300' },
  },
  fr: {
    rows: [
      [2, '&é"\'(-è_çà)=', '1234567890°+'],
      [16, 'azertyuiop\0$', 'AZERTYUIOP\0£'],
      [30, 'qsdfghjklmù²', 'QSDFGHJKLM%\0'],
      [43, '*wxcvbn,;:!', 'µWXCVBN?./§'],
      [86, '<', '>'],
    ],
    altGr: { 3: '~', 4: '#', 5: '{', 6: '[', 7: '|', 8: '`', 9: '\\', 10: '^', 11: '@', 12: ']', 13: '}', 18: '€', 39: 'µ' },
    dead: { 26: '\u0302', [-26]: '\u0308' },
  },
}

const SHIFTS = [42, 54]
const ALT_GR = 0x80 | 56
const NAMED: Readonly<Record<number, string>> = { 15: '\t', 28: '\n', 57: ' ' }
/** A dead key and a space make the mark alone. */
const ALONE: Readonly<Record<string, string>> = { '\u0302': '^', '\u0301': '´', '\u0300': '`', '\u0308': '¨' }

/** The text that a guest reads from these places of keys, going down (positive) and up (negative). */
export function readKeys(events: readonly number[], { rows, altGr, dead }: Keyboard): string {
  const held = new Set<number>()
  let mark: string | null = null
  let text = ''
  for (const event of events) {
    const place = Math.abs(event)
    if (SHIFTS.includes(place) || place === ALT_GR) {
      if (event > 0) held.add(place)
      else held.delete(place)
      continue
    }
    if (event < 0) continue
    const isShifted = SHIFTS.some((shift) => held.has(shift))
    const found = held.has(ALT_GR) ? undefined : dead[isShifted ? -place : place]
    if (found !== undefined && mark === null) {
      mark = found
      continue
    }
    const row = rows.find(([first, plain]) => place >= first && place < first + plain.length)
    const sign = NAMED[place] ?? (held.has(ALT_GR) ? altGr[place] : row?.[isShifted ? 2 : 1].charAt(place - row[0])) ?? '\uFFFD'
    text += mark === null ? sign : sign === ' ' ? (ALONE[mark] ?? '\uFFFD') : (sign + mark).normalize('NFC')
    mark = null
  }
  return text
}

const MARKED: Readonly<Record<keyof typeof keyboards, string>> = { us: '', de: 'áéíóúÁÉÍÓÚàèìòùÀÈÌÒÙâêîôûÂÊÎÔÛ^', fr: 'âêîôûÂÊÎÔÛäëïöüÿÄËÏÖÜ^¨' }

/** All that can be typed on a keyboard, each sign once. */
export function signsOf(layout: keyof typeof keyboards): string[] {
  const { rows, altGr } = keyboards[layout]
  const signs = new Set([...rows.flatMap(([, plain, shifted]) => [...plain, ...shifted]), ...Object.values(altGr), ...MARKED[layout]])
  signs.delete('\0')
  return [...signs]
}
