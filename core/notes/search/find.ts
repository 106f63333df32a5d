import { findNearWords } from './near-words'
import type { Phrase, Query } from './query'
import type { IndexedNote, Segment } from './segment'

interface Found {
  note: IndexedNote
  score: number
  /** How often what was looked for stands in the text. */
  hits: number
}

export interface FindResult {
  /** The best, at most MOST_FOUND. */
  found: Found[]
  /** How many there are. */
  total: number
  /** Every word of the index that a word of the query has matched. */
  words: Set<string>
}

/** A word of a segment that stands for a word of the query; `weight` 1 is the word itself. */
interface Match {
  index: number
  weight: number
}

// BM25's usual constants: how soon repetition stops to count, and how much a long note must make up for.
const SATURATION = 1.2
const LENGTH_SHARE = 0.75

/** A word of the title says what the note is about. */
const TITLE_WEIGHT = 3

const PREFIX_WEIGHT = 0.6
const NEAR_WEIGHT = 0.3

/** Words one after the other, as they were asked for, count this much more than words somewhere. */
const TOGETHER_WEIGHT = 2

/** Typing errors are looked for where the words as written find fewer notes than a list shows without scrolling. */
const FEW = 10

/** A beginning that fits more words than this says little; the longest list of them would only cost time. */
const MOST_BEGINNINGS = 2_000

/** One or two letters are on the way to a word: a few of their words are enough to show something. */
const MOST_SHORT_BEGINNINGS = 300

/** Beginnings that are tried as the end of a phrase. */
const MOST_ENDINGS = 50

/** Three times what a list shows: sorting all of 10,000, and looking for neighbours in each, would take too long. */
const MOST_FOUND = 100

/** Notes that hold every phrase and pass every filter, best first. */
export function findNotes(segments: readonly Segment[], query: Query): FindResult {
  const words = new Set<string>()
  const all = segments.reduce((sum, { notes }) => sum + notes.length, 0)
  const context = { words, all, frequency: frequencyIn(segments), isFew: isFewIn(segments) }
  let total = 0
  const found = segments.flatMap((segment) => {
    const inSegment = findInSegment(segment, query, context)
    total += inSegment.total
    return inSegment.best
  })
  found.sort(byScore)
  rewardTogether(query, found)
  return { found: found.sort(byScore).slice(0, MOST_FOUND), total, words }
}

function byScore(a: Found, b: Found): number {
  return b.score - a.score || b.note.modifiedAt - a.note.modifiedAt
}

interface Located extends Found {
  segment: Segment
  number: number
}

interface Context {
  words: Set<string>
  all: number
  /** In how many notes the word of a segment stands, those of the other segments included. */
  frequency: (segment: Segment, index: number) => number
  isFew: (word: string) => boolean
}

function findInSegment(segment: Segment, query: Query, context: Context): { best: Located[]; total: number } {
  const count = segment.notes.length
  const scores = new Float64Array(count)
  const hits = new Uint32Array(count)
  const passed = new Uint8Array(count)
  for (const [number, phrase] of query.phrases.entries()) scorePhrase(segment, phrase, number, { scores, hits, passed }, context)
  const needed = query.phrases.length
  const passesFilters = createFilter(query)
  const numbers: number[] = []
  for (let note = 0; note < count; note += 1) {
    const about = segment.notes[note]
    if (passed[note] === needed && segment.gone[note] !== 1 && about !== undefined && passesFilters(about)) numbers.push(note)
  }
  const best = bestOf(numbers, scores, segment).flatMap((number) => {
    const note = segment.notes[number]
    return note === undefined ? [] : [{ note, score: scores[number] ?? 0, hits: hits[number] ?? 0, segment, number }]
  })
  return { best, total: numbers.length }
}

/** The MOST_FOUND with the highest scores, latest first where those are equal; in no order. */
function bestOf(numbers: readonly number[], scores: Float64Array, { notes }: Segment): readonly number[] {
  if (numbers.length <= MOST_FOUND) return numbers
  let latest = 1
  for (const number of numbers) latest = Math.max(latest, notes[number]?.modifiedAt ?? 0)
  const rank = new Float64Array(numbers.length)
  // Below one thousandth of a point, so that it only decides between equals.
  for (const [index, number] of numbers.entries()) rank[index] = (scores[number] ?? 0) + (notes[number]?.modifiedAt ?? 0) / latest / 1000
  const limit = rank.slice().sort()[rank.length - MOST_FOUND] ?? 0
  return numbers.filter((_number, index) => (rank[index] ?? 0) >= limit).slice(0, 2 * MOST_FOUND)
}

