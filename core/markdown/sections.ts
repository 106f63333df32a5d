import { endsFence, readFence } from './fences'

/** So much text without any gap is no prose: it is cut where a line is not set in, and half as much again later where it stands. */
const LONGEST_SECTIONS = 4
const LONGEST_SET_IN = 6

/** A line that goes on for longer is cut as well: its marks cost a reader of Markdown more than those of several. */
const LONGEST_LINE = 3

/** A line takes a reader of Markdown as long as this many characters, however few it has: an item of a list a tenth of a millisecond. Lines of prose have more. */
const LEAST_LINE = 40

/** A row of a table costs as much as these many characters for each column of its head, for cells that it does not have are drawn as well. */
const CELL = 5

/** A part of a text. Joined, the parts are the text. */
export interface Section {
  text: string
  /** The head of the table within which the part begins, two lines; empty where it begins with something new. */
  head: string
}

interface Table {
  head: string
  columns: number
}

/**
 * Cuts a long text into parts of `about` so many characters that Markdown reads as it read the whole: before headings, and at empty lines after which
 * something new begins; never in a block of code, of which a long one is a part by itself. A table that is too long goes on under its own head.
 */
export function splitSections(text: string, about: number): Section[] {
  const sections: Section[] = []
  let from = 0
  let at = 0
  let cost = 0
  let fence: string | null = null
  let before: string | null = null
  let table: Table | null = null
  let head = ''
  const cut = (next: string): void => {
    if (at > from) sections.push({ text: text.slice(from, at), head })
    from = at
    cost = 0
    head = table !== null && isRow(next) ? table.head : ''
  }
  const isTimely = (line: string, own: number): boolean =>
    (cost >= about && (/^#{1,6}\s/.test(line) || (before === '' && beginsAnew(line)))) ||
    (cost >= about * LONGEST_SECTIONS && !/^\s/.test(line)) ||
    cost + own > about * LONGEST_SET_IN
  while (at < text.length) {
    const end: number = fence === null ? Math.min(endOfLine(text, at), at + about * LONGEST_LINE) : endOfLine(text, at)
    const isWhole = at === 0 || text[at - 1] === '\n'
    const line = isWhole ? text.slice(at, Math.min(end, at + LONGEST_MARK)).trimEnd() : ''
    if (fence !== null || !isRow(line)) table = null
    const own = Math.max(LEAST_LINE, end - at, (table?.columns ?? 0) * CELL)
    if (fence === null && at > 0 && (!isWhole || isTimely(line, own))) cut(line)
    const opening: string | null = isWhole && fence === null ? (readFence(line)?.marks ?? null) : null
    const codeEnd = opening === null ? at : endOfCode(text, at, opening)
    if (codeEnd - at > about * LONGEST_SECTIONS) {
      cut('')
      at = codeEnd
      cut('')
      before = null
      continue
    }
    fence = fence === null ? opening : isWhole && endsFence(line, fence) ? null : fence
    table ??= fence === null && before !== null && isDelimiterRow(line) && isRow(before) ? readHead(text, at, end, about) : null
    before = isWhole ? line : null
    cost += own
    at = end
  }
  cut('')
  return sections.length === 0 ? [{ text: '', head: '' }] : sections
}

/** What can be a row of a table: it has a bar, and begins neither a heading nor a quote nor an item of a list. */
const isRow = (line: string): boolean => line.includes('|') && /^ {0,3}(?!#|>|[-+*]\s|\d+[.)]\s)/.test(line)

/** The line below the head of a table. */
const isDelimiterRow = (line: string): boolean => line.includes('|') && line.includes('-') && /^[\s|:-]+$/.test(line)

/** The table whose delimiter row is the line from `at` to `end`; null where its head is too long to be read with each part. */
function readHead(text: string, at: number, end: number, longest: number): Table | null {
  const from = text.lastIndexOf('\n', at - 2) + 1
  if (end - from > longest) return null
  return { head: text.slice(from, end), columns: text.slice(at, end).split('|').length }
}

function endOfLine(text: string, at: number): number {
  const newline = text.indexOf('\n', at)
  return newline === -1 ? text.length : newline + 1
}

/** Where a block of code ends that begins with the line at `from`; at the end of the text where nothing closes it. */
function endOfCode(text: string, from: number, opening: string): number {
  let at = endOfLine(text, from)
  while (at < text.length) {
    const end = endOfLine(text, at)
    if (endsFence(text.slice(at, Math.min(end, at + LONGEST_MARK)).trimEnd(), opening)) return end
    at = end
  }
  return at
}

/** What a part says that is one block of code and nothing else; null for every other. */
export function codeOf(section: string): { info: string; text: string } | null {
  const first = endOfLine(section, 0)
  const line = section.slice(0, first).trimEnd()
  const opening = readFence(line)
  if (opening === null || endOfCode(section, 0, opening.marks) < section.length) return null
  const setIn = line.length - line.trimStart().length
  const lines = section.slice(first).replace(/\n$/, '').split('\n')
  if (endsFence((lines.at(-1) ?? '').trimEnd(), opening.marks)) lines.pop()
  return { info: opening.info, text: lines.map((each) => each.slice(Math.min(setIn, each.length - each.trimStart().length))).join('\n') }
}

/** What says how a line is read stands at its beginning. */
const LONGEST_MARK = 300

/** No further line of a list, a quote, a table or of what is set in. */
const beginsAnew = (line: string): boolean => /^[^\s>|*+\-\d[]/.test(line)
