import { definitionsUsedIn, linkDefinitions } from './definitions'
import { codeOf, type Section, splitSections } from './sections'

/** A page: even one of marks alone is drawn within a few frames, with a rest after it. */
const PAGE_CHARACTERS = 2_000

// A reader of Markdown takes some ten microseconds for a character of the worst, headings of one letter, and more in a line of brackets: the longest piece, six of these, stays
// below what is felt.
const PIECE_CHARACTERS = 1_000

/** A part of a text that can be read by itself, as it reads in the whole. */
export interface Page extends Section {
  /** `[name]: address` lines of the whole. */
  definitions: string
}

export interface Piece extends Page {
  /** Of its first line in the whole, from 1. */
  line: number
  /** What it says where it is a long block of code and nothing else, which needs no reader: a log has a million characters. */
  code: { info: string; text: string } | null
}

/** A text in parts to draw one by one. */
export function pagesOf(text: string): Page[] {
  const sections = splitSections(text, PAGE_CHARACTERS)
  const definitions = sections.length > 1 ? linkDefinitions(text) : ''
  return sections.map((section) => ({ ...section, definitions }))
}

/** A text in pieces that can be read as Markdown one by one, with a rest between for everything else that the program does. */
export function piecesOf(text: string): Piece[] {
  const definitions = linkDefinitions(text)
  let line = 1
  return splitSections(text, PIECE_CHARACTERS).map((section) => {
    const code = section.text.length > PIECE_CHARACTERS ? codeOf(section.text) : null
    const piece = { ...section, definitions, line, code }
    line += section.text.split('\n').length - 1
    return piece
  })
}

/** A part with what it needs to be read: its table's head before it, and behind its `length` characters what it refers to. */
export function markdownOf({ text, head, definitions }: Page): { markdown: string; length: number } {
  return { markdown: [head + text, ...definitionsUsedIn(text, definitions)].join('\n\n'), length: head.length + text.length }
}
