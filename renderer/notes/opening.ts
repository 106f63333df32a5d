import type { NoteText } from '../../core/contract'
import { candidatePaths, readLineEnds, resolveNote, stemFor, stemOf } from '../../core/notes'
import { main } from '../border'
import { changeLayout, saveLayoutNow } from '../layout'
import { saveWhole } from './save-whole'
import { ask, dismissNotice, type EarlyText, type NotesNotice, type NotesStore, flushEditor, useNotes } from './store'

/** Which note was open outlives the page and the program, however they end: what the page keeps itself comes to the disk seconds later, or never again after a trouble. */
function rememberOpen(path: string): void {
  changeLayout({ note: path })
  saveLayoutNow()
}

/** Leaves the note in the editor only when it is on disk, so that nothing typed is ever nowhere. */
export async function leave(): Promise<boolean> {
  const left = await flushEditor()
  if (left) await nameUntitled()
  return left
}

const UNTITLED = /^Untitled(?: \d+)?$/

let naming: Promise<void> | null = null

/**
 * A file that was begun without a name gets its note's title: once there is text below it, or somebody goes on to another note. One naming at a time:
 * the list may know the new name before this window has heard that it is its own.
 */
export function nameUntitled(): Promise<void> {
  naming ??= nameOnce().finally(() => {
    naming = null
  })
  return naming
}

async function nameOnce(): Promise<void> {
  const { open, notes } = useNotes.getState()
  const title = open === null ? undefined : notes.get(open.path)?.title
  if (open === null || title === undefined || !UNTITLED.test(stemOf(open.path)) || UNTITLED.test(stemFor(title))) return
  for (const to of candidatePaths(open.path.slice(0, Math.max(0, open.path.lastIndexOf('/'))), stemFor(title))) {
    if (notes.has(to)) continue
    // It has a file already, and keeps that where the name is taken by what the list does not know yet.
    const answer = await main.notes.rename({ path: open.path, to })
    if (answer.ok) followRename(open.path, answer.value.path)
    return
  }
}

export function followRename(from: string, to: string): void {
  if (useNotes.getState().open?.path !== from) return
  rememberOpen(to)
  useNotes.setState(({ open }) => ({ open: open && { ...open, path: to } }))
}

export const isTitleDone = ({ open, notes }: NotesStore): boolean => open !== null && UNTITLED.test(stemOf(open.path)) && (notes.get(open.path)?.excerpt ?? '') !== ''

export function show(open: NoteText | null, cursor: 'start' | 'end' = 'start'): void {
  if (open !== null) rememberOpen(open.path)
  // What was told of another note has been read, or is of no use any more.
  const notice: NotesNotice | null = open !== null && readLineEnds(open.text).mixed ? { kind: 'lineEnds' } : null
  useNotes.setState(({ session }) => ({ session: session + 1, open, cursor, draft: { kind: 'saved' }, backLinks: [], sheet: { kind: 'none' }, notice, listShown: false }))
  if (open !== null) void readBackLinks(open.path)
}

export async function readBackLinks(path: string): Promise<void> {
  const answer = await main.notes.backLinks({ path })
  if (answer.ok && useNotes.getState().open?.path === path) useNotes.setState({ backLinks: answer.value })
}

/** Opens a note, at a line if one is given. */
export async function openNote(path: string, { focus = true, cursor = 'start' }: { focus?: boolean; cursor?: 'start' | 'end' } = {}): Promise<void> {
  if (useNotes.getState().open?.path !== path) {
    if (!(await leave()) || !(await keepEarlyText())) return
    const note = await ask(main.notes.read({ path }))
    if (note === null) return
    show(note, cursor)
  } else if (!(await keepEarlyText())) return
  if (focus) useNotes.setState(({ focusWanted }) => ({ focusWanted: focusWanted + 1 }))
}

/** The new note that is on its way. */
let making: Promise<void> = Promise.resolve()

interface NewNote {
  title?: string
  text?: string
  /** Whether the student goes on writing in it; who captures something goes on where that was. */
  focus?: boolean
}

export function createNote(wanted: NewNote = {}): Promise<void> {
  making = makeNote(wanted)
  return making
}

async function makeNote({ title = 'Untitled', text = '', focus = true }: NewNote): Promise<void> {
  if (focus) useNotes.setState(({ early, view }) => ({ early: early ?? { text: '', from: 0, to: 0, session: null }, view: view === 'read' ? 'write' : view }))
  const note = (await leave()) ? await ask(main.notes.create({ title, text, folder: '' })) : null
  if (note === null) {
    // What was typed stays in sight beside what is said of the trouble, and goes into the note of the next try.
    useNotes.setState(({ early }) => ({ early: early?.text === '' ? null : early }))
    return
  }
  show(note, 'end')
  useNotes.setState({ query: '', found: null })
  if (focus) useNotes.setState(({ focusWanted, early, session }) => ({ focusWanted: focusWanted + 1, early: early && { ...early, session } }))
}

export function earlyTextChanged(typed: EarlyText): void {
  useNotes.setState(({ early }) => ({ early: early && { ...early, ...typed } }))
}

/**
 * Brings what no editor has taken over to the disk: to the end of its note, or into one of its own where none could be made. False where it stays in
 * its field: it is not on disk, or somebody goes on typing there.
 */
export async function keepEarlyText(): Promise<boolean> {
  await making
  const { early, open } = useNotes.getState()
  if (early === null) return true
  if (early.text !== '') {
    const kept = early.session === null || open === null ? main.notes.create({ title: 'Untitled', text: early.text, folder: '' }) : saveWhole(open.path, open.text + early.text, open.revision)
    if ((await ask<unknown>(kept)) === null) return false
  }
  if (useNotes.getState().early?.text !== early.text) return useNotes.getState().early === null
  useNotes.setState({ early: null })
  return true
}

/** Hands over what was typed for the note of this session before its editor was there. */
export function takeEarlyText(session: number): EarlyText | null {
  const { early } = useNotes.getState()
  if (early === null || early.session !== session) return null
  useNotes.setState({ early: null })
  return early
}

/** Goes to the note that a `[[link]]` names; one that does not exist yet is begun. */
export async function followNoteLink(title: string): Promise<void> {
  const found = resolveNote(useNotes.getState().order, title)
  await (found ? openNote(found.path) : createNote({ title, text: `# ${title}\n\n` }))
}

export async function removeNote(): Promise<void> {
  const { open } = useNotes.getState()
  if (open === null || !(await leave())) return
  const { open: now } = useNotes.getState()
  const binned = await ask(main.notes.remove({ path: now?.path ?? open.path }))
  if (binned === null) return
  show(null)
  useNotes.setState({ notice: { kind: 'deleted', id: binned.id, title: binned.title } })
}

export async function restoreNote(id: string): Promise<void> {
  if (!(await leave()) || !(await keepEarlyText())) return
  const note = await ask(main.notes.restore({ id }))
  if (note !== null) show(note)
  dismissNotice()
}

export async function renameNote(stem: string): Promise<void> {
  const { open } = useNotes.getState()
  if (open === null || !(await flushEditor())) return
  const folder = open.path.slice(0, open.path.lastIndexOf('/') + 1)
  await ask(main.notes.rename({ path: open.path, to: `${folder}${stemFor(stem)}.md` }))
}
