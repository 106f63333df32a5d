import { type ClusterChange, type ClusterStatus, createSnapshot, type KindAccess, type KindScope, KINDS, kindNamed, type KindName, objectsOf, type OtherKind } from '../../core/cluster'
import { type Announce, AppFailure, type FeatureHandlers, type StreamSource } from '../../core/contract'
import type { Log } from '../log'
import type { ClusterConnection } from '../session'
import { type Clock, systemClock } from './clock'
import { pathOf } from './discovery'
import { createFeed } from './feed'
import { followInterruptions } from './interruptions'
import { createObjects } from './objects'
import { createObservations, type Observation, type ObservationListener, type ObjectQuery } from './observations'
import { followTable } from './table'
import { createTreeMemory, rememberable, type RememberedTree, type TreeMemory } from './remembered-tree'
import { createWatching, type Watching } from './watching'
import { readYaml } from './yaml'
import type { ReadYaml } from './yaml-elsewhere'

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
  /** The page of an object, or (`name` null) a list of a kind, has come to the window's screen, or left it. */
  onSeen(listener: (thing: Seen, isOpen: boolean) => void): void
  /** The machine woke up, or has another network: what was open before may be dead without a sign. */
  wake(): void
  /** Every change of the tree's objects, as it is folded in. */
  onChange(listener: (change: ClusterChange) => void): void
  dispose(): Promise<void>
}

/** What of the cluster is on the screen. */
interface Seen {
  kind: KindName
  namespace: string
  name: string | null
}

const NODES = 'nodes'
const VERSIONS = 'clusterversions.config.openshift.io'

