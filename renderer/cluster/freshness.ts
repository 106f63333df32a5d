import type { ClusterStatus } from '../../core/cluster'
import styles from './freshness.module.css'
import { useCluster } from './store'
import { minuteOf, timeOf } from './times'

/** Since when what is shown is not live, in words; null while it is live, and where there is nothing old to show. */
export function notLiveSince({ liveness, rememberedFrom }: ClusterStatus): string | null {
  if (liveness.state === 'stale') return `Not live since ${timeOf(liveness.since)}`
  return rememberedFrom === null ? null : `As of ${minuteOf(rememberedFrom)}, not live`
}

/** The class of what may be out of date. */
export const dimmed = styles['old']

/** Whether what is known of the cluster is not live, or not all of it. */
export function useIsOld(): boolean {
  return useCluster(({ status }) => status !== null && (status.liveness.state !== 'live' || status.rememberedFrom !== null))
}
