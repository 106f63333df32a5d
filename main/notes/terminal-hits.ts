import type { OtherHit } from '../../core/contract'
import { cleanTerminalText, markHits, type Query, wordsOf } from '../../core/notes'

/** What has scrolled by in a terminal. */
export interface TerminalText {
  tab: string
  title: string
  text: string
}

/** Further back is slower than typing; the terminal's own search reaches there. */
const SEARCHED_CHARACTERS = 200_000

const SHOWN_LINES = 6

/** Lines of terminals that hold every word of the query, latest first. */
export function findInTerminals(terminals: readonly TerminalText[], { phrases, unit, step, tags, from, to }: Query, mask: (text: string) => string): OtherHit[] {
  // Filters speak of notes.
  if (phrases.length === 0 || unit !== null || step !== null || tags.length > 0 || from !== null || to !== null) return []
  const wanted = phrases.flatMap(({ words }) => words)
  return terminals.flatMap(({ tab, title, text }) => {
    const lines = cleanTerminalText(text.slice(-SEARCHED_CHARACTERS)).split('\n')
    return findLines(lines, wanted).map((line) => {
      const words = new Set(wordsOf(line).filter((word) => wanted.some((each) => word.startsWith(each))))
      return { source: { kind: 'terminal', tab }, title: [{ text: title, hit: false }], excerpt: markHits(mask(line.trim()).slice(0, 200), words) } satisfies OtherHit
    })
  }).slice(0, SHOWN_LINES)
}

function findLines(lines: readonly string[], wanted: readonly string[]): string[] {
  const found: string[] = []
  for (let at = lines.length - 1; at >= 0 && found.length < SHOWN_LINES; at -= 1) {
    const line = lines[at] ?? ''
    const small = line.toLowerCase()
    if (wanted.every((word) => small.includes(word)) && !found.includes(line)) found.push(line)
  }
  return found
}
