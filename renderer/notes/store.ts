import { create } from 'zustand'
import type { AppError, BackLink, NoteSaved, NoteSearch, NoteSummary, NoteText, Result } from '../../core/contract'
import type { DraftState } from './draft'
import type { Format } from './editor/format'

export type NotesView = 'write' | 'both' | 'read'

/** A text that is only made a string where somebody needs one: of 2 MB that takes milliseconds. */
export interface LongText {
  readonly length: number
  toString: () => string
}

/** What is typed between asking for a new note and the editor's being there, and the cursor in it. */
export interface EarlyText {
  text: string
  from: number
  to: number
}

/** What stands over the editor. */
export type NotesSheet = { kind: 'none' } | { kind: 'history' } | { kind: 'bin' } | { kind: 'journal' } | { kind: 'rename' }

/** Something that happened to a note and that the student should know. */
export type NotesNotice =
  | { kind: 'conflict'; other: string }
  | { kind: 'removedOutside'; path: string }
  | { kind: 'imported'; notes: number; images: number; refused: { file: string; reason: string }[] }
  | { kind: 'exported'; file: string }
  | { kind: 'rebuilt'; notes: number }
  | { kind: 'lineEnds' }
  | { kind: 'deleted'; id: string; title: string }

export interface NotesStore {
  folder: string | null
  notes: ReadonlyMap<string, NoteSummary>
  /** The same, latest first. */
  order: readonly NoteSummary[]
  complete: boolean
  /** How many notes there are, while not all of them have come; null when `order` has them all. */
  awaited: number | null
  trouble: AppError | null
  /** The note in the editor, as it was when it came from the disk. */
  open: NoteText | null
  /** Counts the notes that were opened: a note that is renamed is still the same one. */
  session: number
  /** Where the cursor is when the editor begins. */
  cursor: 'start' | 'end'
  /** The note's text as it was last sent to the disk, for what stands beside the editor. */
  text: LongText
  draft: DraftState
  query: string
  found: NoteSearch | null
  backLinks: BackLink[]
  view: NotesView
  sheet: NotesSheet
  notice: NotesNotice | null
  /** Whether the list of all notes is unfolded where there is little room. */
  listShown: boolean
  /** Counts up when the editor should take the keyboard. */
  focusWanted: number
  /** While a new note is on its way, `session` is null; then it is that note's. */
  early: (EarlyText & { session: number | null }) | null
}

export const useNotes = create<NotesStore>(() => ({
  folder: null,
  notes: new Map(),
  order: [],
  complete: false,
  awaited: null,
  trouble: null,
  open: null,
  session: 0,
  cursor: 'start',
  text: '',
  draft: { kind: 'saved' },
  query: '',
  found: null,
  backLinks: [],
  view: 'write',
  sheet: { kind: 'none' },
  notice: null,
  listShown: false,
  focusWanted: 0,
  early: null,
}))

/** The editor, when there is one: what is typed there is its own until it is saved. */
export interface OpenEditor {
  /** Everything typed is on disk, or could not be brought there. */
  flush: () => Promise<boolean>
  /** Puts text where the cursor is, in a paragraph of its own. */
  insert: (markdown: string) => void
  goTo: (line: number) => void
  format: (format: Format) => void
  /** Makes the whole text another, as an edit that can be undone. */
  replace: (text: string) => void
}

let editor: OpenEditor | null = null

/** Tells which editor shows the open note, or that none does any more. */
export function takeEditor(next: OpenEditor | null): void {
  editor = next
}

export const openEditor = (): OpenEditor | null => editor

/** Everything typed is on disk, or could not be brought there. */
export const flushEditor = async (): Promise<boolean> => (await editor?.flush()) ?? true

/** What main answers; null where it refused, which the notes then say. */
export async function ask<T>(call: Promise<Result<T>>): Promise<T | null> {
  const answer = await call
  if (answer.ok) return answer.value
  useNotes.setState({ trouble: answer.error })
  return null
}

export function dismissTrouble(): void {
  useNotes.setState({ trouble: null })
}

export function dismissNotice(): void {
  useNotes.setState({ notice: null })
}

export function setView(view: NotesView): void {
  useNotes.setState({ view })
}

export function setSheet(sheet: NotesSheet): void {
  useNotes.setState({ sheet })
}

export function setListShown(listShown: boolean): void {
  useNotes.setState({ listShown })
}

export function textChanged(text: LongText): void {
  useNotes.setState({ text })
}

export function draftChanged(draft: DraftState): void {
  useNotes.setState({ draft })
}

export function noteSaved({ path, revision, modifiedAt, conflict }: NoteSaved): void {
  useNotes.setState(({ open, notice }) => ({
    open: open && { ...open, path, revision, modifiedAt },
    notice: conflict === null ? notice : { kind: 'conflict', other: conflict },
  }))
}
