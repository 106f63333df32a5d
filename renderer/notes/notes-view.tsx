import { RhUiEditIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-edit-icon'
import { RhUiSearchIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-search-icon'
import { lazy, type ReactNode, Suspense, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { noteTemplates } from '../../core/notes'
import { Button, EmptyState, IconButton, Menu, SearchField } from '../ui'
import { AboutPane, LinkedFrom } from './about-pane'
import { EarlyTextField } from './early-text'
import { followWidth } from './follow-width'
import { NoteList } from './note-list'
import { NoteToolbar } from './note-toolbar'
import { NotesNotices } from './notice'
import styles from './notes-view.module.css'
import { OtherHits } from './other-hits'
import { BinSheet, JournalSheet, RenameSheet } from './other-sheets'
import { runAgain } from './run-again'
import { startNotes } from './library'
import { createNote } from './opening'
import { search } from './searching'
import { setListShown, useNotes } from './store'
import { count } from './words'

const NoteEditorView = lazy(async () => ({ default: (await import('./note-editor')).NoteEditorView }))
const Preview = lazy(async () => ({ default: (await import('./preview')).Preview }))
const HistorySheet = lazy(async () => ({ default: (await import('./history-sheet')).HistorySheet }))

/** List and note side by side need this much; below, the list is above the note. */
const SIDE_BY_SIDE_PX = 640
/** With what belongs to the note at the right (look/notes-light). */
const THREE_COLUMNS_PX = 980

type Room = 'narrow' | 'medium' | 'wide'

/** Notes, in as much room as there is. `stageButton` takes them to where there is more. */
export function NotesView({ stageButton }: { stageButton: ReactNode }) {
  const root = useRef<HTMLDivElement>(null)
  const [room, setRoom] = useState<Room>('narrow')
  const isEarly = useNotes(({ early }) => early !== null)
  const isComing = useNotes(({ early }) => early?.session === null)
  useEffect(startNotes, [])
  useLayoutEffect(() => followWidth(root.current, (width) => setRoom(roomOf(width))), [])

  return (
    <div ref={root} className={styles.view} data-room={room}>
      <Finder narrow={room === 'narrow'} />
      <div className={styles.note}>
        <NoteToolbar stageButton={stageButton} />
        <NotesNotices />
        {isEarly && <EarlyTextField />}
        {!isComing && <OpenNote narrow={room === 'narrow'} />}
      </div>
      {room === 'wide' && <RightPane />}
    </div>
  )
}

function roomOf(width: number): Room {
  return width >= THREE_COLUMNS_PX ? 'wide' : width >= SIDE_BY_SIDE_PX ? 'medium' : 'narrow'
}

function RightPane() {
  const isOpen = useNotes((store) => store.open !== null)
  return isOpen && <AboutPane />
}

/** The search, and the list of what it finds. */
function Finder({ narrow }: { narrow: boolean }) {
  const query = useNotes((store) => store.query)
  const isOpen = useNotes((store) => store.open !== null)
  const listShown = useNotes((store) => store.listShown)
  const all = useNotes((store) => store.awaited ?? store.notes.size)
  const list = useRef<HTMLDivElement | null>(null)
  const shown = !narrow || (!isOpen && all > 0) || listShown || query.trim() !== ''
  return (
    <div className={styles.finder} data-list={shown || undefined}>
      <div className={styles.head}>
        <SearchField
          className={styles.search}
          label="Search notes"
          icon={<RhUiSearchIcon />}
          title="Words, “phrases”, unit: step: tag: date: after: before:"
          value={query}
          onSearch={search}
          clearLabel="Clear search"
          maxLength={500}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowDown' && event.key !== 'Enter') return
            event.preventDefault()
            list.current?.focus()
          }}
        />
        <IconButton label="New note" onClick={() => void createNote()}>
          <RhUiEditIcon />
        </IconButton>
        <TemplateMenu />
      </div>
      {narrow && isOpen && query.trim() === '' && (
        <button type="button" className={styles.fold} aria-expanded={listShown} onClick={() => setListShown(!listShown)}>
          <span aria-hidden className={styles.chevron} />
          {listShown ? 'Fold the list' : count(all, 'note')}
        </button>
      )}
      {shown && <NoteList listRef={list} />}
      {shown && <OtherHits />}
    </div>
  )
}

function TemplateMenu() {
  return (
    <Menu
      label="New note from a template"
      align="end"
      buttonClass={styles.templates ?? ''}
      button={
        <>
          <span aria-hidden className={styles.down} />
          <span className="visually-hidden">Templates</span>
        </>
      }
      entries={noteTemplates.map(({ id, title, text }) => {
        return { kind: 'item', id, label: title, onSelect: () => void createNote({ title: `${title} ${new Date().toLocaleDateString('sv')}`, text: text(new Date()) }) }
      })}
    />
  )
}

function OpenNote({ narrow }: { narrow: boolean }) {
  const open = useNotes((store) => store.open)
  const sheet = useNotes((store) => store.sheet)
  const view = useNotes((store) => store.view)
  if (sheet.kind === 'bin') return <BinSheet />
  if (sheet.kind === 'journal') return <JournalSheet />
  if (open === null) return <NothingOpen />
  const isWriting = sheet.kind === 'none' && view !== 'read'
  const isReading = sheet.kind === 'none' && view !== 'write'
  return (
    <Suspense>
      {sheet.kind === 'rename' && <RenameSheet key={open.path} />}
      {sheet.kind === 'history' && <HistorySheet />}
      <div className={styles.panes} data-view={view} hidden={sheet.kind !== 'none'}>
        {/* It stays while others stand in its place: what was typed, and what can be undone, is there. */}
        <div className={styles.pane} hidden={!isWriting}>
          <NoteEditorView />
        </div>
        {isReading && (
          <div className={styles.pane}>
            <Preview path={open.path} onRun={runAgain} />
          </div>
        )}
      </div>
      {narrow && sheet.kind === 'none' && (
        <div className={styles.below}>
          <LinkedFrom />
        </div>
      )}
    </Suspense>
  )
}

function NothingOpen() {
  const hasNotes = useNotes((store) => store.notes.size > 0)
  return (
    <EmptyState icon={<RhUiEditIcon />} title={hasNotes ? 'Pick a note' : 'No notes yet'} action={<Button onClick={() => void createNote()}>Begin a note</Button>}>
      {hasNotes ? 'Or begin a new one. Ctrl Shift N writes a quick one from anywhere.' : 'Ctrl Shift N writes one from anywhere, Ctrl Shift S takes the last command along. All of it stays on this computer.'}
    </EmptyState>
  )
}
