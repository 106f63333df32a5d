// What a word scores by where it is found: at the very start, at the start of a word, inside one, or only as letters in this order.
const AT_START = 100
const AT_WORD = 80
const INSIDE = 45
const LETTERS = 25

/** How well the words of a query fit a text, all of them and in any order; null where one does not fit at all. Higher is better. */
export function matchScore(text: string, query: string): number | null {
  const lower = text.toLowerCase()
  let score = 0
  for (const word of query.toLowerCase().split(/\s+/)) {
    if (word === '') continue
    const fit = wordScore(lower, word)
    if (fit === null) return null
    score += fit
  }
  // Of two that fit alike the shorter one has more of it.
  return score - Math.min(20, lower.length / 20)
}

function wordScore(text: string, word: string): number | null {
  if (text.startsWith(word)) return AT_START
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) if (isWordStart(text, at)) return AT_WORD
  if (text.includes(word)) return INSIDE
  return hasLetters(text, word) ? LETTERS : null
}

/** A few letters of a name, such as `r9w` for `rhel9-web`: the first at the start of a word, the others after it in their order. */
function hasLetters(text: string, word: string): boolean {
  if (word.length < 2) return false
  for (let start = text.indexOf(word.charAt(0)); start !== -1; start = text.indexOf(word.charAt(0), start + 1)) {
    if (!isWordStart(text, start)) continue
    let at = start
    for (let letter = 1; letter < word.length && at !== -1; letter += 1) at = text.indexOf(word.charAt(letter), at + 1)
    // Letters that are strewn over a whole sentence mean nothing.
    if (at !== -1 && at - start <= word.length * 4) return true
  }
  return false
}

function isWordStart(text: string, at: number): boolean {
  return at === 0 || !/[a-z0-9]/.test(text.charAt(at - 1))
}
