import { useEffect, useState } from 'react'
import { Button, Dialog } from '../ui'
import { DraftStatus } from './draft-status'
import type { DraftState } from './draft'
import styles from './quick-note.module.css'
import { createQuickWriting, type QuickWriting } from './quick-writing'
import { showNotes } from './adding'
import { openNote } from './opening'

/** What could not be brought to the disk when the field was closed: it is there again when the field is. */
let left: QuickWriting | null = null

/** A field over whatever is shown: two lines about what one is just doing, without going anywhere. */
export function QuickNote({ onClose }: { onClose: () => void }) {
  const [state, setState] = useState<DraftState>({ kind: 'saved' })
  const [writing] = useState(() => left ?? createQuickWriting())
  const [text, setText] = useState(writing.text)

  useEffect(() => {
    left = null
    const stop = writing.follow(setState)
    return () => {
      stop()
      void writing.finish().then((path) => (left = path === false ? writing : null))
    }
  }, [writing])

  const finish = async (): Promise<string | null> => {
    const path = await writing.finish()
    // What could not be saved stays where it can be seen.
    if (path === false) return null
    onClose()
    return path
  }

  const open = async (): Promise<void> => {
    const path = await finish()
    if (path === null) return
    showNotes()
    await openNote(path, { cursor: 'end' })
  }

  return (
    <Dialog
      label="Quick note"
      width={520}
      replaceable
      className={styles.quick ?? ''}
      onClose={() => void finish()}
      note={text === '' ? null : <DraftStatus draft={state} />}
      buttons={
        <>
          <Button onClick={() => void open()}>Open it</Button>
          <Button variant="primary" onClick={() => void finish()}>
            Done
          </Button>
        </>
      }
    >
      <textarea
        className={styles.field}
        data-autofocus
        aria-label="Quick note"
        placeholder="What is worth keeping? The first line becomes its name."
        rows={4}
        spellCheck={false}
        value={text}
        onChange={({ currentTarget }) => {
          setText(currentTarget.value)
          writing.edited(currentTarget.value)
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !event.ctrlKey) return
          event.preventDefault()
          void finish()
        }}
      />
    </Dialog>
  )
}
