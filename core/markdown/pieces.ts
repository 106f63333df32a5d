import { codeOf, splitSections } from '../notes/sections'

// A reader of Markdown takes some ten microseconds for a character of the worst, headings of one letter, and more in a line of brackets: the longest piece, six of these, stays
// below what is felt.
const PIECE_CHARACTERS = 1_000

export interface Piece {
  text: string
  /** Of its first line in the whole, from 1. */
  line: number
  /** What it says where it is a long block of code and nothing else, which needs no reader: a log has a million characters. */
  code: { info: string; text: string } | null
}

/** A text in pieces that can be read as Markdown one by one, with a rest between for everything else that the program does. */
export function piecesOf(text: string): Piece[] {
  let line = 1
  return splitSections(text, PIECE_CHARACTERS).map((section) => {
    const piece = { text: section, line, code: section.length > PIECE_CHARACTERS ? codeOf(section) : null }
    line += section.split('\n').length - 1
    return piece
  })
}
