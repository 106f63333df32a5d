import type { NoteSummary } from '../../contract/notes'
import { eachWord } from './words'

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

/** A list of numbers that grows: an ordinary array of three million is four times as large. */
function createNumbers(): { push: (number: number) => void; take: () => Uint32Array } {
  let numbers = new Uint32Array(1024)
  let length = 0
  return {
    push(number) {
      if (length === numbers.length) {
        const larger = new Uint32Array(length * 2)
        larger.set(numbers)
        numbers = larger
      }
      numbers[length] = number
      length += 1
    },
    take: () => numbers.subarray(0, length),
  }
}

/**
 * Every word of every note is written down once, in order, as the number of its word; sorting those numbers by counting puts each word's notes and
 * places beside each other, in order as well. 20 MB of notes take a second.
 */
export function buildSegment(entries: readonly { note: IndexedNote; text: string }[]): Segment {
  const builder = createSegmentBuilder()
  for (const { note, text } of entries) builder.add(note, text)
  return builder.finish()
}

export interface SegmentBuilder {
  add: (note: IndexedNote, text: string) => void
  finish: () => Segment
}

export function createSegmentBuilder(): SegmentBuilder {
  const notes: IndexedNote[] = []
  const numbers = new Map<string, number>()
  const tokens = createNumbers()
  const titleWords = createNumbers()
  const lengths = createNumbers()

  const write = (text: string): number => {
    let written = 0
    eachWord(text, (word) => {
      let number = numbers.get(word)
      if (number === undefined) numbers.set(word, (number = numbers.size))
      tokens.push(number)
      written += 1
      return true
    })
    return written
  }

  return {
    add(note, text) {
      notes.push(note)
      const inTitle = write(note.title)
      titleWords.push(inTitle)
      lengths.push(inTitle + write(text))
    },
    finish: () => assemble(notes, numbers, tokens.take(), titleWords.take().slice(), lengths.take().slice()),
  }
}

function assemble(notes: IndexedNote[], numbers: ReadonlyMap<string, number>, tokens: Uint32Array, titleWords: Uint32Array, lengths: Uint32Array): Segment {
  const words = [...numbers.keys()].sort()
  const rankOf = new Uint32Array(words.length)
  for (const [rank, word] of words.entries()) rankOf[numbers.get(word) ?? 0] = rank
  const ends = new Uint32Array(words.length + 1)
  for (const token of tokens) {
    const rank = (rankOf[token] ?? 0) + 1
    ends[rank] = (ends[rank] ?? 0) + 1
  }
  for (let rank = 0; rank < words.length; rank += 1) ends[rank + 1] = (ends[rank + 1] ?? 0) + (ends[rank] ?? 0)
  const next = ends.slice()
  const tokenNotes = new Uint32Array(tokens.length)
  const places = new Uint32Array(tokens.length)
  let at = 0
  for (const [note, length] of lengths.entries()) {
    for (let place = 0; place < length; place += 1, at += 1) {
      const rank = rankOf[tokens[at] ?? 0] ?? 0
      const to = next[rank] ?? 0
      next[rank] = to + 1
      tokenNotes[to] = note
      places[to] = place
    }
  }
  return { notes, gone: new Uint8Array(notes.length), words, letters: Uint32Array.from(words, lettersOf), ...groupByNote(words.length, ends, tokenNotes), places, titleWords, lengths }
}

/** Places that lie beside each other and are in one note become one posting. */
function groupByNote(words: number, ends: Uint32Array, tokenNotes: Uint32Array): Pick<Segment, 'postings' | 'noteOf' | 'starts'> {
  const postings = new Uint32Array(words + 1)
  const noteOf = createNumbers()
  const starts = createNumbers()
  let count = 0
  for (let word = 0; word < words; word += 1) {
    postings[word] = count
    for (let token = ends[word] ?? 0; token < (ends[word + 1] ?? 0); token += 1) {
      if (token > (ends[word] ?? 0) && tokenNotes[token] === tokenNotes[token - 1]) continue
      noteOf.push(tokenNotes[token] ?? 0)
      starts.push(token)
      count += 1
    }
  }
  postings[words] = count
  starts.push(tokenNotes.length)
  return { postings, noteOf: noteOf.take().slice(), starts: starts.take().slice() }
}

/** One segment of all that is not gone. */
export function mergeSegments(segments: readonly Segment[]): Segment {
  const notes: IndexedNote[] = []
  const titleWords = createNumbers()
  const lengths = createNumbers()
  const moved = segments.map((segment) =>
    Int32Array.from(segment.notes, (note, number) => {
      if (segment.gone[number] === 1) return -1
      titleWords.push(segment.titleWords[number] ?? 0)
      lengths.push(segment.lengths[number] ?? 0)
      return notes.push(note) - 1
    }),
  )
  const words: string[] = []
  const postings = createNumbers()
  const noteOf = createNumbers()
  const starts = createNumbers()
  const places = createNumbers()
  let [count, at] = [0, 0]
  for (const { word, from } of mergedWords(segments)) {
    const before = count
    for (const { segment: number, index } of from) {
      const segment = segments[number]
      if (segment === undefined) continue
      for (let p = segment.postings[index] ?? 0; p < (segment.postings[index + 1] ?? 0); p += 1) {
        const note = moved[number]?.[segment.noteOf[p] ?? 0] ?? -1
        if (note === -1) continue
        noteOf.push(note)
        starts.push(at)
        count += 1
        for (let place = segment.starts[p] ?? 0; place < (segment.starts[p + 1] ?? 0); place += 1, at += 1) places.push(segment.places[place] ?? 0)
      }
    }
    if (count === before) continue
    words.push(word)
    postings.push(before)
  }
  postings.push(count)
  starts.push(at)
  return {
    notes,
    gone: new Uint8Array(notes.length),
    words,
    letters: Uint32Array.from(words, lettersOf),
    postings: postings.take().slice(),
    noteOf: noteOf.take().slice(),
    starts: starts.take().slice(),
    places: places.take().slice(),
    titleWords: titleWords.take().slice(),
    lengths: lengths.take().slice(),
  }
}

/** The words of all segments in order, each with where it stands. */
function* mergedWords(segments: readonly Segment[]): Generator<{ word: string; from: { segment: number; index: number }[] }> {
  const heads = segments.map(() => 0)
  for (;;) {
    let word: string | undefined
    for (const [segment, head] of heads.entries()) {
      const candidate = segments[segment]?.words[head]
      if (candidate !== undefined && (word === undefined || candidate < word)) word = candidate
    }
    if (word === undefined) return
    const from: { segment: number; index: number }[] = []
    for (const [segment, head] of heads.entries()) {
      if (segments[segment]?.words[head] !== word) continue
      from.push({ segment, index: head })
      heads[segment] = head + 1
    }
    yield { word, from }
  }
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
