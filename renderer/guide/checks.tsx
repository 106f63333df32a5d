import { RhUiHarveyBall0Icon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-harvey-ball-0-icon'
import { RhUiInformationIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-information-icon'
import { RhUiLockIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-lock-icon'
import type { StepStatus, Verdict } from '../../core/course'
import { captureToNotes } from '../capture'
import { Button, classes, StatusIcon } from '../ui'
import styles from './checks.module.css'
import { confirm } from './store'
import { verdictSentence, verdictWord } from './words'

type CheckStatus = StepStatus['checks'][number]

/** What is true of a step and what not, each in its own sentence. */
export function Checks({ step }: { step: StepStatus }) {
  return (
    <ul className={styles.checks} aria-label="Checks">
      {step.checks.map((check) => (
        <CheckLine key={check.say} step={step.id} check={check} tried={step.tried || step.state === 'done'} />
      ))}
    </ul>
  )
}

function CheckLine({ step, check, tried }: { step: string; check: CheckStatus; tried: boolean }) {
  const { say, verdict, confirmable, confirmed } = check
  return (
    <li className={styles.check} data-verdict={verdict.kind}>
      <div className={styles.line} title={verdictSentence(verdict, tried)}>
        {confirmable ? (
          <label className={styles.confirm}>
            <input type="checkbox" checked={confirmed} onChange={(event) => void confirm(step, say, event.currentTarget.checked)} />
            {say}
          </label>
        ) : (
          <>
            <VerdictIcon verdict={verdict} tried={tried} />
            <span className={styles.say}>{say}</span>
          </>
        )}
        <span className={classes(styles.word, styles[verdict.kind])}>{verdictWord(verdict, tried)}</span>
        <span className="visually-hidden">{verdictSentence(verdict, tried)}</span>
      </div>
      {verdict.kind === 'not-met' && tried && !confirmable && <Difference say={say} verdict={verdict} />}
    </li>
  )
}

function VerdictIcon({ verdict, tried }: { verdict: Verdict; tried: boolean }) {
  switch (verdict.kind) {
    case 'met':
      return <StatusIcon tone="ok" className={styles.icon ?? ''} />
    case 'not-met':
      return tried ? <StatusIcon tone="danger" className={styles.icon ?? ''} /> : <ToDo />
    case 'to-do':
      return <ToDo />
    case 'not-yet':
      return tried ? <StatusIcon tone="progress" className={styles.icon ?? ''} /> : <ToDo />
    case 'waiting':
      return <StatusIcon tone="waiting" className={styles.icon ?? ''} />
    case 'no-rights':
      return (
        <span className={classes(styles.icon, styles.idle)}>
          <RhUiLockIcon />
        </span>
      )
    case 'no-such-kind':
      return (
        <span className={classes(styles.icon, styles.idle)}>
          <RhUiInformationIcon />
        </span>
      )
  }
}

export function ToDo() {
  return (
    <span className={classes(styles.icon, styles.idle)}>
      <RhUiHarveyBall0Icon />
    </span>
  )
}

/** Expected beside found. */
function Difference({ say, verdict }: { say: string; verdict: Extract<Verdict, { kind: 'not-met' }> }) {
  const text = [`Expected: ${verdict.expected}`, `Found: ${verdict.found}`, ...(verdict.because === null ? [] : [`Because: ${verdict.because}`])].join('\n')
  return (
    <>
      <dl className={styles.difference}>
        <dt>Expected</dt>
        <dd>{verdict.expected}</dd>
        <dt>Found</dt>
        <dd>{verdict.found}</dd>
        {verdict.because !== null && (
          <>
            <dt>Because</dt>
            <dd className={styles.because}>{verdict.because}</dd>
          </>
        )}
      </dl>
      <Button variant="link" size="small" onClick={() => void captureToNotes({ kind: 'text', text, source: `Check “${say}”, not met`, language: 'text' })}>
        Add to notes
      </Button>
    </>
  )
}
