import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import type { NoteHit, NoteSummary, TextPiece } from '../../core/contract'
import { classes } from '../ui'
import { useUnitTitle } from './lessons'
import styles from './note-list.module.css'
import { openNote } from './opening'
import { useNotes } from './store'
import { count, sayWhen } from './words'

/** Title, two lines, and where it belongs: look/notes-light. */
const ROW_PX = 76

// Rows beyond the edge that are kept ready, so that scrolling never shows a gap.
const OVERSCAN = 6

interface Row {
  path: string
  title: TextPiece[]
  excerpt: TextPiece[]
  modifiedAt: number
  unit: string | null
  step: string | null
  hits: number | null
}

const plainPiece = (text: string): TextPiece[] => [{ text, hit: false }]

function rowOf(note: NoteSummary | NoteHit): Row {
  const { path, modifiedAt, unit, step } = note
  if ('hits' in note) return { path, modifiedAt, unit, step, title: note.title, excerpt: note.excerpt, hits: note.hits === 0 ? null : note.hits }
  return { path, modifiedAt, unit, step, title: plainPiece(note.title), excerpt: plainPiece(note.excerpt), hits: null }
}

/** All notes, latest first, or what the search has found, best first. */
export function NoteList({ listRef }: { listRef: React.RefObject<HTMLDivElement | null> }) {
  const order = useNotes((store) => store.order)
  const found = useNotes((store) => store.found)
  const complete = useNotes((store) => store.complete)
  const awaited = useNotes((store) => store.awaited)
  return (
    <div className={styles.list}>
      <p className={styles.count} role="status" aria-label="Notes found">
        {found ? sayFound(found.notes, found.total) : `${count(awaited ?? order.length, 'note')}${complete ? '' : ', still reading'}`}
      </p>
      <Rows notes={found?.notes ?? order} listRef={listRef} />
    </div>
  )
}

function sayFound(shown: readonly NoteHit[], total: number): string {
  if (total === 0) return 'No note has these words'
  const hits = shown.reduce((sum, note) => sum + note.hits, 0)
  if (hits === 0) return count(total, 'note')
  return total > shown.length ? `${count(total, 'note')}, the best ${shown.length} of them` : `${count(hits, 'hit')} in ${count(total, 'note')}`
}

function Rows({ notes, listRef }: { notes: readonly (NoteSummary | NoteHit)[]; listRef: React.RefObject<HTMLDivElement | null> }) {
  const openPath = useNotes((store) => store.open?.path ?? null)
  const base = useId()
  const scroll = useRef<HTMLDivElement>(null)
  const [cursor, setCursor] = useState(0)
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing here is compiled by React's compiler
  const virtual = useVirtualizer({ count: notes.length, getScrollElement: () => scroll.current, estimateSize: () => ROW_PX, overscan: OVERSCAN })
  const at = Math.min(cursor, notes.length - 1)

  const query = useNotes((store) => store.query)
  useEffect(() => {
    // A new search begins at its best hit.
    setCursor(0)
    scroll.current?.scrollTo({ top: 0 })
  }, [query])

  const press = (event: KeyboardEvent): void => {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: notes.length - 1, PageDown: at + 8, PageUp: at - 8 }[event.key]
    if (to !== undefined && notes.length > 0) {
      event.preventDefault()
      const next = Math.max(0, Math.min(notes.length - 1, to))
      setCursor(next)
      virtual.scrollToIndex(next)
    } else if (event.key === 'Enter' && notes[at]) {
      event.preventDefault()
      void openNote(notes[at].path)
    }
  }

  return (
    <div
      ref={(element) => {
        scroll.current = element
        listRef.current = element
      }}
      role="listbox"
      aria-label="Notes"
      tabIndex={0}
      aria-activedescendant={notes[at] ? `${base}-${at}` : undefined}
      className={styles.rows}
      onKeyDown={press}
    >
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="presentation">
        {virtual.getVirtualItems().map(({ index, start, size }) => {
          const note = notes[index]
          if (note === undefined) return null
          const row = rowOf(note)
          return (
            <div
              key={row.path}
              id={`${base}-${index}`}
              role="option"
              aria-selected={row.path === openPath}
              aria-setsize={notes.length}
              aria-posinset={index + 1}
              data-path={row.path}
              data-cursor={index === at || undefined}
              className={styles.row}
              style={{ transform: `translateY(${start}px)`, height: size }}
              onClick={() => {
                setCursor(index)
                void openNote(row.path)
              }}
            >
              <NoteRow row={row} />
            </div>
          )
        })}
      </div>
    </div>
  )
}

function NoteRow({ row }: { row: Row }) {
  const titleOf = useUnitTitle()
  const about = [row.unit && titleOf(row.unit), row.step, row.hits === null ? null : count(row.hits, 'hit')].filter(Boolean).join(' · ')
  const folder = row.path.includes('/') ? row.path.slice(0, row.path.lastIndexOf('/')) : ''
  return (
    <>
      <div className={styles.head}>
        <span className={styles.title}>
          <Pieces pieces={row.title} />
        </span>
        <time className={styles.when} dateTime={new Date(row.modifiedAt).toISOString()}>
          {sayWhen(row.modifiedAt)}
        </time>
      </div>
      <p className={classes(styles.excerpt, about === '' && folder === '' && styles.tall)}>
        <Pieces pieces={row.excerpt} />
      </p>
      {(about !== '' || folder !== '') && <p className={styles.about}>{about === '' ? folder : about}</p>}
    </>
  )
}

/** Text with what was found in it. */
export function Pieces({ pieces }: { pieces: readonly TextPiece[] }) {
  return pieces.map((piece, index) => (piece.hit ? <mark key={index}>{piece.text}</mark> : <span key={index}>{piece.text}</span>))
}