// One frame: what changes together is announced together.
const ANNOUNCE_MS = 16
export function createCluster(options: {
  dataDir: string
  announce: Announce
  log: Log
  onUnauthorized: (user: string) => void
  readYaml?: ReadYaml
  clock?: Clock
}): Cluster {
  const { dataDir, announce, log, onUnauthorized, readYaml: read = readYaml, clock = systemClock } = options
  const snapshot = createSnapshot()
  const feed = createFeed(snapshot, clock)
  const changeListeners: ((change: ClusterChange) => void)[] = []
  const seenListeners: ((thing: Seen, isOpen: boolean) => void)[] = []
  const observations = createObservations(clock)
  const objects = createObjects({ site: () => watching, observations, clock, onUnauthorized, readYaml: read })
  const unfollowInterruptions = followInterruptions(clock, () => watching?.wake())
  let watching: Watching | null = null
  let memory: { classroom: string; tree: TreeMemory } | null = null
  /** Whose view the snapshot holds, by the server's word: another may have logged in by hand. Null where it holds none. */
  let owner: string | null = null
  /** When the snapshot was last live, while it, or a part of it, is from before this connection. */
  let rememberedFrom: string | null = null
  /** Every kind has answered this connection. */
  let complete = false
  /** What the window shows beyond what is always watched. */
  let wanted: readonly KindScope[] = []
  let announced: ClusterStatus | null = null
  let cancelAnnounce: (() => void) | null = null
  let saving: Promise<unknown> = Promise.resolve()

  const status = (): ClusterStatus => {
    const liveness = watching?.liveness ?? ({ state: 'off' } as const)
    const nodes = snapshot.kinds.get(NODES)
    const nodesKnown = nodes !== undefined && nodes.count > 0 && (liveness.state === 'live' || liveness.state === 'stale')
    const [clusterVersion] = objectsOf(snapshot, VERSIONS)
    const version = clusterVersion?.facts['version']
    return {
      liveness,
      user: watching?.connection.verifiedAs ?? null,
      openshiftVersion: typeof version === 'string' ? version : null,
      kubernetesVersion: watching?.version ?? null,
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
    const { liveness } = watching
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
      const state = watching?.coverage.wide(kind.name)?.access.state
      if (state !== undefined && state !== 'loading') continue
      feed.publish({ type: 'reset', kind: kind.name, scope: '', objects: tree.objects.filter((object) => object.kind === kind.name) })
    }
    announceSoon()
  }

  const noteAnswer = ({ connection, isComplete, coverage }: Watching, access: KindAccess): void => {
    if (access.state === 'live') owner = connection.verifiedAs
    if (!isComplete) return
    if (rememberedFrom !== null) {
      // What nobody looks at now is not known: only what is watched may stand there as live.
      for (const { name } of KINDS) if (!coverage.wide(name) && snapshot.kinds.has(name)) feed.publish({ type: 'reset', kind: name, scope: '', objects: [] })
    }
    complete = true
    rememberedFrom = null
  }

  const start = (connection: ClusterConnection): void => {
    complete = false
    const started: Watching = createWatching({
      connection,
      snapshot,
      clock,
      observations,
      publish(change) {
        if (watching !== started) return
        feed.publish(change)
        for (const listener of changeListeners) listener(change)
        if (change.type === 'access') noteAnswer(started, change.access)
      },
      onNews: announceSoon,
      onKinds: () => announce('cluster', 'kindsChanged', undefined),
      onUnauthorized: () => onUnauthorized(connection.user),
    })
    watching = started
    started.coverage.want(wanted)
  }

  const stop = (): void => {
    watching?.dispose()
    watching = null
    // Before any object goes: from here on nobody can say that one was deleted, or that there are none.
    for (const [kind, slice] of snapshot.kinds) {
      for (const scope of [...slice.access.keys()]) feed.publish({ type: 'access', kind, scope, access: { state: scope === '' ? 'off' : 'absent' } })
    }
  }

  const tellSeen = (thing: Seen, isOpen: boolean): void => {
    for (const listener of seenListeners) listener(thing, isOpen)
  }
  const seenWhile = <Up>(thing: Seen, source: StreamSource<Up>): StreamSource<Up> => {
    tellSeen(thing, true)
    return {
      ...source,
      dispose() {
        tellSeen(thing, false)
        source.dispose()
      },
    }
  }

  const otherKinds = async (): Promise<OtherKind[]> => {
    const kinds = (await watching?.discovery.kinds()) ?? []
    return kinds.flatMap(({ group, version, kind, plural, namespaced, verbs }) => {
      const name = group === '' ? plural : `${plural}.${group}`
      return kindNamed(name) || !verbs.includes('list') ? [] : [{ group, version, kind, plural, namespaced }]
    })
  }

  return {
    handlers: {
      calls: {
        status,
        retry: () => watching?.retry(),
        look(scopes) {
          const isIn = (all: readonly KindScope[], { kind, namespace }: KindScope): boolean => all.some((each) => each.kind === kind && each.namespace === namespace)
          const before = wanted
          wanted = scopes
          for (const { kind, namespace } of before) if (!isIn(scopes, { kind, namespace })) tellSeen({ kind, namespace, name: null }, false)
          for (const { kind, namespace } of scopes) if (!isIn(before, { kind, namespace })) tellSeen({ kind, namespace, name: null }, true)
          watching?.coverage.want(scopes)
        },
        // Without an answer there is no list of other kinds; the tree itself says what is wrong.
        otherKinds: () => otherKinds().catch(() => []),
      },
      streams: {
        watch: (_open, down) => feed.subscribe(down),
        table({ group, version, plural, namespace }, down) {
          if (watching === null) throw new AppFailure({ kind: 'cluster.signedOut' })
          const table = followTable(watching, { path: pathOf(group, version), plural, namespace }, clock, down)
          return seenWhile({ kind: group === '' ? plural : `${plural}.${group}`, namespace, name: null }, table)
        },
      },
    },
    connect(offered, classroom) {
      const connection = offered?.classroom === classroom ? offered : null
      const tree = remember()
      const last = memory
      if (tree && last) {
        last.tree.saveSoon(() => tree)
        saving = last.tree.flush()
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
      announce('cluster', 'kindsChanged', undefined)
      const current = memory
      if (current && owner === null) {
        void current.tree.read().then((remembered) => {
          if (memory !== current || owner !== null || !remembered) return
          if (!watching || watching.connection.verifiedAs === remembered.user) showRemembered(remembered)
        })
      }
      announceSoon()
    },
    commandFinished: () => watching?.lookAgain(),
    wake: () => watching?.wake(),
    objects: {
      ...objects,
      streams: {
        ...objects.streams,
        follow: async (open, down) => seenWhile(open.target, await objects.streams.follow(open, down)),
      },
    },
    onSeen: (listener) => void seenListeners.push(listener),
    onChange: (listener) => void changeListeners.push(listener),
    observe: (query, listener) => observations.observe(query, listener),
    async dispose() {
      const tree = remember()
      const last = memory
      unfollowInterruptions()
      stop()
      cancelAnnounce?.()
      await saving
      if (tree && last) {
        last.tree.saveSoon(() => tree)
        await last.tree.flush()
      }
    },
  }
}
