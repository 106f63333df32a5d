import {
  type ClusterLiveness,
  type ClusterStatus,
  createSnapshot,
  type KindAccess,
  kindNamed,
  KINDS,
  objectsOf,
  type WatchedKind,
} from '../../core/cluster'
import type { Announce, FeatureHandlers } from '../../core/contract'
import type { Log } from '../log'
import { type Clock, systemClock } from './clock'
import type { ClusterConnection } from '../session'
import { createDiscovery, type Discovery } from './discovery'
import { createFeed } from './feed'
import { followKinds } from './kind-arrivals'
import { createObjects } from './objects'
import { createObservations, type Observation, type ObservationListener, type ObjectQuery } from './observations'
import { createPulse, type Pulse } from './pulse'
import { createTreeMemory, rememberable, type RememberedTree, type TreeMemory } from './remembered-tree'
import type { ListWatch } from './list-watch'
import { createWatcher } from './watcher'

export interface Cluster {
  handlers: FeatureHandlers<'cluster'>
  /** What can be seen of and done to one object. */
  objects: FeatureHandlers<'objects'>
  /**
   * Starts or stops watching; until the cluster answers, the tree that this classroom last showed. A connection that belongs to another classroom
   * counts as none: what it would show is not this classroom's.
   */
  connect(connection: ClusterConnection | null, classroom: string | null): void
  /** A command ended in a terminal: what was absent or forbidden may not be any more. */
  commandFinished(): void
  /**
   * Follows what the server holds, as whole objects: for checks, object pages and drawings. `listener` is called at once with `waiting` and then
   * after every change, at most once a frame; it must not throw. All who ask for the same kind and scope share one list and one watch, which end
   * some seconds after the last of them. Reconnecting, back-off, a kind whose operator is yet to be installed, and another login are seen to:
   * the observation goes on until it is disposed.
   *
   * @example
   * const { dispose } = cluster.observe(
   *   { group: 'kubevirt.io', kind: 'VirtualMachine', namespace: 'unit1-lab', name: 'rhel9-test' },
   *   ({ state, objects: [machine] }) => {
   *     if (state === 'live') verdict(machine?.['status'])
   *   },
   * )
   */
  observe(query: ObjectQuery, listener: ObservationListener): Observation
  dispose(): Promise<void>
}

const PROJECTS = 'projects.project.openshift.io'
const NODES = 'nodes'
const VERSIONS = 'clusterversions.config.openshift.io'

// One frame: what changes together is announced together.
const ANNOUNCE_MS = 16
// Who may see one project may see a few. Each costs a watch for every namespaced kind, so there is an end to it.
const MAX_PROJECTS = 40

/** What runs for one connection. */
interface Watching {
  readonly connection: ClusterConnection
  readonly pulse: Pulse
  readonly discovery: Discovery
  /** Ends looking out for kinds that come. */
  readonly unfollowKinds: () => void
  readonly wide: Map<string, ListWatch>
  /** By kind and namespace, where the whole cluster may not be listed. */
  readonly scoped: Map<string, ListWatch>
}

