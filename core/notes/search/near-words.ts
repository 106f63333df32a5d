import { lettersOf, type Segment } from './segment'

/** Short words have too many neighbours: `vm` would find `vi`. */
const ONE_ERROR_FROM = 4
const TWO_ERRORS_FROM = 8

function allowedErrors(word: string): number {
  return word.length >= TWO_ERRORS_FROM ? 2 : word.length >= ONE_ERROR_FROM ? 1 : 0
}

/** Words of the segment that a typing error or two make of `word`, the same word not among them. */
export function findNearWords(segment: Segment, word: string): { index: number; errors: number }[] {
  const limit = allowedErrors(word)
  if (limit === 0) return []
  const letters = lettersOf(word)
  const found: { index: number; errors: number }[] = []
  for (let index = 0; index < segment.words.length; index += 1) {
    // An error changes at most two letters' bits; most words are out here, without being looked at.
    if (countBits((segment.letters[index] ?? 0) ^ letters) > 2 * limit) continue
    const candidate = segment.words[index] ?? ''
    if (Math.abs(candidate.length - word.length) > limit) continue
    const errors = countErrors(word, candidate, limit)
    if (errors > 0 && errors <= limit) found.push({ index, errors })
  }
  return found
}

function countBits(bits: number): number {
  let rest = bits - ((bits >>> 1) & 0x55555555)
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333)
  return (((rest + (rest >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
}

/** Letters added, left out, replaced, or two neighbours exchanged; any number above `limit` means too many. */
function countErrors(a: string, b: string, limit: number): number {
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row]
    let best = row
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1]
      let cost = Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (previous[column - 1] ?? 0) + (same ? 0 : 1))
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) cost = Math.min(cost, (before[column - 2] ?? 0) + 1)
      current.push(cost)
      best = Math.min(best, cost)
    }
    if (best > limit) return limit + 1
    before = previous
    previous = current
  }
  return previous[b.length] ?? limit + 1
}