interface Tally {
  scores: Float64Array
  hits: Uint32Array
  /** How many of the phrases so far a note holds. */
  passed: Uint8Array
}

function scorePhrase(segment: Segment, phrase: Phrase, number: number, tally: Tally, context: Context): void {
  if (phrase.words.length > 1) {
    const weight = phrase.words.reduce((sum, word) => sum + rarity(context, segment, indexOf(segment, word)), 0)
    for (const [note, hits] of findPhrase(segment, phrase.words, phrase.open)) {
      phrase.words.forEach((word) => context.words.add(word))
      take(tally, note, number, hits, weight * saturate(hits, 1))
    }
    return
  }
  const word = phrase.words[0] ?? ''
  const lengthOf = averageLength(segment)
  for (const { index, weight } of matchWord(segment, word, phrase, context)) {
    const matched = segment.words[index] ?? ''
    context.words.add(matched)
    const rare = rarity(context, segment, index) * weight
    for (let p = segment.postings[index] ?? 0; p < (segment.postings[index + 1] ?? 0); p += 1) {
      const note = segment.noteOf[p] ?? 0
      const from = segment.starts[p] ?? 0
      const times = (segment.starts[p + 1] ?? 0) - from
      const inTitle = (segment.places[from] ?? 0) < (segment.titleWords[note] ?? 0)
      take(tally, note, number, inTitle && times > 1 ? times - 1 : times, rare * saturate(times, lengthOf(note)) * (inTitle ? TITLE_WEIGHT : 1))
    }
  }
}

function take({ scores, hits, passed }: Tally, note: number, number: number, times: number, score: number): void {
  if ((passed[note] ?? 0) < number) return
  passed[note] = number + 1
  scores[note] = (scores[note] ?? 0) + score
  hits[note] = (hits[note] ?? 0) + times
}

function saturate(times: number, length: number): number {
  return (times * (SATURATION + 1)) / (times + SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length))
}

/** Lengths of notes as shares of the segment's average. */
function averageLength(segment: Segment): (note: number) => number {
  let sum = 0
  for (const length of segment.lengths) sum += length
  const average = sum / Math.max(1, segment.lengths.length)
  return (note) => (segment.lengths[note] ?? 0) / Math.max(1, average)
}

function rarity({ all, frequency }: Context, segment: Segment, index: number): number {
  const times = index === -1 ? 0 : frequency(segment, index)
  return Math.log(1 + (all - times + 0.5) / (times + 0.5))
}

function matchWord(segment: Segment, word: string, { exact, open }: Phrase, context: Context): Match[] {
  const matches: Match[] = []
  const same = indexOf(segment, word)
  if (same !== -1) matches.push({ index: same, weight: 1 })
  if (exact) return matches
  for (const index of open ? beginningWith(segment, word) : []) {
    if (index !== same) matches.push({ index, weight: (PREFIX_WEIGHT * word.length) / (segment.words[index]?.length ?? 1) })
  }
  if (context.isFew(word)) {
    for (const { index, errors } of findNearWords(segment, word)) {
      if (!(segment.words[index] ?? '').startsWith(word)) matches.push({ index, weight: NEAR_WEIGHT / errors })
    }
  }
  return matches
}

/** First place in the sorted words that is not before `word`. */
function lowerBound({ words }: Segment, word: string): number {
  let low = 0
  let high = words.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((words[middle] ?? '') < word) low = middle + 1
    else high = middle
  }
  return low
}

function indexOf(segment: Segment, word: string): number {
  const at = lowerBound(segment, word)
  return segment.words[at] === word ? at : -1
}

function* beginningWith(segment: Segment, word: string): Generator<number> {
  const first = lowerBound(segment, word)
  for (let index = first; index < first + (word.length < 3 ? MOST_SHORT_BEGINNINGS : MOST_BEGINNINGS) && segment.words[index]?.startsWith(word) === true; index += 1) yield index
}

/** Nearly all notes are in one segment: a word is looked up only in the others, which are small. */
function frequencyIn(segments: readonly Segment[]): Context['frequency'] {
  return (segment, index) => {
    let times = notesWith(segment, index)
    for (const other of segments) {
      if (other === segment) continue
      const there = indexOf(other, segment.words[index] ?? '')
      if (there !== -1) times += notesWith(other, there)
    }
    return times
  }
}