export function createCluster(options: {
  dataDir: string
  announce: Announce
  log: Log
  onUnauthorized: (user: string) => void
  clock?: Clock
}): Cluster {
  const { dataDir, announce, log, onUnauthorized, clock = systemClock } = options
  const snapshot = createSnapshot()
  const feed = createFeed(snapshot, clock)
  const observations = createObservations(clock)
  let watching: Watching | null = null
  let memory: { classroom: string; tree: TreeMemory } | null = null
  /** Whose view the snapshot holds, by the server's word: another may have logged in by hand. Null where it holds none. */
  let owner: string | null = null
  /** When the snapshot was last live, while it, or a part of it, is from before this connection. */
  let rememberedFrom: string | null = null
  /** Every kind has answered this connection. */
  let complete = false
  let rejected = false
  let announced: ClusterStatus | null = null
  let cancelAnnounce: (() => void) | null = null

  const status = (): ClusterStatus => {
    const liveness = watching ? livenessOf(watching, rejected) : ({ state: 'off' } satisfies ClusterLiveness)
    const nodes = snapshot.kinds.get(NODES)
    const nodesKnown = nodes !== undefined && nodes.count > 0 && (liveness.state === 'live' || liveness.state === 'stale')
    const [clusterVersion] = objectsOf(snapshot, VERSIONS)
    const version = clusterVersion?.facts['version']
    return {
      liveness,
      user: watching?.connection.verifiedAs ?? null,
      openshiftVersion: typeof version === 'string' ? version : null,
      kubernetesVersion: watching?.pulse.version ?? null,
      nodesReady: nodesKnown ? nodes.count - (nodes.tones.danger ?? 0) : null,
      nodesTotal: nodesKnown ? nodes.count : null,
      rememberedFrom,
    }
  }

  const announceSoon = (): void => {
    cancelAnnounce ??= clock.after(ANNOUNCE_MS, () => {
      cancelAnnounce = null
      const next = status()
      if (next.liveness.state === 'live') memory?.tree.saveSoon(remember)
      if (JSON.stringify(next) === JSON.stringify(announced)) return
      announced = next
      announce('cluster', 'statusChanged', next)
    })
  }

  /** The tree as it is worth remembering; null while it is not, or not all, from this connection. */
  const remember = (): RememberedTree | null => {
    if (!watching || owner !== watching.connection.verifiedAs || !complete) return null
    const liveness = livenessOf(watching, rejected)
    const liveAt = liveness.state === 'stale' ? liveness.since : new Date(clock.now()).toISOString()
    return { version: 1, liveAt, user: owner, objects: rememberable(snapshot) }
  }

  const forgetObjects = (): void => {
    owner = null
    rememberedFrom = null
    for (const kind of snapshot.kinds.keys()) feed.publish({ type: 'reset', kind, scope: '', objects: [] })
  }

  const showRemembered = (tree: RememberedTree): void => {
    owner = tree.user
    rememberedFrom = tree.liveAt
    for (const kind of KINDS) {
      // A kind that has answered since is newer than any memory of it.
      const state = watching?.wide.get(kind.name)?.access.state
      if (state !== undefined && state !== 'loading') continue
      feed.publish({ type: 'reset', kind: kind.name, scope: '', objects: tree.objects.filter((object) => object.kind === kind.name) })
    }
    announceSoon()
  }

  const noteAnswer = ({ connection, wide }: Watching, access: KindAccess): void => {
    if (access.state === 'live') owner = connection.verifiedAs
    const all = wide.size === KINDS.length && [...wide.values()].every((watcher) => watcher.access.state !== 'loading' && watcher.access.state !== 'stale')
    if (!all) return
    complete = true
    rememberedFrom = null
  }

  const start = (connection: ClusterConnection): void => {
    rejected = false
    complete = false
    const refuse = (): void => {
      if (rejected || watching?.connection !== connection) return
      rejected = true
      onUnauthorized(connection.user)
      announceSoon()
    }
    const renewAll = (): void => {
      for (const watcher of allOf(watching)) watcher.renew()
      observations.renew()
      announceSoon()
    }
    const kindsChanged = (): void => {
      for (const watcher of allOf(watching)) if (watcher.access.state === 'absent') watcher.nudge()
      observations.kindsChanged()
    }
    const pulse = createPulse({ connection, clock, onDown: renewAll, onUp: renewAll, onVersion: announceSoon, onUnauthorized: refuse })
    const discovery = createDiscovery({ connection, clock, onChange: kindsChanged })
    const missesKinds = (): boolean => observations.missesKinds || allOf(watching).some(({ access }) => access.state === 'absent')
    const unfollowKinds = followKinds({ connection, clock, pulse, discovery, missesKinds })
    const started: Watching = { connection, pulse, discovery, unfollowKinds, wide: new Map(), scoped: new Map() }
    watching = started
    observations.connect({ connection, pulse, discovery, onUnauthorized: refuse })

    const watch = (kind: WatchedKind, scope: string): ListWatch =>
      createWatcher({
        connection,
        kind,
        scope,
        clock,
        pulse,
        onUnauthorized: refuse,
        onChange(change) {
          if (watching !== started) return
          feed.publish(change)
          if (change.type === 'access') noteAnswer(started, change.access)
          if (kind.name === PROJECTS || (change.type === 'access' && scope === '' && kind.namespaced)) followProjects()
          announceSoon()
        },
      })

    /** Where a kind may not be listed for the whole cluster, one watch for each project that the user has. */
    const followProjects = (): void => {
      const projects = [...(snapshot.kinds.get(PROJECTS)?.buckets.get('')?.names ?? [])].slice(0, MAX_PROJECTS)
      const wanted = new Set<string>()
      for (const kind of KINDS) {
        if (!kind.namespaced || started.wide.get(kind.name)?.access.state !== 'forbidden') continue
        for (const project of projects) wanted.add(`${kind.name}|${project}`)
      }
      for (const [key, watcher] of started.scoped) {
        if (wanted.has(key)) continue
        const [kind = '', scope = ''] = key.split('|')
        watcher.dispose()
        started.scoped.delete(key)
        if (started.wide.get(kind)?.access.state === 'forbidden') feed.publish({ type: 'reset', kind, scope, objects: [] })
        feed.publish({ type: 'access', kind, scope, access: { state: 'absent' } })
      }
      for (const key of wanted) {
        const [name = '', project = ''] = key.split('|')
        const kind = kindNamed(name)
        if (kind && !started.scoped.has(key)) started.scoped.set(key, watch(kind, project))
      }
    }

    for (const kind of KINDS) started.wide.set(kind.name, watch(kind, ''))
  }

  const stop = (): void => {
    for (const watcher of allOf(watching)) watcher.dispose()
    watching?.unfollowKinds()
    watching?.discovery.dispose()
    watching?.pulse.dispose()
    watching = null
    observations.connect(null)
    // Before any object goes: from here on nobody can say that one was deleted, or that there are none.
    for (const [kind, slice] of snapshot.kinds) {
      for (const scope of [...slice.access.keys()]) feed.publish({ type: 'access', kind, scope, access: { state: scope === '' ? 'off' : 'absent' } })
    }
  }

  return {
    handlers: {
      calls: {
        status,
        retry() {
          watching?.pulse.check()
          for (const watcher of allOf(watching)) watcher.nudge()
          observations.nudge()
        },
      },
      streams: { watch: (_open, down) => feed.subscribe(down) },
    },
    connect(offered, classroom) {
      const connection = offered?.classroom === classroom ? offered : null
      const tree = remember()
      const last = memory
      if (tree && last) {
        last.tree.saveSoon(() => tree)
        void last.tree.flush()
      }
      stop()
      if (owner !== null) rememberedFrom ??= tree?.liveAt ?? new Date(clock.now()).toISOString()
      if (memory?.classroom !== (classroom ?? undefined)) {
        forgetObjects()
        memory = classroom === null ? null : { classroom, tree: createTreeMemory({ dataDir, classroom, clock, log }) }
      } else if (connection && owner !== null && owner !== connection.verifiedAs) {
        // What one identity saw is not shown to another.
        forgetObjects()
      }
      if (connection) start(connection)
      const current = memory
      if (current && owner === null) {
        void current.tree.read().then((remembered) => {
          if (memory !== current || owner !== null || !remembered) return
          if (!watching || watching.connection.verifiedAs === remembered.user) showRemembered(remembered)
        })
      }
      announceSoon()
    },
    commandFinished() {
      for (const watcher of allOf(watching)) if (watcher.access.state !== 'live') watcher.nudge()
      observations.nudge()
    },
    objects: createObjects({ site: () => watching, observations, clock, onUnauthorized }),
    observe: (query, listener) => observations.observe(query, listener),
    async dispose() {
      const tree = remember()
      const last = memory
      stop()
      cancelAnnounce?.()
      if (tree && last) {
        last.tree.saveSoon(() => tree)
        await last.tree.flush()
      }
    },
  }
}

function allOf(watching: Watching | null): ListWatch[] {
  return watching ? [...watching.wide.values(), ...watching.scoped.values()] : []
}

/**
 * Live only while every watch is: one kind that stands still is enough to make the tree wrong without saying so. `since` is when the first of
 * them stood still.
 */
function livenessOf({ pulse, wide, scoped }: Watching, rejected: boolean): ClusterLiveness {
  const states: KindAccess[] = [...wide.values(), ...scoped.values()].map(({ access }) => access)
  const stale = states.filter((access) => access.state === 'stale').sort((a, b) => (a.since < b.since ? -1 : 1))
  const first = stale[0]
  if (first) {
    const reason = rejected ? 'the login is no longer valid' : pulse.up ? first.reason : pulse.reason
    return { state: 'stale', since: first.since, reason }
  }
  return states.some(({ state }) => state === 'live' || state === 'forbidden' || state === 'absent') ? { state: 'live' } : { state: 'connecting' }
}
