import { diffLines } from 'diff'
import { useEffect, useState } from 'react'
import type { NoteVersion } from '../../core/contract'
import { MOST_CHANGED_LINES } from '../../core/three-way'
import { main } from '../border'
import { Button } from '../ui'
import { Sheet } from './sheet'
import styles from './sheet.module.css'
import { useSettledText } from './settled-text'
import { openEditor, setSheet, useNotes } from './store'
import { count, versionReasons } from './words'

/** Equal lines around a change that say where it is; the others are only counted. */
const AROUND = 3

/** Earlier texts of the open note, each compared with the one of now. */
export function HistorySheet() {
  const text = useSettledText()
  const path = useNotes((store) => store.open?.path ?? '')
  const [versions, setVersions] = useState<NoteVersion[] | null>(null)
  const [chosen, setChosen] = useState<string | null>(null)
  const [earlier, setEarlier] = useState<string | null>(null)

  useEffect(() => {
    void main.notes.versions({ path }).then((answer) => {
      if (!answer.ok) return
      setVersions(answer.value)
      setChosen(answer.value[0]?.id ?? null)
    })
  }, [path])

  useEffect(() => {
    if (chosen === null) return
    let gone = false
    void main.notes.version({ path, id: chosen }).then((answer) => {
      if (!gone) setEarlier(answer.ok ? answer.value.text : null)
    })
    return () => {
      gone = true
    }
  }, [path, chosen])

  const bringBack = (): void => {
    if (earlier === null) return
    openEditor()?.replace(earlier)
    setSheet({ kind: 'none' })
  }

  return (
    <Sheet
      title="Earlier versions"
      actions={
        earlier !== null && (
          <Button size="small" onClick={bringBack}>
            Bring this one back
          </Button>
        )
      }
    >
      {versions?.length === 0 && <p>There is none yet. While you write, the text of every five minutes is kept, and everything that another program replaces.</p>}
      {versions !== null && versions.length > 0 && (
        <>
          <ul className={styles.versions} aria-label="Versions">
            {versions.map(({ id, at, why, characters }) => (
              <li key={id}>
                <button type="button" aria-pressed={id === chosen} onClick={() => setChosen(id)}>
                  <span>{new Date(at).toLocaleString('sv')}</span>
                  <span>{versionReasons[why]}</span>
                  <span className={styles.faint}>{count(characters, 'character')}</span>
                </button>
              </li>
            ))}
          </ul>
          {earlier !== null && <Difference earlier={earlier} now={text} />}
        </>
      )}
    </Sheet>
  )
}

/** Lines of then that are gone, and lines of now that are new. */
function Difference({ earlier, now }: { earlier: string; now: string }) {
  if (earlier === now) return <p>This version and the note are the same.</p>
  const runs = diffLines(earlier, now, { maxEditLength: MOST_CHANGED_LINES })
  if (runs === undefined) return <p>Almost every line is another one: too many to show one by one.</p>
  return (
    <div className={styles.diff} role="region" aria-label="Difference between this version and the note" tabIndex={0}>
      {runs.map(({ value, added, removed }, index) => {
        if (added) return <ins key={index}>{value}</ins>
        if (removed) return <del key={index}>{value}</del>
        return <span key={index}>{shortened(value)}</span>
      })}
    </div>
  )
}

function shortened(text: string): string {
  const lines = text.replace(/\n$/, '').split('\n')
  if (lines.length <= 2 * AROUND + 1) return text
  return [...lines.slice(0, AROUND), `⋯ ${lines.length - 2 * AROUND} lines as they were ⋯`, ...lines.slice(-AROUND)].join('\n')
}
