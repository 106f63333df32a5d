import { Bar, Button } from '../ui'
import styles from './liveness-notice.module.css'
import { retry, useCluster } from './store'
import { minuteOf, timeOf } from './times'

/** Says in the tree's own place when it is not live, since when, and why. Says nothing while it is. */
export function LivenessNotice() {
  const status = useCluster((store) => store.status)
  if (status === null) return null
  const { liveness, rememberedFrom } = status
  if (liveness.state === 'stale') {
    return (
      <Bar
        role="alert"
        tone="warning"
        className={styles.bar ?? ''}
        title={`Not live since ${timeOf(liveness.since)}`}
        actions={
          <Button size="small" onClick={retry}>
            Retry
          </Button>
        }
      >
        {liveness.reason}
        {rememberedFrom !== null && `. Shown as of ${minuteOf(rememberedFrom)}.`}
      </Bar>
    )
  }
  const asOf = rememberedFrom === null ? '' : `As of ${minuteOf(rememberedFrom)}, not live. `
  const next = liveness.state === 'off' ? 'Log in to see what runs here.' : ''
  return asOf + next === '' ? null : <p className={styles.line}>{asOf + next}</p>
}
