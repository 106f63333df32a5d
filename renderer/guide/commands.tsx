import { RhUiCopyIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-copy-icon'
import { RhUiPlayIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-play-icon'
import type { ReactNode } from 'react'
import type { CommandContent } from '../../core/contract'
import { useActiveUser } from '../session'
import { Button, IdentityMark } from '../ui'
import styles from './commands.module.css'
import { copy, runCommand, useIsRunning } from './store'

interface CommandsProps {
  step: string
  commands: readonly CommandContent[]
  /** The filled button: what comes next. Null where nothing is to be run. */
  next: number | null
  /** Stands at the right end of the last row of buttons. */
  end: ReactNode
}

export function Commands({ step, commands, next, end }: CommandsProps) {
  if (commands.length === 0) return <div className={styles.buttons}>{end}</div>
  return (
    <ol className={styles.commands} aria-label="Commands">
      {commands.map((command, index) => (
        <li key={index} className={styles.command}>
          <CommandBlock command={command} />
          <div className={styles.buttons}>
            <RunButton step={step} index={index} command={command} isNext={index === next} />
            <Button icon={<RhUiCopyIcon />} title="Copy" onClick={() => copy(command.text)}>
              <span className={styles.copyWord}>Copy</span>
            </Button>
            {command.as !== null && <Owner user={command.as} />}
            {index === commands.length - 1 && end}
          </div>
          {command.expect !== null && (
            <details className={styles.more}>
              <summary>What you should see</summary>
              <pre tabIndex={0}>{command.expect}</pre>
            </details>
          )}
        </li>
      ))}
    </ol>
  )
}

function RunButton({ step, index, command, isNext }: { step: string; index: number; command: CommandContent; isNext: boolean }) {
  const isRunning = useIsRunning(step, index)
  const active = useActiveUser()
  const who = command.as === null ? active : command.user
  if (who === null && command.as !== null) return <span className={styles.who}>in a terminal of {command.as}</span>
  return (
    <Button
      variant={isNext ? 'primary' : 'secondary'}
      icon={<RhUiPlayIcon />}
      busy={isRunning}
      title={who === null ? 'Nobody is logged in yet' : `Types it into a terminal of ${who}`}
      onClick={() => void runCommand(step, index)}
    >
      Run in terminal
    </Button>
  )
}

/** Whose terminal it is for. */
function Owner({ user }: { user: string }) {
  return (
    <span title={`as ${user}`}>
      <IdentityMark user={user} />
      <span className="visually-hidden">as {user}</span>
    </span>
  )
}

/** A command as it is typed, and the manifest that it applies. */
export function CommandBlock({ command }: { command: CommandContent }) {
  return (
    <div className={styles.block}>
      <pre tabIndex={0}>{wholeWords(command.text)}</pre>
      {command.manifest !== null && (
        <details className={styles.manifest}>
          <summary>{command.manifest.name.split('/').at(-1)}</summary>
          <pre tabIndex={0}>{command.manifest.text}</pre>
        </details>
      )}
    </div>
  )
}

/** A line is broken between words only: `--` at its end and `dry-run` on the next would be read as two. */
function wholeWords(text: string): ReactNode[] {
  return text.split(/(\s+)/).map((part, place) => (/\S-|-\S/.test(part) ? <span key={place} className={styles.word}>{part}</span> : part))
}
