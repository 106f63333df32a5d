import { RhUiCopyIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-copy-icon'
import { RhUiPlayIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-play-icon'
import type { ReactNode } from 'react'
import { type CapturedCommand, markHits } from '../../core/notes'
import { main } from '../border'
import { Button, IdentityMark, sayDuration, StatusIcon } from '../ui'
import styles from './captured-card.module.css'

interface CapturedCardProps {
  captured: CapturedCommand
  /** Null where nothing can be run: no such user here. */
  onRun: (() => void) | null
  hits?: ReadonlySet<string>
}

const noHits: ReadonlySet<string> = new Set()

/** A command with what it printed, who ran it, how it ended and when. */
export function CapturedCard({ captured, onRun, hits = noHits }: CapturedCardProps) {
  const { command, output, user, exit, durationMs, at, cwd } = captured
  return (
    <figure className={styles.card} aria-label={`Command ${command}`}>
      <div className={styles.command}>
        {exit !== null && <StatusIcon tone={exit === 0 ? 'ok' : 'danger'} />}
        <code>
          <Marked text={command} hits={hits} />
        </code>
      </div>
      {output !== '' && (
        <pre className={styles.output} tabIndex={0} aria-label="Output">
          <Marked text={output} hits={hits} />
        </pre>
      )}
      <figcaption className={styles.footer}>
        {user !== null && (
          <span className={styles.user}>
            <IdentityMark user={user} />
            {user}
          </span>
        )}
        {exit !== null && <span className={exit === 0 ? undefined : styles.failed}>exit {exit}</span>}
        <span>{sayDuration(durationMs)}</span>
        <span title={new Date(at).toLocaleString('sv')}>{new Date(at).toLocaleTimeString('sv')}</span>
        {cwd !== null && <span className={styles.cwd}>{cwd}</span>}
        <span className={styles.gap} />
        {onRun !== null && (
          <Button variant="link" size="small" icon={<RhUiPlayIcon />} title="Run again" onClick={onRun}>
            <span className={styles.word}>Run again</span>
          </Button>
        )}
        <Button variant="link" size="small" icon={<RhUiCopyIcon />} title="Copy" onClick={() => void main.app.copyText({ text: command })}>
          <span className={styles.word}>Copy</span>
        </Button>
      </figcaption>
    </figure>
  )
}

function Marked({ text, hits }: { text: string; hits: ReadonlySet<string> }): ReactNode {
  if (hits.size === 0) return text
  return markHits(text, hits).map((piece, index) => (piece.hit ? <mark key={index}>{piece.text}</mark> : piece.text))
}
