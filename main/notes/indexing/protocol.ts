import type { BackLink, NoteHit, NotesPage, NoteSummary, OtherHit } from '../../../core/contract'

/** A page of a lesson, as it is searched. */
export interface Lesson {
  unit: string
  step: string
  title: string
  text: string
}

/** What main asks of the thread that reads and searches the notes. */
export interface Questions {
  /** The latest. */
  library: { input: { most: number }; answer: { notes: NoteSummary[]; total: number; complete: boolean } }
  /** In the order of paths, what comes after this one. */
  listAfter: { input: { path: string; most: number }; answer: NotesPage }
  /** Paths of all notes, or of those that belong to a unit. */
  paths: { input: { unit: string | null }; answer: string[] }
  search: { input: { query: string; now: number }; answer: { notes: NoteHit[]; total: number; others: OtherHit[]; words: string[]; complete: boolean } }
  backLinks: { input: { path: string }; answer: BackLink[] }
  lessons: { input: Lesson[]; answer: undefined }
  /** Looks at these files now, without waiting for the file system to tell. */
  look: { input: { paths: string[] }; answer: undefined }
  /** Looks at every file: on a network folder nobody tells of changes. */
  lookAround: { input: undefined; answer: undefined }
  rebuild: { input: undefined; answer: undefined }
  /** Resolves when the index is on disk. */
  close: { input: undefined; answer: undefined }
}

export type QuestionName = keyof Questions

export interface Request {
  id: number
  name: QuestionName
  input: unknown
}

export type Answer = { id: number; value: unknown } | { id: number; failure: string }

/** What the thread tells unasked. */
export interface FilesChanged {
  notes: NoteSummary[]
  removed: string[]
  moved: { from: string; to: string }[]
  complete: boolean
  /** Why the folder cannot be read; null where it can. */
  trouble: string | null
}

export interface IndexerOptions {
  folder: string
  indexFile: string
}
