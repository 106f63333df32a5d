import { z } from 'zod'
import { call, news } from './define'
import type { AppError } from './errors'

/** Ten times the largest note that anybody has been seen to keep; what is larger is a log file, and belongs beside a note. */
export const MAX_NOTE_CHARACTERS = 20_000_000

/** A pasted screenshot of a 4K desktop has about 8 MB. */
export const MAX_IMAGE_BYTES = 25_000_000

/** Where a note lies below the notes folder, parts joined by `/`: `Unit 1/Wait for HyperConverged.md`. */
const path = z.string().min(1).max(1024)
const text = z.string().max(MAX_NOTE_CHARACTERS)
const title = z.string().max(200)

const position = z.number().int().nonnegative()

/** What is changed at more places at once, as by replacing a word throughout, crosses whole: that costs less than looking at each place. */
export const MAX_NOTE_CHANGES = 4_000

/** A new text: whole, or as what it changes in the one that it was made from, which is `length` long. A letter in 2 MB need not cross as 2 MB. */
const edit = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('whole'), text }),
  z.object({ kind: z.literal('changes'), length: position, changes: z.array(z.object({ from: position, to: position, insert: text })).max(MAX_NOTE_CHANGES) }),
])

export type NoteEdit = z.infer<typeof edit>

const label = z.string().max(200)

/** What of the library is meant: everything, what belongs to one unit, or one note. */
const scope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('note'), path }),
  z.object({ kind: z.literal('unit'), unit: label }),
  z.object({ kind: z.literal('everything') }),
])

export type NotesScope = z.infer<typeof scope>

export interface NoteSummary {
  path: string
  /** Its first heading, or else the name of its file. */
  title: string
  /** The first words after the title; at most 160 characters. */
  excerpt: string
  /** Milliseconds since 1970, as the file system says. */
  modifiedAt: number
  unit: string | null
  step: string | null
  tags: string[]
}

export interface NotesLibrary {
  folder: string
  /** The latest, latest first: as many as a list shows at once. The others come by `listAfter`. */
  notes: NoteSummary[]
  /** How many notes there are. */
  total: number
  /** Null where the folder can be read. */
  trouble: AppError | null
  /** False until every file has been looked at. */
  complete: boolean
}

/** A part of the list, in the order of paths. */
export interface NotesPage {
  notes: NoteSummary[]
  /** What the next part is asked for with; null after the last. */
  next: string | null
}

/** What is new in the list; the whole of it is asked for once. */
export interface LibraryChange {
  notes: NoteSummary[]
  removed: string[]
  complete: boolean
  trouble: AppError | null
}

/** `revision` names a text: who writes says which one they had before them. */
export interface NoteText {
  path: string
  text: string
  revision: string
  modifiedAt: number
}

export interface NoteSaved {
  /** Another than was asked for where the file was moved meanwhile. */
  path: string
  revision: string
  modifiedAt: number
  /** What is on disk now, where it is more than what was sent: somebody else's change was merged in. */
  merged: string | null
  /** The note that keeps the other text, where both changed the same lines. */
  conflict: string | null
}

/** The text that the changes belong to is not known any more: the whole text is wanted. */
export interface TextWanted {
  wanted: 'text'
}

export interface NoteVersion {
  id: string
  /** Milliseconds since 1970. */
  at: number
  characters: number
  why: 'edited' | 'outside' | 'conflict' | 'deleted' | 'restored'
}

export interface BinnedNote {
  id: string
  path: string
  title: string
  deletedAt: number
}

/** A stretch of text; `hit` where the search found it. */
export interface TextPiece {
  text: string
  hit: boolean
}

export interface NoteHit {
  path: string
  title: TextPiece[]
  excerpt: TextPiece[]
  modifiedAt: number
  unit: string | null
  step: string | null
  /** How often the words stand in it; 0 where only filters were asked for. */
  hits: number
}

/** What was found in lessons and in terminals. */
export interface OtherHit {
  source: { kind: 'lesson'; unit: string; step: string } | { kind: 'terminal'; tab: string }
  title: TextPiece[]
  excerpt: TextPiece[]
}

export interface NoteSearch {
  notes: NoteHit[]
  /** Notes found in all; `notes` has the best of them. */
  total: number
  others: OtherHit[]
  /** Words that were looked for, with what was found in place of a misspelt one: what a view highlights. */
  words: string[]
  /** False until every file is in the index. */
  complete: boolean
}

