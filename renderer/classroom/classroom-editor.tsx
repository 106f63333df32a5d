import { useEffect, useId, useRef, useState } from 'react'
import type { AppError, FileProblem } from '../../core/contract'
import { main } from '../border'
import { LockNote, useIsLocked } from '../policy'
import { TroubleAlert } from '../trouble'
import { Button, StatusIcon } from '../ui'
import styles from './classroom-editor.module.css'
import { useOpenClassroom } from './store'

type Source = { state: 'loading' } | { state: 'failed'; error: AppError } | { state: 'ready'; file: string; saved: string }

// Checking runs in main on every pause in typing; shorter than a thought, longer than a keystroke.
const checkAfterMs = 300

const MANAGED = 'This classroom is prepared for everybody on this computer; its file is changed by the administrator and nowhere else'

/** The open classroom's file as text, with the mistakes that main finds in it. */
export function ClassroomEditor() {
  const [source, setSource] = useState<Source>({ state: 'loading' })
  const [text, setText] = useState('')
  const [problems, setProblems] = useState<FileProblem[]>([])
  const [saving, setSaving] = useState<'idle' | 'saving' | 'saved' | AppError>('idle')
  const editor = useRef<HTMLTextAreaElement>(null)
  const numbers = useRef<HTMLPreElement>(null)
  const id = useId()
  const isManaged = useOpenClassroom()?.managed ?? false
  const locked = useIsLocked('lockClassrooms') || isManaged

  const [readings, setReadings] = useState(0)

  useEffect(() => {
    void main.classroom.readSource().then((answer) => {
      if (!answer.ok) return setSource({ state: 'failed', error: answer.error })
      setSource({ state: 'ready', file: answer.value.file, saved: answer.value.text })
      setText(answer.value.text)
    })
  }, [readings])

  useEffect(() => {
    if (source.state !== 'ready') return
    let outdated = false
    const timer = setTimeout(() => {
      void main.classroom.checkSource({ text }).then((answer) => {
        if (answer.ok && !outdated) setProblems(answer.value)
      })
    }, checkAfterMs)
    return () => {
      outdated = true
      clearTimeout(timer)
    }
  }, [text, source.state])

  if (source.state === 'loading') return <p className={styles.empty}>Reading the classroom’s file…</p>
  if (source.state === 'failed') return <TroubleAlert error={source.error} onRetry={() => setReadings(readings + 1)} />

  const save = async () => {
    setSaving('saving')
    const answer = await main.classroom.saveSource({ text })
    if (!answer.ok) return setSaving(answer.error)
    setProblems(answer.value.problems)
    if (answer.value.problems.length > 0) return setSaving('idle')
    // What was saved has no passwords any more: they must not stay on the screen either.
    setReadings(readings + 1)
    setSaving('saved')
  }

  const goTo = ({ line, column }: FileProblem) => {
    const start = text.split('\n').slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0)
    editor.current?.focus()
    editor.current?.setSelectionRange(start + column - 1, start + column - 1)
  }

  const changed = text !== source.saved
  const wrongLines = new Set(problems.map(({ line }) => line))

  return (
    <div className={styles.editor}>
      <label htmlFor={id}>
        Classroom file <code>{source.file}</code>
      </label>
      <div className={styles.sheet}>
        <pre ref={numbers} aria-hidden="true" className={styles.numbers}>
          {text.split('\n').map((_, index) => (
            <span key={index} data-wrong={wrongLines.has(index + 1) || undefined}>
              {index + 1}
              {'\n'}
            </span>
          ))}
        </pre>
        <textarea
          ref={editor}
          id={id}
          value={text}
          wrap="off"
          spellCheck={false}
          readOnly={locked}
          aria-invalid={problems.length > 0}
          aria-describedby={`${id}-problems`}
          onChange={(event) => {
            setText(event.currentTarget.value)
            setSaving('idle')
          }}
          onScroll={(event) => {
            if (numbers.current !== null) numbers.current.scrollTop = event.currentTarget.scrollTop
          }}
        />
      </div>
      <div id={`${id}-problems`} className={styles.problems} aria-live="polite">
        {problems.map((problem) => (
          <button key={`${problem.line}:${problem.column}:${problem.message}`} type="button" onClick={() => goTo(problem)}>
            <StatusIcon tone="danger" />
            <code>
              {source.file}:{problem.line}
            </code>{' '}
            {problem.field !== '' && <strong>{problem.field}</strong>} {problem.message}
          </button>
        ))}
        {problems.length === 0 && (
          <p>
            <StatusIcon tone="ok" /> No mistakes found
          </p>
        )}
      </div>
      {typeof saving === 'object' && <TroubleAlert error={saving} onRetry={() => void save()} />}
      {locked && <LockNote lock="lockClassrooms" {...(isManaged && { words: MANAGED })} />}
      {!locked && (
        <div className={styles.buttons}>
          <Button variant="primary" size="dialog" busy={saving === 'saving'} disabled={!changed || problems.length > 0} onClick={() => void save()}>
            Save
          </Button>
          <span role="status">{saving === 'saved' ? 'Saved' : changed ? 'Not saved yet. Passwords written here move to the keychain.' : ''}</span>
        </div>
      )}
    </div>
  )
}
