import { RhUiLightModeIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-light-mode-icon'
import { useEffect, useState } from 'react'
import type { StepContent } from '../../core/contract'
import type { StepStatus, Verdict } from '../../core/course'
import { openObject } from '../cluster'
import { LOCKED_WHY, useIsLocked } from '../policy'
import { TroubleAlert } from '../trouble'
import { Bar, Button } from '../ui'
import { Checks } from './checks'
import { CommandBlock, Commands } from './commands'
import { Picture, Text } from './markdown'
import { Quiz } from './quiz'
import styles from './step-card.module.css'
import { checkNow, dismissTrouble, mark, openHint, openStep, rewind, solve, stepAfter, stepNamed, useGuide, useIsRunning } from './store'
import { ago } from './words'

export function StepCard({ content, status }: { content: StepContent; status: StepStatus }) {
  const instructor = useGuide(({ course }) => course?.instructor === true)
  const ran = useGuide((store) => (store.ran?.step === content.id ? store.ran.index + 1 : 0))
  const finished = status.state === 'done' || status.state === 'skipped'
  return (
    <div className={styles.body}>
      <Situation content={content} status={status} />
      {content.why !== '' && <Text>{content.why}</Text>}
      <Pictures content={content} />
      {content.reading !== '' && (
        <details className={styles.more} open={content.commands.length === 0 && !finished}>
          <summary>Read more</summary>
          <Text>{content.reading}</Text>
        </details>
      )}
      <Commands step={content.id} commands={content.commands} next={finished ? null : ran % Math.max(1, content.commands.length)} end={<HintButton content={content} status={status} />} />
      <Stopped step={content.id} />
      <Hints content={content} status={status} all={instructor} />
      {status.mistakes.map(({ title, text }) => (
        <Bar key={title} tone="danger" role="status" title={title}>
          <Text small>{text}</Text>
        </Bar>
      ))}
      {content.quiz.length > 0 && <Quiz step={content.id} questions={content.quiz} answers={status.answers} revealed={instructor} />}
      {instructor && <Solution content={content} />}
      <Trouble step={content.id} />
      <div className={styles.foot}>
        {status.checks.length > 0 && <Checks step={status} />}
        <Watching status={status} />
        <StepActions content={content} status={status} finished={finished} />
      </div>
    </div>
  )
}

/** The step's pictures but those that stand in its text. */
function Pictures({ content: { pictures, why, reading } }: { content: StepContent }) {
  return pictures.map(({ source, alt, caption }) => {
    const address = 'name' in source ? `picture:${source.name}` : source.url
    return why.includes(`(${address}`) || reading.includes(`(${address}`) ? null : <Picture key={alt} source={address} alt={alt} caption={caption} />
  })
}

/** What is special about the step now: it is done, was true before, waits for others. */
function Situation({ content, status }: { content: StepContent; status: StepStatus }) {
  const next = stepAfter(content.id)
  if (status.undone) {
    return (
      <Bar tone="warning" role="status" title="Undone since">
        It was done, and something that it brought about is not true any more. That may be right: later steps undo earlier ones.
      </Bar>
    )
  }
  if (status.state === 'done' || status.state === 'skipped') {
    return (
      <div className={styles.done} role="status">
        <span>{status.state === 'skipped' ? 'Skipped' : status.how === 'marked' ? 'Marked as done' : status.how === 'solved' ? 'Solved for you' : 'Done'}</span>
        {next !== null && (
          <Button variant="primary" onClick={() => void openStep(next)}>
            Next step
          </Button>
        )}
      </div>
    )
  }
  if (status.missing.length > 0) return <Missing status={status} />
  if (status.before) {
    return (
      <Bar tone="info" role="status" title="True already" actions={<Button onClick={() => void mark(content.id, 'skipped')}>Skip</Button>}>
        All of this was true before you began the step. Look at it and mark it as done, or skip it.
      </Bar>
    )
  }
  return null
}

function Missing({ status }: { status: StepStatus }) {
  return (
    <Bar tone="warning" role="status" title="Something comes first">
      <ul className={styles.missing}>
        {status.missing.map((need) =>
          'step' in need ? (
            <li key={need.step}>
              <Button variant="link" onClick={() => void openStep(need.step)}>
                {need.step} {stepNamed(need.step)?.title}
              </Button>
            </li>
          ) : (
            <li key={need.say}>{need.say}</li>
          ),
        )}
      </ul>
    </Bar>
  )
}

function HintButton({ content, status }: { content: StepContent; status: StepStatus }) {
  const left = content.hints.length - status.hints
  if (content.hints.length === 0) return null
  return (
    <Button variant="plain" className={styles.hint ?? ''} icon={<RhUiLightModeIcon />} disabled={left === 0} title={left === 0 ? 'All hints are open' : `${left} left`} onClick={() => void openHint(content.id)}>
      Hint
    </Button>
  )
}

function Hints({ content, status, all }: { content: StepContent; status: StepStatus; all: boolean }) {
  const open = content.hints.slice(0, all ? undefined : status.hints)
  if (open.length === 0) return null
  return (
    <ol className={styles.hints} aria-label="Hints" role="list">
      {open.map((hint) => (
        <li key={hint}>
          <Text small>{hint}</Text>
        </li>
      ))}
    </ol>
  )
}

function Solution({ content }: { content: StepContent }) {
  if (content.solution.length === 0) return null
  return (
    <section aria-label="Solution" className={styles.solution}>
      <h4>Solution</h4>
      {content.solution.map((command) => (
        <CommandBlock key={command.text} command={command} />
      ))}
    </section>
  )
}

function Stopped({ step }: { step: string }) {
  const stopped = useGuide((store) => store.stopped)
  if (stopped?.step !== step) return null
  const how = stopped.exit === null ? 'The shell ended, or does not tell how.' : `It ended with exit ${stopped.exit}.`
  return (
    <p role="status" className={styles.stopped}>
      {stopped.total > 1 ? `Stopped after ${stopped.done} of ${stopped.total} commands. ${how}` : how}
    </p>
  )
}

function Trouble({ step }: { step: string }) {
  const trouble = useGuide((store) => store.trouble)
  return trouble?.step === step ? <TroubleAlert error={trouble.error} onDismiss={dismissTrouble} /> : null
}

/** Since when nothing has moved, and the way to the object that the first open check looks at. */
function Watching({ status }: { status: StepStatus }) {
  const place = placeToShow(status.checks.map(({ verdict }) => verdict))
  const waits = status.checks.some(({ verdict }) => verdict.kind === 'waiting')
  return (
    <div className={styles.watching}>
      <span className={styles.since}>{status.checks.length === 0 ? 'Mark it as done when you are through' : waits ? 'Waits for the cluster' : <Since at={status.changedAt} />}</span>
      {place !== null && (
        <Button
          variant="link"
          onClick={() => openObject({ kind: place.kind, namespace: place.namespace, name: place.name }, place.path === null ? {} : { tab: 'yaml', path: place.path.replace(/^\./, '') })}
        >
          Show me
        </Button>
      )}
      <Button variant="link" onClick={() => void checkNow(status.id)}>
        Check now
      </Button>
    </div>
  )
}

function placeToShow(verdicts: readonly Verdict[]): Extract<Verdict, { kind: 'met' }>['place'] {
  const places = (kind: Verdict['kind']) => verdicts.flatMap((verdict) => (verdict.kind === kind && 'place' in verdict && verdict.place !== null ? [verdict.place] : []))
  return [...places('not-met'), ...places('not-yet'), ...places('met')][0] ?? null
}

// The sentence counts seconds; nobody needs it exact.
const REFRESH_MS = 5_000

function Since({ at }: { at: number | null }) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), REFRESH_MS)
    return () => clearInterval(timer)
  }, [])
  return at === null ? <>Watching</> : (
    <>
      <span className={styles.watches}>Watching, </span>changed {ago(Math.max(now, at) - at)}
    </>
  )
}

