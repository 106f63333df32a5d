import type { ClusterConnection } from '../session'
import type { Clock } from './clock'
import type { Discovery } from './discovery'
import { createListWatch } from './list-watch'
import type { Pulse } from './pulse'

// An operator creates its definitions in one go, and the server serves each a moment after it was created.
const SETTLE_MS = 300
// Who may not watch definitions looks for new kinds this often, and only while one is missed.
const LOOK_EVERY_MS = 5_000

/** Keeps `discovery` true while operators bring kinds and take them away. Answers how to stop. */
export function followKinds(options: { connection: ClusterConnection; clock: Clock; pulse: Pulse; discovery: Discovery; missesKinds: () => boolean }): () => void {
  const { connection, clock, pulse, discovery, missesKinds } = options
  let cancelRefresh: (() => void) | null = null
  let cancelLook: (() => void) | null = null
  let listed = false
  let ended = false

  const refresh = (): void => {
    cancelRefresh = null
    // What cannot be asked now is asked at the next look or the next definition.
    discovery.refresh().catch(() => {})
  }
  const refreshSoon = (): void => {
    // The first list tells nothing new: who needs discovery asks for it.
    if (!listed) return
    cancelRefresh ??= clock.after(SETTLE_MS, refresh)
  }
  const definitions = createListWatch({
    connection,
    clock,
    pulse,
    scope: { path: '/apis/apiextensions.k8s.io/v1', plural: 'customresourcedefinitions', namespace: '', metadataOnly: true },
    onUnauthorized: () => {},
    sink: {
      begin() {},
      take() {},
      complete() {
        refreshSoon()
        listed = true
      },
      put: refreshSoon,
      gone: refreshSoon,
      access() {},
    },
  })
  const look = (): void => {
    if (ended) return
    if (definitions.access.state !== 'live' && pulse.up && missesKinds()) refresh()
    cancelLook = clock.after(LOOK_EVERY_MS, look)
  }
  cancelLook = clock.after(LOOK_EVERY_MS, look)

  return () => {
    ended = true
    definitions.dispose()
    cancelRefresh?.()
    cancelLook?.()
  }
}
