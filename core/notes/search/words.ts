/** Letters and digits of ASCII, which most of a note is: looked up instead of matched. */
const ASCII_WORD = Uint8Array.from({ length: 128 }, (_, code) => (/[a-zA-Z0-9]/.test(String.fromCharCode(code)) ? 1 : 0))

const ANY_WORD = /[\p{L}\p{N}\p{M}]/u

function isWordAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code < 128 ? ASCII_WORD[code] === 1 : ANY_WORD.test(String.fromCodePoint(text.codePointAt(at) ?? code))
}

/** Case and accents do not tell words apart: `Café` is found as `cafe`. */
function foldWord(word: string): string {
  const lower = word.toLowerCase()
  for (let at = 0; at < lower.length; at += 1) {
    if (lower.charCodeAt(at) > 127) return lower.normalize('NFKD').replace(/\p{M}/gu, '')
  }
  return lower
}

// Longer runs are keys and hashes: found by their beginning.
const LONGEST_WORD = 64

/** Calls `found` for each word, in order, with where it stands in `text`, as long as it answers true. Names with dots, dashes and slashes are several words. */
export function eachWord(text: string, found: (word: string, start: number, end: number) => boolean): void {
  let start = -1
  for (let at = 0; at <= text.length; at += 1) {
    const inside = at < text.length && isWordAt(text, at)
    if (inside && start === -1) start = at
    else if (!inside && start !== -1) {
      if (!found(foldWord(text.slice(start, Math.min(at, start + LONGEST_WORD))), start, at)) return
      start = -1
    }
  }
}

export function wordsOf(text: string): string[] {
  const words: string[] = []
  eachWord(text, (word) => words.push(word) > 0)
  return words
}
