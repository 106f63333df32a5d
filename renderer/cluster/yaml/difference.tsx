import { goToNextChunk, MergeView } from '@codemirror/merge'
import { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import { readingYaml } from './editor'
import styles from './yaml-tab.module.css'

interface DifferenceProps {
  left: { title: string; text: string }
  right: { title: string; text: string }
  /** Where it is given, the right side can be edited, and takes pieces over from the left. */
  onChange?: (text: string) => void
}

// Beyond this the differences are found roughly instead of exactly: nobody waits for them.
const DIFF = { scanLimit: 5_000, timeout: 500 }
// Lines around a difference that stay, as in a patch.
const CONTEXT = { margin: 3, minSize: 6 }

/** Two texts side by side, what is equal folded away. */
export function Difference({ left, right, onChange }: DifferenceProps) {
  const place = useRef<HTMLDivElement>(null)
  const latest = useRef(onChange)
  useEffect(() => {
    latest.current = onChange
  })
  const editable = onChange !== undefined
  const [a, b] = [left.text, right.text]
  useEffect(() => {
    if (place.current === null) return
    const named = (label: string, readOnly: boolean) => [
      readingYaml,
      EditorState.readOnly.of(readOnly),
      EditorView.contentAttributes.of({ tabindex: '0', 'aria-label': label, 'aria-readonly': String(readOnly) }),
    ]
    const listener = EditorView.updateListener.of(({ docChanged, state }) => docChanged && latest.current?.(state.doc.toString()))
    const view = new MergeView({
      parent: place.current,
      a: { doc: a, extensions: named(left.title, true) },
      b: { doc: b, extensions: [named(right.title, !editable), ...(editable ? [listener] : [])] },
      diffConfig: DIFF,
      collapseUnchanged: CONTEXT,
      gutter: true,
      ...(editable && { revertControls: 'a-to-b' as const }),
    })
    // In a low window the first difference may be below what is seen.
    goToNextChunk(view.b)
    return () => view.destroy()
    // What is typed on the right must not build the view anew.
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `b` only at first where it is edited
  }, [a, editable ? null : b, editable, left.title, right.title])
  return (
    <div className={styles.difference}>
      <div className={styles.sides}>
        <h2>{left.title}</h2>
        <h2>{right.title}</h2>
      </div>
      <div ref={place} className={styles.merge} />
    </div>
  )
}
