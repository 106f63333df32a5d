import { splitSections } from '../notes/sections'

// A reader of Markdown takes some ten microseconds for a character of the worst, lists of lists, and more in a line without end: eight of these, the longest piece,
// stay below what is felt.
const PIECE_CHARACTERS = 1_000

export interface Piece {
  text: string
  /** Of its first line in the whole, from 1. */
  line: number
}

/** A text in pieces that can be read as Markdown one by one, with a rest between for everything else that the program does. */
export function piecesOf(text: string): Piece[] {
  let line = 1
  return splitSections(text, PIECE_CHARACTERS).map((section) => {
    const piece = { text: section, line }
    line += section.split('\n').length - 1
    return piece
  })
}
