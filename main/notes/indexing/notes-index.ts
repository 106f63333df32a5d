import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { join } from 'node:path'
import type { BackLink, NoteHit, NotesPage, NoteSummary } from '../../../core/contract'
import { buildSegment, createSegmentBuilder, excerptAround, findNotes, frontMatterEnd, type IndexedNote, markHits, mergeSegments, parseQuery, plain, readOutline, type Segment, stemOf } from '../../../core/notes'
import type { Lesson, Questions } from './protocol'
import { sameStamp, type Stamp } from './walk'

/** More nobody scrolls through; another word finds better, and each costs the reading of a file. */
const SHOWN_HITS = 30
const SHOWN_LESSONS = 8

/** Enough for the engine to compile what a search runs through: a tenth of a second. */
const TRIED_WORDS = 6

/** A beginning of one letter fits thousands of words; in what one sees, these are enough. */
const MARKED_WORDS = 500

/** Small segments beside the large one; with more of them each search looks through too many. */
const MOST_SEGMENTS = 12

/** What of a large note is read for the two lines under its title. */
const EXCERPT_FROM_BYTES = 64 * 1024

/** The words of all notes, and what the list shows of each. Knows files by what it is told; reads them itself. */
export interface NotesIndex {
  take(segment: Segment): void
  stamps(): Map<string, Stamp>
  /** Reads these files; answers what is new about them. Files that cannot be read are left as they were. */
  readNotes(files: ReadonlyMap<string, Stamp>): NoteSummary[]
  /** For many files at once: they are found when the last of them has been read. */
  readMany(): { read(files: ReadonlyMap<string, Stamp>): NoteSummary[]; finish(): void }
  forget(paths: Iterable<string>): void
  setLessons(lessons: Lesson[]): void
  size(): number
  latest(most: number): NoteSummary[]
  listAfter(path: string, most: number): NotesPage
  paths(unit: string | null): string[]
  search(input: Questions['search']['input'], complete: boolean): Questions['search']['answer']
  backLinks(path: string): BackLink[]
  /** What somebody might type: letters, beginnings, errors and pairs of words that are there. */
  typicalQueries(): string[]
  /** Everything in one segment, as it is kept on disk. */
  compact(): Segment
}

