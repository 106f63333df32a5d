import { create } from 'zustand'
import type { AppError, BackLink, LibraryChange, NoteSaved, NotesLibrary, NotesPage, NotesScope, NoteSearch, NoteSummary, NoteText, Result } from '../../core/contract'
import { candidatePaths, readLineEnds, resolveNote, stemFor, stemOf } from '../../core/notes'
import { main } from '../border'
import type { Capture } from '../capture'
import { changeLayout, saveLayoutNow, useLayout } from '../layout'
import type { DraftState } from './draft'
import type { Format } from './editor/format'
import { readLessons } from './lessons'
import { saveWhole } from './save-whole'

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

interface NotesStore {
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

/** Which note was open outlives the page and the program, however they end: what the page keeps itself comes to the disk seconds later, or never again after a trouble. */
function rememberOpen(path: string): void {
  changeLayout({ note: path })
  saveLayoutNow()
}

async function ask<T>(call: Promise<Result<T>>): Promise<T | null> {
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

function latestFirst(notes: Iterable<NoteSummary>): NoteSummary[] {
  return [...notes].sort((a, b) => b.modifiedAt - a.modifiedAt)
}

/** Leaves the note in the editor only when it is on disk, so that nothing typed is ever nowhere. */
async function leave(): Promise<boolean> {
  const left = editor === null || (await editor.flush())
  if (left) await nameUntitled()
  return left
}

const UNTITLED = /^Untitled(?: \d+)?$/

let naming: Promise<void> | null = null

/**
 * A file that was begun without a name gets its note's title: once there is text below it, or somebody goes on to another note. One naming at a time:
 * the list may know the new name before this window has heard that it is its own.
 */
function nameUntitled(): Promise<void> {
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

function followRename(from: string, to: string): void {
  if (useNotes.getState().open?.path !== from) return
  rememberOpen(to)
  useNotes.setState(({ open }) => ({ open: open && { ...open, path: to } }))
}

const isTitleDone = ({ open, notes }: NotesStore): boolean => open !== null && UNTITLED.test(stemOf(open.path)) && (notes.get(open.path)?.excerpt ?? '') !== ''

function show(open: NoteText | null, cursor: 'start' | 'end' = 'start'): void {
  if (open !== null) rememberOpen(open.path)
  // What was told of another note has been read, or is of no use any more.
  const notice: NotesNotice | null = open !== null && readLineEnds(open.text).mixed ? { kind: 'lineEnds' } : null
  useNotes.setState(({ session }) => ({ session: session + 1, open, cursor, draft: { kind: 'saved' }, backLinks: [], sheet: { kind: 'none' }, notice, listShown: false }))
  if (open !== null) void readBackLinks(open.path)
}

async function readBackLinks(path: string): Promise<void> {
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
async function keepEarlyText(): Promise<boolean> {
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

let asked = 0

// A word is typed within this; searching takes a tenth of it.
const SEARCH_AFTER_MS = 60
let searching: ReturnType<typeof setTimeout> | undefined

export function search(query: string): void {
  useNotes.setState(query.trim() === '' ? { query, found: null } : { query })
  clearTimeout(searching)
  if (query.trim() !== '') searching = setTimeout(() => void runSearch(query), SEARCH_AFTER_MS)
}

async function runSearch(query: string): Promise<void> {
  asked += 1
  const mine = asked
  const answer = await main.notes.search({ query: query.slice(0, 500) })
  // A later question has been answered already, or the field is empty again.
  if (mine !== asked || useNotes.getState().query !== query) return
  if (answer.ok) useNotes.setState({ found: answer.value })
  else useNotes.setState({ trouble: answer.error })
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

/** Puts Markdown into the open note: at the cursor, or at its end where no editor shows it; into a new one where none is open. */
async function addToNote(markdown: string): Promise<void> {
  const path = useNotes.getState().open?.path ?? useLayout.getState().note
  if (editor !== null) return editor.insert(markdown)
  const note = path === null ? null : await main.notes.read({ path })
  if (note?.ok !== true) return createNote({ text: `${markdown}\n`, focus: false })
  const { text, revision } = note.value
  const saved = await ask(saveWhole(note.value.path, `${text.trimEnd()}\n\n${markdown}`.trimStart(), revision))
  const now = saved && (await ask(main.notes.read({ path: saved.path })))
  if (now) show(now, 'end')
}

/** Brings the notes to where they can be seen. */
export function showNotes(): void {
  startNotes()
  changeLayout({ guideShown: true, side: 'notes' })
}

/** Takes what another slice shows into the notes, and shows them. */
export async function capture(captured: Capture): Promise<void> {
  showNotes()
  if (captured.kind === 'command') await captureLastCommand()
  else if (captured.kind === 'image') await captureImage(captured.image, `${captured.source}, ${new Date().toLocaleString('sv')}`)
  else await captureText(captured.text, captured.source, captured.language)
}

async function captureLastCommand(): Promise<void> {
  const captured = await ask(main.notes.captureCommand({ user: null }))
  if (captured !== null) await addToNote(captured.markdown)
}

async function captureText(text: string, source: string, language: 'yaml' | 'console' | 'text'): Promise<void> {
  const captured = await ask(main.notes.captureText({ text: text.slice(0, 2_000_000), language, source: source.slice(0, 200) }))
  if (captured !== null) await addToNote(captured.markdown)
}

/** Keeps an image beside the open note and shows it there. */
export async function captureImage(image: Blob, words: string): Promise<void> {
  if (useNotes.getState().open === null) await createNote({ focus: false })
  const { open } = useNotes.getState()
  const type = imageTypes.find((each) => each === image.type)
  if (open === null || type === undefined) return
  const kept = await ask(main.notes.keepImage({ note: open.path, name: words.slice(0, 100) || 'image', type, data: new Uint8Array(await image.arrayBuffer()) }))
  if (kept !== null) await addToNote(`![${words.replace(/[[\]\n]/g, ' ')}](${kept.link})\n`)
}

const imageTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const

export async function importNotes(from: 'files' | 'folder'): Promise<void> {
  const report = await ask(main.notes.import({ from }))
  if (report === null) return
  const [first] = report.notes
  if (first !== undefined) await openNote(first)
  useNotes.setState({ notice: { kind: 'imported', notes: report.notes.length, images: report.images, refused: report.refused } })
}

export async function exportNotes(scope: NotesScope, as: 'html' | 'pdf' | 'zip'): Promise<void> {
  if (!(await (editor?.flush() ?? true))) return
  const written = await ask(main.notes.export({ scope, as }))
  if (written !== null) useNotes.setState({ notice: { kind: 'exported', file: written.file } })
}

export async function chooseFolder(): Promise<void> {
  if (!(await leave())) return
  const library = await ask(main.notes.chooseFolder())
  if (library === null) return
  show(null)
  void take(library)
}

export const showFolder = (): Promise<void | null> => ask(main.notes.showFolder())

export async function rebuildIndex(): Promise<void> {
  if ((await ask(main.notes.reindex())) === null) return
  useNotes.setState(({ notes, awaited }) => ({ notice: { kind: 'rebuilt', notes: awaited ?? notes.size } }))
}

export async function renameNote(stem: string): Promise<void> {
  const { open } = useNotes.getState()
  if (open === null || !(await (editor?.flush() ?? true))) return
  const folder = open.path.slice(0, open.path.lastIndexOf('/') + 1)
  await ask(main.notes.rename({ path: open.path, to: `${folder}${stemFor(stem)}.md` }))
}

/** The journal of all that was done, as a note that can be written on, or summed up for somebody else. */
export async function noteFromJournal(unit: string | null, as: 'timeline' | 'report'): Promise<void> {
  const made = await ask(main.notes.journalNote({ unit, as }))
  if (made !== null) await createNote({ title: made.title, text: made.markdown })
}

/** Shows the latest at once, and takes in what is below, part by part, while the window has nothing else to do. */
async function take({ folder, notes, total, complete, trouble }: NotesLibrary): Promise<void> {
  useNotes.setState({ folder, notes: new Map(notes.map((note) => [note.path, note])), order: notes, complete, awaited: notes.length < total ? total : null, ...(trouble && { trouble }) })
  let next: string | null = ''
  while (next !== null && useNotes.getState().awaited !== null) {
    await idle()
    const part: NotesPage | null = await ask(main.notes.listAfter({ path: next }))
    // Another folder was chosen meanwhile.
    if (useNotes.getState().folder !== folder) return
    // In order with the news: what they tell later is newer.
    pending.push({ notes: part?.notes ?? [], removed: [], complete: useNotes.getState().complete, trouble: null })
    next = part?.next ?? null
    applySoon()
  }
  applyChanges()
  useNotes.setState({ awaited: null })
}

const idle = (): Promise<void> => new Promise((resolve) => requestIdleCallback(() => resolve(), { timeout: IDLE_WITHIN_MS }))

/** A window that is always busy gets its list too. */
const IDLE_WITHIN_MS = 200

/** While thousands of files are read, or come in parts, their news come by the hundred; the list shows them this often. */
const WHILE_READING_MS = 300

let pending: LibraryChange[] = []
let applying: ReturnType<typeof setTimeout> | undefined

function applySoon(): void {
  const { complete, awaited } = useNotes.getState()
  applying ??= setTimeout(applyChanges, complete && awaited === null ? 0 : WHILE_READING_MS)
}

function applyChanges(): void {
  clearTimeout(applying)
  applying = undefined
  const changes = pending
  pending = []
  if (changes.length === 0) return
  const wasComplete = useNotes.getState().complete
  useNotes.setState((store) => {
    const notes = new Map(store.notes)
    const touched = new Set<string>()
    for (const { removed, notes: changed } of changes) {
      for (const path of removed) notes.delete(path)
      for (const note of changed) notes.set(note.path, note)
      for (const path of [...removed, ...changed.map((note) => note.path)]) touched.add(path)
    }
    // Sorting what is sorted already costs little: of 10,000 notes, the one that was saved has moved.
    const order = latestFirst([...[...touched].flatMap((path) => notes.get(path) ?? []), ...store.order.filter(({ path }) => !touched.has(path))])
    const trouble = changes.at(-1)?.trouble
    return { notes, order, complete: changes.at(-1)?.complete ?? store.complete, ...(trouble && { trouble }) }
  })
  const { query, open, complete } = useNotes.getState()
  if (isTitleDone(useNotes.getState())) void nameUntitled()
  // What one writes oneself links to others, not others to it, and is in front of one's eyes: no reason to ask anything, after every pause.
  const isOwnSave = changes.every(({ removed, notes }) => removed.length === 0 && notes.every(({ path }) => path === open?.path))
  if (isOwnSave && wasComplete === complete) return
  if (query.trim() !== '') void runSearch(query)
  if (open !== null && complete) void readBackLinks(open.path)
}

let started = false

/** Follows main, from the first time that notes are shown or something is captured. */
export function startNotes(): void {
  if (started) return
  started = true
  main.notes.on.changed((change) => {
    pending.push(change)
    applySoon()
  })
  main.notes.on.renamed(({ from, to }) => followRename(from, to))
  main.notes.on.removedOutside(({ path }) => {
    if (useNotes.getState().open?.path === path) useNotes.setState({ notice: { kind: 'removedOutside', path } })
  })
  main.notes.on.saveNow(() => void Promise.all([editor?.flush(), keepEarlyText()]).finally(() => void main.notes.allSaved()))
  void ask(main.notes.library()).then((library) => {
    if (library === null) return
    void take(library)
    requestIdleCallback(() => void readLessons())
    const last = useLayout.getState().note
    if (last !== null && useNotes.getState().open === null) void main.notes.read({ path: last }).then((answer) => answer.ok && useNotes.getState().open === null && show(answer.value))
  })
}