export interface BackLink {
  path: string
  title: string
  /** The line that links here. */
  line: string
}

/** What happened, as the journal keeps it. `at` is in milliseconds since 1970. */
export type JournalEntry = { at: number; unit: string | null } & (
  | { kind: 'command'; user: string | null; command: string; exit: number | null; durationMs: number; cwd: string | null }
  | { kind: 'step'; step: string; title: string; state: 'done' | 'failed' | 'skipped' }
  | { kind: 'machine'; namespace: string; name: string; status: string }
)

/** What `import` made of the files. */
export interface ImportReport {
  notes: string[]
  images: number
  /** Files that could not be taken, with the reason. */
  refused: { file: string; reason: string }[]
}

export const notes = {
  calls: {
    library: call(z.undefined()).returns<NotesLibrary>(),
    /** The list in parts, from the beginning with ''. Ten thousand notes in one message would hold up the window. */
    listAfter: call(z.object({ path: z.string().max(1024) })).returns<NotesPage>(),
    read: call(z.object({ path })).returns<NoteText>(),
    /** Makes a file for a note; where one of that name exists, the new one gets a number. */
    create: call(z.object({ title, text, folder: z.string().max(512).default('') })).returns<NoteText>(),
    /** Resolves when the text is on disk. `base` is the revision that the text was made from. */
    save: call(z.object({ path, edit, base: z.string().max(64) })).returns<NoteSaved | TextWanted>(),
    /** The answer to `saveNow`: the window has nothing more to save. */
    allSaved: call(z.undefined()).returns<void>(),
    rename: call(z.object({ path, to: path })).returns<NoteText>(),
    remove: call(z.object({ path })).returns<BinnedNote>(),
    bin: call(z.undefined()).returns<BinnedNote[]>(),
    restore: call(z.object({ id: label })).returns<NoteText>(),
    versions: call(z.object({ path })).returns<NoteVersion[]>(),
    version: call(z.object({ path, id: label })).returns<{ text: string }>(),
    search: call(z.object({ query: z.string().max(500) })).returns<NoteSearch>(),
    backLinks: call(z.object({ path })).returns<BackLink[]>(),
    /** Forgets the index and builds it from the files. */
    reindex: call(z.undefined()).returns<void>(),
    /** Keeps an image beside the note; answers what to write between the brackets of its link. */
    keepImage: call(
      z.object({ note: path, name: label, type: z.enum(['image/png', 'image/jpeg', 'image/gif', 'image/webp']), data: z.instanceof(Uint8Array).refine((bytes) => bytes.length <= MAX_IMAGE_BYTES) }),
    ).returns<{ link: string }>(),
    image: call(z.object({ note: path, link: z.string().max(1024) })).returns<{ type: string; data: Uint8Array }>(),
    /** Lets the student choose another folder; null where they did not. */
    chooseFolder: call(z.undefined()).returns<NotesLibrary | null>(),
    showFolder: call(z.undefined()).returns<void>(),
    /** Markdown of the last finished command. `user` null: of whichever terminal was last. */
    captureCommand: call(z.object({ user: label.nullable() })).returns<{ markdown: string }>(),
    /** Markdown of a text with its source, secrets masked. */
    captureText: call(
      z.object({ text: z.string().max(2_000_000), language: z.enum(['yaml', 'console', 'text']), source: label }),
    ).returns<{ markdown: string }>(),
    journal: call(z.object({ unit: label.nullable() })).returns<JournalEntry[]>(),
    /** The journal of a unit as a note's text: as it happened, or with what came of it first. */
    journalNote: call(z.object({ unit: label.nullable(), as: z.enum(['timeline', 'report']) })).returns<{ title: string; markdown: string }>(),
    /** Asks for files or a folder and takes them in; null where none was chosen. */
    import: call(z.object({ from: z.enum(['files', 'folder']) })).returns<ImportReport | null>(),
    export: call(z.object({ scope, as: z.enum(['html', 'pdf', 'zip']) })).returns<{ file: string } | null>(),
  },
  news: {
    changed: news<LibraryChange>(),
    /** A file is another than the window's: somebody else wrote it. */
    changedOutside: news<{ path: string; revision: string }>(),
    renamed: news<{ from: string; to: string }>(),
    removedOutside: news<{ path: string }>(),
    /** The program is about to end: what is not on disk is sent now. */
    saveNow: news<null>(),
  },
  streams: {},
}
