import { RhUiCloseIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-close-icon'
import type { AppError } from '../../core/contract'
import { main, openLink } from '../border'
import { runCommand } from '../commands'
import { Bar, Button, IconButton } from '../ui'
import styles from './trouble-alert.module.css'
import { describeTrouble, type NextStep } from './words'

interface TroubleAlertProps {
  error: AppError
  /** Users who have this trouble; named when they are several. */
  concerns?: readonly string[]
  /** What `Try again` does; without it that button is left out. */
  onRetry?: () => void
  onDismiss?: () => void
}

/** An error in words, where it happened. */
export function TroubleAlert({ error, concerns = [], onRetry, onDismiss }: TroubleAlertProps) {
  const { title, why, raw, next, tone = 'danger' } = describeTrouble(error)
  const act = next === null ? undefined : stepAction(next, onRetry)
  return (
    <Bar
      tone={tone}
      role={tone === 'danger' ? 'alert' : 'status'}
      title={title}
      actions={
        <>
          {next !== null && act !== undefined && <Button onClick={act}>{next.label}</Button>}
          {onDismiss !== undefined && (
            <IconButton label="Dismiss" onClick={onDismiss}>
              <RhUiCloseIcon />
            </IconButton>
          )}
        </>
      }
    >
      <span title={raw}>{why}</span>
      {concerns.length > 1 && ` This concerns ${names.format(concerns)}.`}
      {(error.kind === 'classroom.invalid' || error.kind === 'policy.invalid') && (
        <ul className={styles.problems}>
          {error.problems.map(({ line, field, message }) => (
            <li key={`${line}${field}${message}`}>
              <code>
                {error.file}:{line}
              </code>{' '}
              <strong>{field}</strong> {message}
            </li>
          ))}
        </ul>
      )}
      {error.kind === 'policy.unsafe' && (
        <ul className={styles.problems}>
          {error.found.map(({ path, why: reason }) => (
            <li key={path}>
              <code>{path}</code> {reason}
            </li>
          ))}
        </ul>
      )}
    </Bar>
  )
}

const names = new Intl.ListFormat('en-GB', { type: 'conjunction' })

function stepAction(next: NextStep, onRetry: (() => void) | undefined): (() => void) | undefined {
  switch (next.act) {
    case 'retry':
      return onRetry
    case 'logIn':
      return () => void main.session.login({ user: next.user })
    case 'command':
      return () => void runCommand(next.id)
    case 'openUrl':
      return () => openLink(next.url)
    case 'openLog':
      return () => void main.app.openLog()
  }
}
