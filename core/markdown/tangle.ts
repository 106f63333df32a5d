import { linesOf } from './fences'

// Marks of one paragraph beyond these cost a parser of CommonMark time that grows with their square: 64 kB of `*_` take minutes. A page of prose has thirty, a long script some hundreds.
const MAX_MARKS_TOGETHER = 700
const MARKS = /[*_~[\]`<>!\\&]/g
// Quotes and lists within each other are read by recursion, each level over the whole line: 4 kB of `1. ` take seconds, and more of it the whole stack.
const MAX_NESTED = 20
const MAX_INDENT = 200
/** Blanks and what opens a quote, a list or a footnote, at the beginning of a line. */
const OPENINGS = /^(?:[\s>]|[-+*](?=\s|$)|\d{1,9}[.)](?=\s|$)|\[\^[^\]\s]{1,99}\]:)*/
const OPENING = />|[-+*]|\d+[.)]|\[\^/g

/** How much there is in a text for a parser to try in vain; and the line from which on it is too much to be parsed at all. */
export function marksIn(text: string): { marks: number; tangledAt: number | null } {
  let [marks, together] = [0, 0]
  for (const [index, line] of text.split('\n').entries()) {
    const own = line.match(MARKS)?.length ?? 0
    together = line.trim() === '' ? 0 : together + own
    marks += own
    if (together > MAX_MARKS_TOGETHER || isNestedTooDeep(line)) return { marks, tangledAt: index + 1 }
  }
  return { marks, tangledAt: null }
}

/** The same question of what a student keeps, such as a log of a thousand brackets in a block of code: there a mark is none. */
export function isTangled(text: string): boolean {
  const outside = [...linesOf(text)].map((line) => (line.inCode ? '' : line.text))
  return marksIn(outside.join('\n')).tangledAt !== null
}

function isNestedTooDeep(line: string): boolean {
  const opening = OPENINGS.exec(line)?.[0] ?? ''
  return (opening.match(OPENING)?.length ?? 0) > MAX_NESTED || (opening.length > MAX_INDENT && opening.length < line.length)
}
