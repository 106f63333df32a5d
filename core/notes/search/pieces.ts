import type { TextPiece } from '../../contract/notes'
import { eachWord } from './words'

/** Two lines of the list beside the tree. */
const WINDOW = 160

/** How much stands before the first hit, so that one sees where it belongs. */
const LEAD = 40

/** Cuts a text into what was found and what stands between. */
export function markHits(text: string, words: ReadonlySet<string>): TextPiece[] {
  const pieces: TextPiece[] = []
  let done = 0
  eachWord(text, (word, start, end) => {
    if (!words.has(word)) return true
    if (start > done) pieces.push({ text: text.slice(done, start), hit: false })
    pieces.push({ text: text.slice(start, end), hit: true })
    done = end
    return true
  })
  if (done < text.length) pieces.push({ text: text.slice(done), hit: false })
  return pieces
}

/** A text that holds more of what was looked for shows enough of it in the first of them. */
const MOST_HITS = 60

/** The stretch of a text in which most of the words that were found stand, and closest together, on one line. */
export function excerptAround(text: string, words: ReadonlySet<string>): TextPiece[] {
  const hits: { word: string; start: number }[] = []
  eachWord(text, (word, start) => {
    if (words.has(word)) hits.push({ word, start })
    return hits.length < MOST_HITS
  })
  let best = { start: hits[0]?.start ?? 0, different: 0, span: 0 }
  for (let first = 0; first < hits.length; first += 1) {
    const from = hits[first]?.start ?? 0
    const inside = new Set<string>()
    // How far one reads until all of them have come.
    let span = 0
    for (let next = first; next < hits.length && (hits[next]?.start ?? 0) < from + WINDOW - LEAD; next += 1) {
      const { word, start } = hits[next] ?? { word: '', start: from }
      if (!inside.has(word)) span = start - from
      inside.add(word)
    }
    if (inside.size > best.different || (inside.size === best.different && span < best.span)) best = { start: from, different: inside.size, span }
  }
  const from = wordStart(text, Math.max(0, best.start - LEAD))
  const cut = text.slice(from, from + WINDOW).replace(/(?:[\s|#>*`]|-{2,})+/g, ' ').trim()
  return markHits(`${from > 0 ? '…' : ''}${cut}${from + WINDOW < text.length ? '…' : ''}`, words)
}

function wordStart(text: string, at: number): number {
  if (at === 0) return 0
  const line = text.lastIndexOf('\n', at + LEAD - 1)
  if (line >= at - LEAD && line !== -1) return line + 1
  const space = text.indexOf(' ', at)
  return space === -1 ? at : space + 1
}
