import { useEffect, useRef } from 'react'
import { Bar, Button } from '../ui'
import { lineCount } from './paste'
import styles from './pane.module.css'

// Enough to recognise what was copied; the rest would push the terminal away.
const PREVIEW_LINES = 3

interface PasteBarProps {
  text: string
  onPaste: () => void
  onPasteAsOneLine: () => void
  onCancel: () => void
}

/** Asks before several lines go to a shell that may run them one after the other. */
export function PasteBar({ text, onPaste, onPasteAsOneLine, onCancel }: PasteBarProps) {
  const safe = useRef<HTMLButtonElement>(null)
  useEffect(() => safe.current?.focus(), [])
  const lines = lineCount(text)
  const preview = text.trimEnd().split('\n').slice(0, PREVIEW_LINES)
  return (
    <div
      className={styles.bar}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        onCancel()
      }}
    >
      <Bar
        tone="warning"
        role="alert"
        title={lines === 1 ? 'The text ends with Enter' : `Paste ${lines} lines?`}
        actions={
          <>
            <Button variant="primary" onClick={onPaste}>
              Paste
            </Button>
            <Button onClick={onPasteAsOneLine}>Paste as one line</Button>
            <Button ref={safe} variant="plain" onClick={onCancel}>
              Cancel
            </Button>
          </>
        }
      >
        The shell may run each line as it comes.
        <pre className={styles.preview}>
          {preview.join('\n')}
          {lines > PREVIEW_LINES && `\n… ${lines - PREVIEW_LINES} more`}
        </pre>
      </Bar>
    </div>
  )
}
