/** Every file system in use allows 255 bytes; room is left for a number, a date of conflict, and the extension. */
const LONGEST_STEM_BYTES = 180

/** What Windows and shells trip over; a folder of notes may be synchronised to either. */
const FORBIDDEN = /[\p{Cc}\p{Cf}<>:"/\\|?*#^[\]]+/gu

const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i

/** The name that a note of this title gets for its file, without extension. */
export function stemFor(title: string): string {
  const clean = title.normalize('NFC').replace(FORBIDDEN, ' ').replace(/\s+/g, ' ').trim().replace(/^\.+|[. ]+$/g, '')
  const stem = shortened(clean)
  return stem === '' ? 'Untitled' : RESERVED.test(stem) ? `${stem} note` : stem
}

function shortened(stem: string): string {
  let bytes = 0
  const characters = Array.from(stem)
  const end = characters.findIndex((character) => {
    bytes += bytesInUtf8(character.codePointAt(0) ?? 0)
    return bytes > LONGEST_STEM_BYTES
  })
  return end === -1 ? stem : characters.slice(0, end).join('').trimEnd()
}

function bytesInUtf8(codePoint: number): number {
  return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4
}

/** `Name.md`, `Name 2.md`, `Name 3.md`, …: the first that is not taken. */
export function* candidatePaths(folder: string, stem: string): Generator<string> {
  const prefix = folder === '' ? '' : `${folder}/`
  yield `${prefix}${stem}.md`
  for (let number = 2; ; number += 1) yield `${prefix}${stem} ${number}.md`
}

/** Where the other text of a conflict is kept: `Name (conflict 2026-11-22 14.05.09).md`. */
export function conflictStem(stem: string, at: Date): string {
  const two = (part: number): string => String(part).padStart(2, '0')
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${stem} (conflict ${day} ${two(at.getHours())}.${two(at.getMinutes())}.${two(at.getSeconds())})`
}