function StepActions({ content, status, finished }: { content: StepContent; status: StepStatus; finished: boolean }) {
  const practice = useGuide(({ course }) => course?.practice === true)
  const canGoBack = useGuide(({ progress }) => progress?.snapshots.includes(content.id) === true)
  const isSolving = useIsRunning(content.id, 'solution')
  const [goingBack, setGoingBack] = useState(false)
  const goBack = async (): Promise<void> => {
    setGoingBack(true)
    await rewind(content.id)
    setGoingBack(false)
  }
  const locked = useIsLocked('forbidSolutions')
  return (
    <div className={styles.actions}>
      {finished ? (
        <Button variant="link" onClick={() => void mark(content.id, 'todo')}>
          Do it again
        </Button>
      ) : (
        <>
          <Button variant="link" onClick={() => void mark(content.id, 'done')}>
            Mark as done
          </Button>
          {!status.before && (
            <Button variant="link" onClick={() => void mark(content.id, 'skipped')}>
              Skip
            </Button>
          )}
        </>
      )}
      {practice && canGoBack && (
        <Button variant="link" busy={goingBack} onClick={() => void goBack()}>
          Back to the start of this step
        </Button>
      )}
      {practice && !finished && content.solution.length > 0 && (
        <Button
          variant="link"
          why={locked ? LOCKED_WHY : null}
          busy={isSolving}
          onClick={() => void solve(content.id)}
        >
          Solve it for me
        </Button>
      )}
    </div>
  )
}
