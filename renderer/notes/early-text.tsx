import type { SyntheticEvent } from 'react'
import styles from './early-text.module.css'
import { earlyTextChanged } from './opening'
import { useNotes } from './store'

const FIELD = 'notes-early-text'

/** Whether somebody has gone elsewhere with the keyboard meanwhile. */
export function hasLeftEarlyField(): boolean {
  const { activeElement } = document
  return activeElement !== null && activeElement !== document.body && activeElement.id !== FIELD
}

/** A plain field that has the keyboard while a new note is on its way: main makes its file, and the editor is loaded with the first note. */
export function EarlyTextField() {
  const text = useNotes((store) => store.early?.text ?? '')
  const remember = ({ currentTarget: { value, selectionStart, selectionEnd } }: SyntheticEvent<HTMLTextAreaElement>): void =>
    earlyTextChanged({ text: value, from: selectionStart, to: selectionEnd })
  return <textarea id={FIELD} className={styles.field} aria-label="Note" autoFocus spellCheck={false} value={text} onChange={remember} onSelect={remember} />
}