export function createNotesIndex(root: string): NotesIndex {
  let segments: Segment[] = []
  let places = new Map<string, { segment: Segment; number: number }>()
  /** All paths in order, until something is added or goes. */
  let inOrder: string[] | null = null
  let lessons: Segment = buildSegment([])
  let lessonTexts = new Map<string, string>()

  const locate = (): void => {
    inOrder = null
    places = new Map(segments.flatMap((segment) => segment.notes.flatMap((note, number) => (segment.gone[number] === 1 ? [] : [[note.path, { segment, number }] as const]))))
  }
  const forget = (paths: Iterable<string>): void => {
    inOrder = null
    for (const path of paths) {
      const place = places.get(path)
      if (place) place.segment.gone[place.number] = 1
      places.delete(path)
    }
  }
  const add = (segment: Segment): void => {
    forget(segment.notes.map(({ path }) => path))
    segments.push(segment)
    for (const [number, note] of segment.notes.entries()) places.set(note.path, { segment, number })
    if (segments.length > MOST_SEGMENTS) tidy()
  }
  /** The small ones become one; with the large one only when they are no longer small beside it. */
  const tidy = (): void => {
    const [large, ...small] = segments.sort((a, b) => b.notes.length - a.notes.length)
    if (large === undefined) return
    const merged = mergeSegments(small)
    segments = merged.notes.length * 4 > large.notes.length ? [mergeSegments([large, merged])] : [large, merged]
    locate()
  }
  const noteAt = (path: string): IndexedNote | undefined => {
    const place = places.get(path)
    return place?.segment.notes[place.number]
  }
  const live = (): IndexedNote[] => [...places.values()].flatMap(({ segment, number }) => segment.notes[number] ?? [])

  const showHit = ({ path, title, modifiedAt, unit, step }: IndexedNote, hits: number, words: ReadonlySet<string>): NoteHit => {
    const text = readBeginning(root, path)
    return { path, title: markHits(title, words), excerpt: excerptAround(bodyOf(text, title), words), modifiedAt, unit, step, hits: words.size === 0 ? 0 : Math.max(1, hits) }
  }

  return {
    take(segment) {
      segments = [segment]
      locate()
    },
    stamps: () => new Map(live().map(({ path, inode, modifiedAt, bytes }) => [path, { inode, modifiedAt, bytes }])),
    readNotes(files) {
      const entries: { note: IndexedNote; text: string }[] = []
      for (const [path, stamp] of files) {
        const known = noteAt(path)
        if (known && sameStamp(known, stamp)) continue
        const text = readText(root, path)
        if (text !== null) entries.push({ note: describe(path, text, stamp), text })
      }
      if (entries.length > 0) add(buildSegment(entries))
      return entries.map(({ note }) => summaryOf(note))
    },
    readMany() {
      const builder = createSegmentBuilder()
      return {
        read: (files) =>
          [...files].flatMap(([path, stamp]) => {
            const text = readText(root, path)
            if (text === null) return []
            const note = describe(path, text, stamp)
            builder.add(note, text)
            return [summaryOf(note)]
          }),
        finish: () => add(builder.finish()),
      }
    },
    forget,
    setLessons(given) {
      lessonTexts = new Map(given.map(({ unit, step, text }) => [`${unit}/${step}`, text]))
      lessons = buildSegment(
        given.map(({ unit, step, title, text }) => ({
          note: { path: `${unit}/${step}`, title, excerpt: '', modifiedAt: 0, unit, step, tags: [], bytes: 0, inode: 0, links: [] },
          text,
        })),
      )
    },
    size: () => places.size,
    latest: (most) => live().sort((a, b) => b.modifiedAt - a.modifiedAt).slice(0, most).map(summaryOf),
    listAfter(path, most) {
      inOrder ??= [...places.keys()].sort()
      const from = inOrder.findIndex((each) => each > path)
      const paths = from === -1 ? [] : inOrder.slice(from, from + most)
      return { notes: paths.flatMap((each) => noteAt(each) ?? []).map(summaryOf), next: paths.length < most ? null : (paths.at(-1) ?? null) }
    },
    paths: (unit) => live().filter((note) => unit === null || note.unit === unit).map(({ path }) => path),
    search({ query: input, now }, complete) {
      const query = parseQuery(input, new Date(now))
      const { found, total, words } = findNotes(segments, query)
      const hasWords = query.phrases.length > 0
      // A date or a tag says nothing of a lesson, and without a word all of them would be found.
      const inLessons = hasWords && query.from === null && query.to === null && query.tags.length === 0 ? findNotes([lessons], query) : { found: [], total: 0, words: new Set<string>() }
      return {
        notes: found.slice(0, SHOWN_HITS).map(({ note, hits }) => showHit(note, hits, words)),
        total,
        others: inLessons.found.slice(0, SHOWN_LESSONS).map(({ note }) => ({
          source: { kind: 'lesson', unit: note.unit ?? '', step: note.step ?? '' },
          title: markHits(note.title, inLessons.words),
          excerpt: excerptAround(lessonTexts.get(note.path) ?? '', inLessons.words),
        })),
        words: [...new Set([...words, ...inLessons.words])].slice(0, MARKED_WORDS),
        complete,
      }
    },
    backLinks(path) {
      const names = namesOf(path, noteAt(path)?.title ?? stemOf(path))
      return live()
        .filter((note) => note.path !== path)
        .flatMap((note) =>
          note.links.filter(({ target }) => names.has(target.toLowerCase().replace(/#.*$/, '').replace(/\.md$/, ''))).map(({ line }) => ({ path: note.path, title: note.title, line })),
        )
    },
    typicalQueries() {
      const all = segments[0]?.words ?? []
      const words = Array.from({ length: TRIED_WORDS }, (_, number) => all[Math.floor((all.length * number) / TRIED_WORDS)] ?? '').filter((word) => word.length > 3)
      return words.flatMap((word, number) => [word.slice(0, 1), word.slice(0, 3), `${word.slice(0, -2)}${word.at(-1)}`, `${word} ${words[number - 1]?.slice(0, 2) ?? ''}`])
    },
    compact() {
      if (segments.length !== 1 || segments[0]?.gone.includes(1) !== false) {
        segments = [mergeSegments(segments)]
        locate()
      }
      return segments[0] ?? buildSegment([])
    },
  }
}

function describe(path: string, text: string, { inode, modifiedAt, bytes }: Stamp): IndexedNote {
  const { title, excerpt, unit, step, tags, links } = readOutline(path, text)
  const lines = links.length === 0 ? [] : text.split('\n')
  return { path, title, excerpt, unit, step, tags, inode, modifiedAt, bytes, links: links.map(({ target, line }) => ({ target, line: plain(lines[line] ?? '').slice(0, 200) })) }
}

function summaryOf({ path, title, excerpt, modifiedAt, unit, step, tags }: IndexedNote): NoteSummary {
  return { path, title, excerpt, modifiedAt, unit, step, tags }
}

/** The names under which other notes may link to this one, in small letters. */
function namesOf(path: string, title: string): Set<string> {
  const whole = path.toLowerCase().replace(/\.md$/, '')
  return new Set([whole, stemOf(whole), title.toLowerCase()])
}

function bodyOf(text: string, title: string): string {
  const body = text.slice(frontMatterEnd(text)).trimStart()
  const first = body.indexOf('\n')
  const line = first === -1 ? body : body.slice(0, first)
  const below = line.startsWith('#') && plain(line.replace(/^#+[ \t]*/, '')).startsWith(title.slice(0, 40)) ? body.slice(line.length) : body
  return below.replace(LINE_MARKS, '')
}

/** What a line begins with only to say what it is: fences with their language, headings, items, tasks, quotes. */
const LINE_MARKS = /^[ \t]*(?:(?:`{3,}|~{3,}).*|#{1,6} |[-*+] (?:\[[ xX]\] )?|(?:> ?)+)/gm

/** Thirty of them for each search would be two megabytes to clean up. */
const beginning = Buffer.allocUnsafe(EXCERPT_FROM_BYTES)

/** Empty where it cannot be read. */
function readBeginning(root: string, path: string): string {
  try {
    const file = openSync(join(root, path), 'r')
    try {
      return beginning.toString('utf8', 0, readSync(file, beginning, 0, EXCERPT_FROM_BYTES, 0))
    } finally {
      closeSync(file)
    }
  } catch {
    return ''
  }
}

function readText(root: string, path: string): string | null {
  try {
    return readFileSync(join(root, path), 'utf8')
  } catch {
    return null
  }
}
