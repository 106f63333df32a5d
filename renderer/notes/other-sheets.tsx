import { useEffect, useState } from 'react'
import type { BinnedNote, JournalEntry } from '../../core/contract'
import { stemOf } from '../../core/notes'
import { main } from '../border'
import { Button, Field, sayDuration, Segments, StatusIcon } from '../ui'
import { useUnitTitle } from './lessons'
import { Sheet } from './sheet'
import styles from './sheet.module.css'
import { noteFromJournal } from './exchange'
import { renameNote, restoreNote } from './opening'
import { setSheet, useNotes } from './store'
import { sayWhen } from './words'

/** Deleted notes, until they are brought back. */
export function BinSheet() {
  const [notes, setNotes] = useState<BinnedNote[] | null>(null)
  useEffect(() => {
    void main.notes.bin().then((answer) => setNotes(answer.ok ? answer.value : []))
  }, [])
  return (
    <Sheet title="Deleted notes">
      {notes?.length === 0 && <p>The bin is empty.</p>}
      <ul className={styles.rows}>
        {notes?.map(({ id, title, path, deletedAt }) => (
          <li key={id}>
            <span className={styles.grow}>
              {title} <span className={styles.faint}>{path}</span>
            </span>
            <span className={styles.faint}>{sayWhen(deletedAt)}</span>
            <Button size="small" onClick={() => void restoreNote(id)}>
              Bring back
            </Button>
          </li>
        ))}
      </ul>
    </Sheet>
  )
}

/** Latest first; older ones are in the note that can be made of it. */
const SHOWN_ENTRIES = 300

/** What was done, as it happened: commands, steps, machines. */
export function JournalSheet() {
  const [all, setAll] = useState<JournalEntry[] | null>(null)
  const [unit, setUnit] = useState<string | null>(null)
  const titleOf = useUnitTitle()
  useEffect(() => {
    void main.notes.journal({ unit: null }).then((answer) => setAll(answer.ok ? answer.value : []))
  }, [])
  const units = [...new Set((all ?? []).flatMap((entry) => entry.unit ?? []))]
  const entries = all?.filter((entry) => unit === null || entry.unit === unit) ?? null
  return (
    <Sheet
      title="Lab journal"
      actions={
        entries !== null &&
        entries.length > 0 && (
          <>
            <Button size="small" onClick={() => void noteFromJournal(unit, 'timeline')}>
              Make a note of it
            </Button>
            <Button size="small" onClick={() => void noteFromJournal(unit, 'report')}>
              Make a report
            </Button>
          </>
        )
      }
    >
      {units.length > 0 && (
        <Segments label="Of which unit" value={unit ?? ''} onChange={(next) => setUnit(next === '' ? null : next)} segments={[{ value: '', label: 'All' }, ...units.map((each) => ({ value: each, label: titleOf(each) }))]} />
      )}
      {entries?.length === 0 && <p>Nothing has happened yet. Commands, steps and started machines write themselves down here.</p>}
      <ol className={styles.rows} aria-label="What happened, latest first">
        {entries
          ?.slice(-SHOWN_ENTRIES)
          .reverse()
          .map((entry, index) => (
            <li key={index}>
              <time className={styles.time} dateTime={new Date(entry.at).toISOString()} title={new Date(entry.at).toLocaleString('sv')}>
                {sayMoment(entry.at)}
              </time>
              <Entry entry={entry} />
            </li>
          ))}
      </ol>
    </Sheet>
  )
}

/** The time of day, and the day where it is another one. */
function sayMoment(at: number): string {
  const when = new Date(at)
  return when.toDateString() === new Date().toDateString() ? when.toLocaleTimeString('sv') : when.toLocaleString('sv')
}

function Entry({ entry }: { entry: JournalEntry }) {
  switch (entry.kind) {
    case 'command':
      return (
        <>
          {entry.exit !== null && <StatusIcon tone={entry.exit === 0 ? 'ok' : 'danger'} />}
          <span className={`${styles.grow} ${styles.command}`} title={entry.command}>
            {entry.command}
          </span>
          <span className={styles.faint}>{[entry.user, entry.exit ? `exit ${entry.exit}` : null, sayDuration(entry.durationMs)].filter(Boolean).join(' · ')}</span>
        </>
      )
    case 'step':
      return (
        <>
          <StatusIcon tone={entry.state === 'done' ? 'ok' : entry.state === 'failed' ? 'danger' : 'idle'} />
          <span className={styles.grow}>
            {entry.title} <span className={styles.faint}>{entry.step}</span>
          </span>
          <span className={styles.faint}>{entry.state}</span>
        </>
      )
    case 'machine':
      return (
        <>
          <span className={styles.grow}>
            VM {entry.name} <span className={styles.faint}>{entry.namespace}</span>
          </span>
          <span className={styles.faint}>{entry.status}</span>
        </>
      )
  }
}

/** Another name for the note's file. Links by title go on to lead here. */
export function RenameSheet() {
  const path = useNotes((store) => store.open?.path ?? '')
  const [name, setName] = useState(stemOf(path))
  const rename = (): void => {
    setSheet({ kind: 'none' })
    void renameNote(name)
  }
  return (
    <Sheet title="Rename file">
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          if (name.trim() !== '') rename()
        }}
      >
        <Field label="Name" value={name} hint="Of the file, without .md" autoFocus onChange={(event) => setName(event.currentTarget.value)} />
        <Button variant="primary" disabled={name.trim() === ''} onClick={rename}>
          Rename
        </Button>
      </form>
    </Sheet>
  )
}
