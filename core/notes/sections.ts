import { endsFence, readFence } from './outline'

/** So much text without any gap is no prose: it is cut where a line is not set in, and twice as much where it stands. */
const LONGEST_SECTIONS = 4

/**
 * Cuts a long text into parts of `about` so many characters that Markdown reads as it read the whole: before headings, and at empty lines after which
 * something new begins; never in a block of code. Joined, the parts are the text.
 */
export function splitSections(text: string, about: number): string[] {
  const sections: string[] = []
  let from = 0
  let at = 0
  let fence: string | null = null
  let afterGap = false
  while (at < text.length) {
    const newline = text.indexOf('\n', at)
    const end = newline === -1 ? text.length : newline + 1
    const line = text.slice(at, Math.min(end, at + LONGEST_MARK)).trimEnd()
    const length = at - from
    if (length >= about && fence === null && (/^#{1,6}\s/.test(line) || (afterGap && beginsAnew(line)) || (length >= about * LONGEST_SECTIONS && (!/^\s/.test(line) || length >= about * LONGEST_SECTIONS * 2)))) {
      sections.push(text.slice(from, at))
      from = at
    }
    fence = fence === null ? (readFence(line)?.marks ?? null) : endsFence(line, fence) ? null : fence
    afterGap = line === ''
    at = end
  }
  return [...sections, text.slice(from)].flatMap((section) => cut(section, about * LONGEST_SECTIONS * 2))
}

/** What says how a line is read stands at its beginning. */
const LONGEST_MARK = 300

/** No further line of a list, a quote, a table or of what is set in. */
const beginsAnew = (line: string): boolean => /^[^\s>|*+\-\d[]/.test(line)

function cut(section: string, length: number): string[] {
  if (section.length <= length || /^ {0,3}(?:```|~~~)/m.test(section)) return [section]
  return Array.from({ length: Math.ceil(section.length / length) }, (_, number) => section.slice(number * length, (number + 1) * length))
}

/** `[name]: address` lines: every part of a text may refer to them. */
export function linkDefinitions(text: string): string {
  return (text.match(/^ {0,3}\[[^\]\n]{1,200}\]:[ \t]+\S.*$/gm) ?? []).slice(0, MOST_DEFINITIONS).join('\n')
}

/** More would be read again with each part for longer than the part itself. */
const MOST_DEFINITIONS = 300
