import { type ClusterChange, type ClusterLiveness, type ClusterSnapshot, type KindAccess, KINDS } from '../../core/cluster'
import type { ClusterConnection } from '../session'
import type { Clock } from './clock'
import { type Coverage, createCoverage } from './coverage'
import { createDiscovery, type Discovery } from './discovery'
import { giveHeadStart } from './head-start'
import { followKinds } from './kind-arrivals'
import type { Observations } from './observations'
import { createPulse, type Pulse } from './pulse'
import { createWatcher } from './watcher'

/** All that runs for one connection. */
export interface Watching {
  readonly connection: ClusterConnection
  readonly pulse: Pulse
  readonly coverage: Coverage
  readonly discovery: Discovery
  readonly liveness: ClusterLiveness
  /** Kubernetes' own, once it has said. */
  readonly version: string | null
  /** Every kind that is always watched has answered this connection. */
  readonly isComplete: boolean
  /** Tries again now what waits. */
  retry(): void
  /** What was absent or forbidden may not be any more. */
  lookAgain(): void
  /** The machine slept, or the network is another one: what was open before may be dead without a sign. */
  wake(): void
  dispose(): void
}

interface WatchingOptions {
  connection: ClusterConnection
  snapshot: ClusterSnapshot
  clock: Clock
  observations: Observations
  publish: (change: ClusterChange) => void
  /** Something that the headline may tell of. */
  onNews: () => void
  onKinds: () => void
  onUnauthorized: () => void
}

const ALWAYS = KINDS.filter(({ always }) => always === true)

export function createWatching({ connection: whole, snapshot, clock, observations, publish, onNews, onKinds, onUnauthorized }: WatchingOptions): Watching {
  const headStart = giveHeadStart(whole, clock)
  const { connection } = headStart
  let rejected = false
  const refuse = (): void => {
    if (rejected) return
    rejected = true
    onUnauthorized()
    onNews()
  }
  const renewAll = (): void => {
    for (const watcher of coverage.watchers) watcher.renew()
    observations.renew()
    onNews()
  }
  const kindsChanged = ({ went }: { went: boolean }): void => {
    for (const watcher of coverage.watchers) if (watcher.access.state === 'absent') watcher.nudge()
    // Not every server ends the watch of a kind that it takes away: opened anew, it is refused.
    if (went) renewAll()
    observations.kindsChanged()
    onKinds()
  }
  const pulse = createPulse({ connection, clock, onDown: renewAll, onUp: renewAll, onVersion: onNews, onUnauthorized: refuse, onUntrusted: onUnauthorized })
  const discovery = createDiscovery({ connection, clock, onChange: kindsChanged })
  const coverage = createCoverage({
    snapshot,
    clock,
    watch: (kind, scope, onChange) => {
      const isEmpty = (): boolean => {
        const slice = snapshot.kinds.get(kind.name)
        return slice === undefined || (scope === '' ? slice.count === 0 : !slice.buckets.has(scope))
      }
      return createWatcher({ connection, kind, scope, clock, pulse, isEmpty, onChange, onUnauthorized: refuse })
    },
    publish(change) {
      if (change.type === 'access' && change.access.state === 'live') rejected = false
      publish(change)
      headStart.note(change)
      onNews()
    },
  })
  const missesKinds = (): boolean => observations.missesKinds || coverage.watchers.some(({ access }) => access.state === 'absent')
  const unfollowKinds = followKinds({ connection, clock, pulse, discovery, missesKinds })
  observations.connect({ connection, pulse, discovery, onUnauthorized: refuse })

  return {
    connection,
    pulse,
    coverage,
    discovery,
    get liveness() {
      return livenessOf(
        coverage.watchers.map(({ access }) => access),
        rejected ? 'the login is no longer valid' : pulse.up ? null : pulse.reason,
      )
    },
    get version() {
      return pulse.version
    },
    get isComplete() {
      return ALWAYS.every(({ name }) => {
        const state = coverage.wide(name)?.access.state
        return state !== undefined && state !== 'loading' && state !== 'stale'
      })
    },
    retry() {
      pulse.check()
      for (const watcher of coverage.watchers) watcher.nudge()
      observations.nudge()
    },
    lookAgain() {
      for (const watcher of coverage.watchers) if (watcher.access.state !== 'live') watcher.nudge()
      observations.nudge()
    },
    wake() {
      pulse.check()
      renewAll()
    },
    dispose() {
      headStart.dispose()
      coverage.dispose()
      unfollowKinds()
      discovery.dispose()
      pulse.dispose()
      observations.connect(null)
    },
  }
}

/**
 * Live only while every watch is: one kind that stands still is enough to make the tree wrong without saying so. `since` is when the first of
 * them stood still; `cause` goes before the single watch's own reason.
 */
function livenessOf(states: readonly KindAccess[], cause: string | null): ClusterLiveness {
  const [first] = states.filter((access) => access.state === 'stale').sort((a, b) => (a.since < b.since ? -1 : 1))
  if (first) return { state: 'stale', since: first.since, reason: cause ?? first.reason }
  return states.some(({ state }) => state === 'live' || state === 'forbidden' || state === 'absent') ? { state: 'live' } : { state: 'connecting' }
}