function notesWith({ postings }: Segment, index: number): number {
  return (postings[index + 1] ?? 0) - (postings[index] ?? 0)
}

function isFewIn(segments: readonly Segment[]): (word: string) => boolean {
  const known = new Map<string, boolean>()
  return (word) => {
    const before = known.get(word)
    if (before !== undefined) return before
    let notes = 0
    for (const segment of segments) {
      for (const index of beginningWith(segment, word)) notes += notesWith(segment, index)
    }
    known.set(word, notes < FEW)
    return notes < FEW
  }
}

/** Notes in which the words stand one after the other, and how often. Of an unquoted phrase the last word may be a beginning. */
function* findPhrase(segment: Segment, words: readonly string[], lastIsBeginning: boolean): Generator<[note: number, hits: number]> {
  const choices = phraseChoices(segment, words, lastIsBeginning)
  if (choices.some((choice) => choice.length === 0)) return
  const [first = 0] = choices[0] ?? []
  for (let p = segment.postings[first] ?? 0; p < (segment.postings[first + 1] ?? 0); p += 1) {
    const note = segment.noteOf[p] ?? 0
    const hits = countTogether(segment, choices, note)
    if (hits > 0) yield [note, hits]
  }
}

/** For each word of a phrase the words of the segment that may stand in its place. */
function phraseChoices(segment: Segment, words: readonly string[], lastIsBeginning: boolean): number[][] {
  return words.map((word, number) => {
    if (number === words.length - 1 && lastIsBeginning) return [...beginningWith(segment, word)].slice(0, MOST_ENDINGS)
    const index = indexOf(segment, word)
    return index === -1 ? [] : [index]
  })
}

/** How often words of the choices stand one after the other in a note. */
function countTogether(segment: Segment, choices: readonly number[][], note: number): number {
  const [starts, ...rest] = choices.map((choice) => choice.map((index) => placesIn(segment, index, note)).filter((places) => places !== null))
  if (starts?.[0] === undefined || rest.some((each) => each.length === 0)) return 0
  let hits = 0
  for (const place of starts[0]) {
    if (rest.every((each, offset) => each.some((places) => has(places, place + offset + 1)))) hits += 1
  }
  return hits
}

/** Where a word stands in a note; null where it does not. Both searches halve what is sorted. */
function placesIn(segment: Segment, index: number, note: number): Uint32Array | null {
  const end = segment.postings[index + 1] ?? 0
  const p = firstNotBelow(segment.noteOf, note, segment.postings[index] ?? 0, end)
  return p < end && segment.noteOf[p] === note ? segment.places.subarray(segment.starts[p], segment.starts[p + 1]) : null
}

function has(sorted: Uint32Array, value: number): boolean {
  return sorted[firstNotBelow(sorted, value, 0, sorted.length)] === value
}

function firstNotBelow(sorted: Uint32Array, value: number, from: number, to: number): number {
  let low = from
  let high = to
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}

/** Whoever types `oc start vm` means the three together; of the best notes, those that have them so come first. */
function rewardTogether(query: Query, found: Located[]): void {
  const words = query.phrases.flatMap((phrase) => phrase.words)
  if (words.length < 2) return
  const choices = new Map<Segment, number[][]>()
  for (const each of found.slice(0, MOST_FOUND)) {
    const known = choices.get(each.segment) ?? phraseChoices(each.segment, words, true)
    choices.set(each.segment, known)
    if (countTogether(each.segment, known, each.number) > 0) each.score *= TOGETHER_WEIGHT
  }
}

/** Units repeat in thousands of notes: each is compared once. */
function createFilter({ unit, step, tags, from, to }: Query): (note: IndexedNote) => boolean {
  const units = new Map<string | null, boolean>()
  const isUnit = (own: string | null): boolean => {
    const known = units.get(own) ?? own?.toLowerCase().includes(unit ?? '') ?? false
    units.set(own, known)
    return known
  }
  return (note) => {
    if (unit !== null && !isUnit(note.unit)) return false
    if (step !== null && note.step?.toLowerCase() !== step) return false
    if (from !== null && note.modifiedAt < from) return false
    if (to !== null && note.modifiedAt >= to) return false
    return tags.every((tag) => note.tags.some((own) => own.toLowerCase() === tag || own.toLowerCase().startsWith(`${tag}/`)))
  }
}
