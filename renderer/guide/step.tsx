import { memo, useEffect, useRef } from 'react'
import type { StepContent } from '../../core/contract'
import type { StepStatus } from '../../core/course'
import { classes, StatusIcon } from '../ui'
import { ToDo } from './checks'
import { CommandBlock } from './commands'
import styles from './step.module.css'
import { StepCard } from './step-card'
import { openStep, useGuide } from './store'
import { roughly, STATE_WORDS, timeOf } from './words'

/** One step: a row, or, when the student is at it, a card. */
export const Step = memo(function Step({ content }: { content: StepContent }) {
  const status = useGuide(({ steps }) => steps.get(content.id))
  const isCurrent = useGuide(({ progress }) => progress?.current === content.id)
  const instructor = useGuide(({ course }) => course?.instructor === true)
  const article = useRef<HTMLElement>(null)
  useEffect(() => {
    if (isCurrent) article.current?.scrollIntoView({ block: 'nearest' })
  }, [isCurrent])
  if (status === undefined) return null

  return (
    <article ref={article} className={isCurrent ? styles.card : styles.step} aria-label={content.title} data-step={content.id} data-state={status.state}>
      <button type="button" className={styles.row} aria-expanded={isCurrent} onClick={() => void openStep(isCurrent ? null : content.id)}>
        <StepIcon status={status} />
        <span className={styles.id}>{content.id}</span>
        <span className={styles.title}>{content.title}</span>
        <span className="visually-hidden">{STATE_WORDS[status.state]}</span>
        <span className={styles.time}>{timeWord(content, status, isCurrent)}</span>
      </button>
      {isCurrent && <StepCard content={content} status={status} />}
      {!isCurrent && instructor && content.solution.map((command) => <CommandBlock key={command.text} command={command} />)}
    </article>
  )
})

function timeWord({ minutes, optional }: StepContent, { state, doneAt, undone }: StepStatus, isCurrent: boolean): string {
  if (undone) return 'undone since'
  if (state === 'done' && doneAt !== null) return timeOf(doneAt)
  if (state === 'skipped') return 'skipped'
  if (optional && !isCurrent) return 'optional'
  return isCurrent ? roughly(minutes) : ''
}

function StepIcon({ status: { state, undone } }: { status: StepStatus }) {
  if (undone) return <StatusIcon tone="warning" className={styles.icon ?? ''} />
  switch (state) {
    case 'done':
      return <StatusIcon tone="ok" className={classes(styles.icon, styles.ticked)} />
    case 'checking':
      return <StatusIcon tone="progress" className={styles.icon ?? ''} />
    case 'failed':
      return <StatusIcon tone="danger" className={styles.icon ?? ''} />
    case 'skipped':
      return <StatusIcon tone="idle" className={styles.icon ?? ''} />
    case 'todo':
      return <ToDo />
  }
}
