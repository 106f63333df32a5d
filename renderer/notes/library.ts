import type { LibraryChange, NotesLibrary, NotesPage, NoteSummary } from '../../core/contract'
import { main } from '../border'
import { useLayout } from '../layout'
import { readLessons } from './lessons'
import { followRename, isTitleDone, keepEarlyText, leave, nameUntitled, readBackLinks, show } from './opening'
import { runSearch } from './searching'
import { ask, flushEditor, useNotes } from './store'

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

function latestFirst(notes: Iterable<NoteSummary>): NoteSummary[] {
  return [...notes].sort((a, b) => b.modifiedAt - a.modifiedAt)
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
  main.notes.on.saveNow(() => void Promise.all([flushEditor(), keepEarlyText()]).finally(() => void main.notes.allSaved()))
  void ask(main.notes.library()).then((library) => {
    if (library === null) return
    void take(library)
    requestIdleCallback(() => void readLessons())
    const last = useLayout.getState().note
    if (last !== null && useNotes.getState().open === null) void main.notes.read({ path: last }).then((answer) => answer.ok && useNotes.getState().open === null && show(answer.value))
  })
}
