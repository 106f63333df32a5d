import type { NoteSummary } from '../../contract/notes'
import { wordsOf } from './words'

/** What the index keeps of a note beside its words. */
export interface IndexedNote extends NoteSummary {
  bytes: number
  inode: number
  /** Targets of `[[links]]`, with the line that each stands in. */
  links: { target: string; line: string }[]
}

/**
 * An unchanging part of the index. Words are sorted; word `w` stands in the notes `noteOf[p]` for `p` from `postings[w]` to `postings[w + 1]`,
 * there at the places `places[starts[p]]` to `places[starts[p + 1]]`, counted in words. The title's words come first, `titleWords[n]` of them.
 */
export interface Segment {
  notes: IndexedNote[]
  /** 1 where a newer segment has this note, or nobody any more. */
  gone: Uint8Array
  words: string[]
  /** Which letters a word has, one bit each: typing errors change few. */
  letters: Uint32Array
  postings: Uint32Array
  noteOf: Uint32Array
  starts: Uint32Array
  places: Uint32Array
  titleWords: Uint32Array
  lengths: Uint32Array
}

/** For one word: pairs of a note and its places there. */
type Postings = Map<string, { note: number; places: Uint32Array | number[] }[]>

export function buildSegment(entries: readonly { note: IndexedNote; text: string }[]): Segment {
  const postings: Postings = new Map()
  const titleWords = new Uint32Array(entries.length)
  const lengths = new Uint32Array(entries.length)
  for (const [number, { note, text }] of entries.entries()) {
    const title = wordsOf(note.title)
    const words = [...title, ...wordsOf(text)]
    titleWords[number] = title.length
    lengths[number] = words.length
    for (const [place, word] of words.entries()) {
      const list = postings.get(word) ?? []
      if (list.length === 0) postings.set(word, list)
      const last = list.at(-1)
      if (last?.note === number) (last.places as number[]).push(place)
      else list.push({ note: number, places: [place] })
    }
  }
  return assemble(entries.map(({ note }) => note), postings, titleWords, lengths)
}

/** One segment of all that is not gone. */
export function mergeSegments(segments: readonly Segment[]): Segment {
  const notes: IndexedNote[] = []
  const titleWords: number[] = []
  const lengths: number[] = []
  const postings: Postings = new Map()
  for (const segment of segments) {
    const moved = new Int32Array(segment.notes.length).fill(-1)
    for (const [number, note] of segment.notes.entries()) {
      if (segment.gone[number] === 1) continue
      moved[number] = notes.push(note) - 1
      titleWords.push(segment.titleWords[number] ?? 0)
      lengths.push(segment.lengths[number] ?? 0)
    }
    for (const [index, word] of segment.words.entries()) {
      const list = postings.get(word) ?? []
      for (let p = segment.postings[index] ?? 0; p < (segment.postings[index + 1] ?? 0); p += 1) {
        const note = moved[segment.noteOf[p] ?? 0] ?? -1
        if (note !== -1) list.push({ note, places: segment.places.subarray(segment.starts[p], segment.starts[p + 1]) })
      }
      if (list.length > 0) postings.set(word, list)
    }
  }
  return assemble(notes, postings, Uint32Array.from(titleWords), Uint32Array.from(lengths))
}

function assemble(notes: IndexedNote[], byWord: Postings, titleWords: Uint32Array, lengths: Uint32Array): Segment {
  const words = [...byWord.keys()].sort()
  const postings = new Uint32Array(words.length + 1)
  let total = 0
  let placesTotal = 0
  for (const list of byWord.values()) {
    total += list.length
    for (const { places } of list) placesTotal += places.length
  }
  const noteOf = new Uint32Array(total)
  const starts = new Uint32Array(total + 1)
  const places = new Uint32Array(placesTotal)
  let p = 0
  let at = 0
  for (const [index, word] of words.entries()) {
    postings[index] = p
    for (const posting of byWord.get(word) ?? []) {
      noteOf[p] = posting.note
      starts[p] = at
      places.set(posting.places, at)
      at += posting.places.length
      p += 1
    }
  }
  postings[words.length] = p
  starts[p] = at
  return { notes, gone: new Uint8Array(notes.length), words, letters: Uint32Array.from(words, lettersOf), postings, noteOf, starts, places, titleWords, lengths }
}

/** Bits 0 to 25 for letters, 26 to 31 for everything else by its code. */
export function lettersOf(word: string): number {
  let bits = 0
  for (let at = 0; at < word.length; at += 1) {
    const code = word.charCodeAt(at)
    bits |= 1 << (code >= 97 && code <= 122 ? code - 97 : 26 + (code % 6))
  }
  return bits >>> 0
}
