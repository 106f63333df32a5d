import { useEffect, useState } from 'react'
import { classes, sayDuration, StatusIcon } from '../ui'
import type { CommandInView, CommandOutcome } from './command-marks'
import styles from './gutter.module.css'
import { sayTime } from './words'

// The running time is told in whole seconds after the first ten.
const TICK_MS = 1_000

/** Beside each command in view its outcome: an icon at the left, exit status, duration and time at the right. */
export function Gutter({ commands, cellHeight }: { commands: CommandInView[]; cellHeight: number }) {
  const isRunning = commands.some(({ outcome }) => outcome.state === 'running')
  const now = useClock(isRunning)
  return (
    <div className={styles.gutter}>
      {commands.map(({ id, row, outcome, hasRoom }) => {
        const { tone, words, hue } = describe(outcome, now)
        return (
          <div key={id} className={styles.command} style={{ top: row * cellHeight, height: cellHeight }} data-outcome={tone}>
            <span role="img" aria-label={words} title={words}>
              <StatusIcon tone={tone} className={styles.icon ?? ''} />
            </span>
            {hasRoom && (
              <span aria-hidden="true" className={styles.words}>
                {outcome.state === 'finished' ? (
                  <>
                    <span className={classes(hue)}>exit {outcome.exit}</span> <span>{sayDuration(outcome.durationMs)}</span> <span>{sayTime(outcome.at)}</span>
                  </>
                ) : (
                  <span className={hue}>{words}</span>
                )}
              </span>
            )}
          </div>
        )
      })}
    </div>
  )
}

function describe(outcome: CommandOutcome, now: number): { tone: 'progress' | 'ok' | 'danger'; words: string; hue: string | undefined } {
  if (outcome.state === 'running') return { tone: 'progress', words: `running ${sayDuration(Math.max(0, now - outcome.since))}`, hue: styles.progress }
  const words = `exit ${outcome.exit}, ${sayDuration(outcome.durationMs)}, ${sayTime(outcome.at)}`
  return outcome.exit === 0 ? { tone: 'ok', words, hue: undefined } : { tone: 'danger', words, hue: styles.danger }
}

function useClock(ticking: boolean): number {
  const [now, setNow] = useState(() => performance.now())
  useEffect(() => {
    if (!ticking) return
    const tick = () => setNow(performance.now())
    const timer = setInterval(tick, TICK_MS)
    return () => clearInterval(timer)
  }, [ticking])
  return now
}
