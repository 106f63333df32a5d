import { endsFence, readFence } from './outline'

/** So much text without any gap is no prose: it is cut where a line is not set in, and half as much again later where it stands. */
const LONGEST_SECTIONS = 4
const LONGEST_SET_IN = 6

/** A line that goes on for longer is cut as well: its marks cost a reader of Markdown more than those of several. */
const LONGEST_LINE = 3

/** A line takes a reader of Markdown as long as this many characters, however few it has: an item of a list a tenth of a millisecond. Lines of prose have more. */
const LEAST_LINE = 40

/**
 * Cuts a long text into parts of `about` so many characters that Markdown reads as it read the whole: before headings, and at empty lines after which
 * something new begins; never in a block of code, of which a long one is a part by itself. Joined, the parts are the text.
 */
export function splitSections(text: string, about: number): string[] {
  const sections: string[] = []
  let from = 0
  let at = 0
  let cost = 0
  let fence: string | null = null
  let afterGap = false
  const cut = (): void => {
    if (at > from) sections.push(text.slice(from, at))
    from = at
    cost = 0
  }
  const isTimely = (line: string, own: number): boolean =>
    (cost >= about && (/^#{1,6}\s/.test(line) || (afterGap && beginsAnew(line)))) ||
    (cost >= about * LONGEST_SECTIONS && !/^\s/.test(line)) ||
    cost + own > about * LONGEST_SET_IN
  while (at < text.length) {
    const end: number = fence === null ? Math.min(endOfLine(text, at), at + about * LONGEST_LINE) : endOfLine(text, at)
    const isWhole = at === 0 || text[at - 1] === '\n'
    const line = isWhole ? text.slice(at, Math.min(end, at + LONGEST_MARK)).trimEnd() : ''
    const own = Math.max(LEAST_LINE, end - at)
    if (fence === null && (!isWhole || isTimely(line, own))) cut()
    const opening: string | null = isWhole && fence === null ? (readFence(line)?.marks ?? null) : null
    const codeEnd = opening === null ? at : endOfCode(text, at, opening)
    if (codeEnd - at > about * LONGEST_SECTIONS) {
      cut()
      at = codeEnd
      cut()
      afterGap = false
      continue
    }
    fence = fence === null ? opening : isWhole && endsFence(line, fence) ? null : fence
    afterGap = isWhole && line === ''
    cost += own
    at = end
  }
  cut()
  return sections.length === 0 ? [''] : sections
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

/** `[name]: address` lines, of each name the first: every part of a text may refer to them. */
export function linkDefinitions(text: string): string {
  const byName = new Map<string, string>()
  for (const line of text.match(/^ {0,3}\[[^\]\n]{1,200}\]:[ \t]+\S.{0,2000}$/gm) ?? []) {
    const name = nameIn(line)
    if (!byName.has(name)) byName.set(name, line)
    if (byName.size === MOST_DEFINITIONS) break
  }
  return [...byName.values()].join('\n')
}

/** What refers to a definition: `[name]`, in small letters. */
const nameIn = (definition: string): string => definition.slice(definition.indexOf('['), definition.indexOf(']:') + 1).toLowerCase()

/** More would be read again with each part for longer than the part itself. */
const MOST_DEFINITIONS = 300

/** So many characters of addresses and footnotes are fifty; each is read again with every part that names it. */
const MOST_DEFINED = 4_000

/** Those of a text's definitions, as `linkDefinitions` has them, that a part refers to: a line each. */
export function definitionsUsedIn(part: string, definitions: string): string[] {
  const text = part.toLowerCase()
  let length = 0
  return definitions.split('\n').filter((line) => line !== '' && text.includes(nameIn(line)) && (length += line.length) <= MOST_DEFINED)
}
