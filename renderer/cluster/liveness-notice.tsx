import { Bar, Button } from '../ui'
import { notLiveSince } from './freshness'
import styles from './liveness-notice.module.css'
import { retry, useCluster } from './store'
import { minuteOf } from './times'

/** Says in the tree's own place when it is not live, since when, and why. Says nothing while it is. */
export function LivenessNotice() {
  const status = useCluster((store) => store.status)
  if (status === null) return null
  const { liveness, rememberedFrom } = status
  const since = notLiveSince(status)
  if (liveness.state === 'stale') {
    return (
      <Bar
        role="alert"
        tone="warning"
        className={styles.bar ?? ''}
        title={since ?? ''}
        actions={
          <Button size="small" onClick={retry}>
            Retry
          </Button>
        }
      >
        {liveness.reason.charAt(0).toUpperCase() + liveness.reason.slice(1)}
        {rememberedFrom !== null && `. Shown as of ${minuteOf(rememberedFrom)}.`}
      </Bar>
    )
  }
  const lines = [since, liveness.state === 'off' ? 'Log in to see what runs here' : null].filter((line) => line !== null)
  return lines.length === 0 ? null : <p className={styles.line}>{lines.join('. ')}.</p>
}
