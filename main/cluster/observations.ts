import type { KindAccess } from '../../core/cluster'
import { at } from '../../core/cluster/raw'
import type { ClusterConnection } from '../session'
import { reasonOf } from './answers'
import type { Clock } from './clock'
import type { ApiKind, Discovery, KindQuery } from './discovery'
import { createListWatch, type ListWatch, polledWords } from './list-watch'
import type { Pulse } from './pulse'

/** An object as the server sent it, without `metadata.managedFields`. Everything beyond these names is as hostile as any foreign text. */
export interface KubeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [field: string]: unknown }
  readonly [field: string]: unknown
}

export interface ObjectQuery extends KindQuery {
  /** Null for all namespaces, and for kinds that have none. */
  namespace: string | null
  name?: string
  labelSelector?: string
  fieldSelector?: string
}

/**
 * `waiting`: nobody is logged in, or the first list is still to come. `stale`: `objects` are the last that were seen. In all states but `live`
 * and `stale` there are none, and nothing may be said about what exists.
 */
type ObservedState = 'waiting' | 'live' | 'stale' | 'forbidden' | 'no-such-kind'

export interface Observed {
  readonly state: ObservedState
  /** ISO 8601: when this state began. */
  readonly since: string
  /** Why it is not live, in the server's words where it has some; that it is only asked for now and then, where it cannot be watched. */
  readonly message: string | null
  /** All that fit the query, in no order. The same array while nothing changes. */
  readonly objects: readonly KubeObject[]
  /** What made the difference to the last call; null where anything may have: a state, or a list taken anew. */
  readonly changes: readonly ObjectChange[] | null
}

interface ObjectChange {
  readonly type: 'put' | 'gone'
  readonly object: KubeObject
}

export type ObservationListener = (observed: Observed) => void

export interface Observation {
  dispose(): void
}

export interface Observations {
  observe(query: ObjectQuery, listener: ObservationListener): Observation
  /** Goes on with another connection, or with none. Nothing that one identity saw is told as another's. */
  connect(site: ObservationSite | null): void
  /** Kinds came or went. */
  kindsChanged(): void
  /** Opens every watch anew from where it stands. */
  renew(): void
  /** Tries again now what waits. */
  nudge(): void
  /** Somebody waits for a kind that the server does not have. */
  readonly missesKinds: boolean
}

interface ObservationSite {
  readonly connection: ClusterConnection
  readonly pulse: Pulse
  readonly discovery: Discovery
  readonly onUnauthorized: () => void
}

// One frame: what changes together is told together, however many listen.
const FRAME_MS = 16
// Whoever turns a page or goes to the next step often asks for the same again.
const LINGER_MS = 10_000
// So many watches of single objects cost less than a list of all; from then on one list serves the rest.
const NAMED_AT_MOST = 4
// A server that does not answer about its kinds is asked again after this.
const ASK_AGAIN_MS = 2_000

/** One who listens, to one source or, while the kind is not known, to none. */
interface Listener {
  readonly query: ObjectQuery
  readonly tell: ObservationListener
  source: Source | null
  gone: boolean
}

export function createObservations(clock: Clock): Observations {
  const listeners = new Set<Listener>()
  const sources = new Map<string, Source>()
  let site: ObservationSite | null = null

  const now = (): string => new Date(clock.now()).toISOString()
  const tellNone = (listener: Listener, state: 'waiting' | 'no-such-kind', message: string | null = null): void =>
    listener.tell({ state, since: now(), message, objects: [], changes: null })

  /** The source that serves this query with the fewest watches. */
  const sourceFor = (kind: ApiKind, query: ObjectQuery, at: ObservationSite): Source => {
    const scope = `${kind.path}|${kind.plural}|${(kind.namespaced && query.namespace) || ''}|${query.labelSelector ?? ''}|${query.fieldSelector ?? ''}`
    const named = [...sources.keys()].filter((key) => key.startsWith(`${scope}|`)).length
    const key = query.name === undefined || sources.has(scope) || named >= NAMED_AT_MOST ? scope : `${scope}|${query.name}`
    const kept = sources.get(key)
    if (kept) return kept
    const { name, ...everyName } = query
    const source = createSource({ kind, query: key === scope || name === undefined ? everyName : { ...everyName, name }, site: at, clock, onIdle: () => sources.delete(key) })
    sources.set(key, source)
    return source
  }

  const attach = async (listener: Listener): Promise<void> => {
    const here = site
    if (here === null) return
    let kind: ApiKind | null
    try {
      kind = await here.discovery.find(listener.query)
    } catch (error) {
      if (listener.gone || site !== here) return
      tellNone(listener, 'waiting', reasonOf(error))
      clock.after(ASK_AGAIN_MS, () => {
        if (!listener.gone && site === here && listener.source === null) void attach(listener)
      })
      return
    }
    if (listener.gone || site !== here || listener.source !== null) return
    if (kind === null) return tellNone(listener, 'no-such-kind')
    listener.source = sourceFor(kind, listener.query, here)
    listener.source.join(listener)
  }

  return {
    observe(query, tell) {
      const listener: Listener = { query, tell, source: null, gone: false }
      listeners.add(listener)
      tellNone(listener, 'waiting')
      void attach(listener)
      return {
        dispose() {
          listener.gone = true
          listeners.delete(listener)
          listener.source?.leave(listener)
        },
      }
    },
    connect(next) {
      for (const source of sources.values()) source.dispose()
      sources.clear()
      site = next
      for (const listener of listeners) {
        if (listener.source !== null) tellNone(listener, 'waiting')
        listener.source = null
        void attach(listener)
      }
    },
    kindsChanged() {
      for (const listener of listeners) if (listener.source === null) void attach(listener)
      for (const source of sources.values()) source.watch.nudge()
    },
    renew() {
      for (const source of sources.values()) source.watch.renew()
    },
    nudge() {
      for (const source of sources.values()) if (source.watch.access.state !== 'live') source.watch.nudge()
    },
    get missesKinds() {
      return [...listeners].some(({ source }) => source === null) || [...sources.values()].some(({ watch }) => watch.access.state === 'absent')
    },
  }
}

interface Source {
  readonly watch: ListWatch
  join(listener: Listener): void
  leave(listener: Listener): void
  dispose(): void
}

const STATES: Readonly<Record<KindAccess['state'], ObservedState>> = {
  off: 'waiting',
  loading: 'waiting',
  live: 'live',
  stale: 'stale',
  forbidden: 'forbidden',
  absent: 'no-such-kind',
}

/** One list and watch of whole objects, and everybody who listens to it. */
function createSource({ kind, query, site, clock, onIdle }: { kind: ApiKind; query: ObjectQuery; site: ObservationSite; clock: Clock; onIdle: () => void }): Source {
  let objects = new Map<string, KubeObject>()
  let listed = new Map<string, KubeObject>()
  const all = new Set<Listener>()
  /** Those who ask for one name hear of that one only: 500 of them must not be told of each other's. */
  const named = new Map<string, Set<Listener>>()
  let state: Pick<Observed, 'state' | 'since' | 'message'> = { state: 'waiting', since: new Date(clock.now()).toISOString(), message: null }
  /** By key; null where a new list or state makes everything news. */
  let changes: Map<string, ObjectChange> | null = new Map()
  let asArray: readonly KubeObject[] | null = null
  let cancelTell: (() => void) | null = null
  let toldAt = -FRAME_MS
  let cancelEnd: (() => void) | null = null

  const viewOf = (listener: Listener, told: readonly ObjectChange[] | null): Observed => {
    const { name } = listener.query
    const known = state.state === 'live' || state.state === 'stale'
    return { ...state, objects: !known ? [] : name === undefined ? (asArray ??= [...objects.values()]) : namesakes(name), changes: told }
  }
  const namesakes = (name: string): KubeObject[] => {
    if (query.namespace === null && kind.namespaced) return [...objects.values()].filter((object) => object.metadata.name === name)
    const found = objects.get(keyOf(kind.namespaced ? (query.namespace ?? '') : '', name))
    return found ? [found] : []
  }
  const tell = (): void => {
    cancelTell = null
    toldAt = clock.ticks()
    const told = changes
    changes = new Map()
    if (told === null) {
      for (const listener of [...all, ...[...named.values()].flatMap((set) => [...set])]) listener.tell(viewOf(listener, null))
      return
    }
    const news = [...told.values()]
    for (const listener of all) listener.tell(viewOf(listener, news))
    for (const change of news) {
      for (const listener of named.get(change.object.metadata.name) ?? []) if (!listener.gone) listener.tell(viewOf(listener, [change]))
    }
  }
  // What comes after a pause need not wait for a frame to be full, only for what comes with it.
  const tellSoon = (): void => void (cancelTell ??= clock.after(Math.max(0, toldAt + FRAME_MS - clock.ticks()), tell))
  const change = (type: ObjectChange['type'], raw: unknown): void => {
    const object = wholeObject(raw, kind)
    if (!object) return
    const key = keyOf(object.metadata.namespace ?? '', object.metadata.name)
    if (type === 'put') objects.set(key, object)
    else objects.delete(key)
    asArray = null
    changes?.set(key, { type, object })
    tellSoon()
  }

  const watch = createListWatch({
    connection: site.connection,
    pulse: site.pulse,
    clock,
    onUnauthorized: site.onUnauthorized,
    scope: {
      path: kind.path,
      plural: kind.plural,
      namespace: kind.namespaced ? (query.namespace ?? '') : '',
      ...(query.labelSelector !== undefined && { labelSelector: query.labelSelector }),
      ...fieldSelectorOf(query),
    },
    sink: {
      begin() {
        listed = new Map()
      },
      take(raw) {
        const object = wholeObject(raw, kind)
        if (object) listed.set(keyOf(object.metadata.namespace ?? '', object.metadata.name), object)
      },
      complete() {
        objects = listed
        listed = new Map()
        asArray = null
        changes = null
        tellSoon()
      },
      put: (raw) => change('put', raw),
      gone: (raw) => change('gone', raw),
      access(access) {
        const next = STATES[access.state]
        const message = messageOf(access)
        if (next === state.state && message === state.message) return
        state = { state: next, since: next === state.state ? state.since : new Date(clock.now()).toISOString(), message }
        changes = null
        tellSoon()
      },
    },
  })

  const end = (): void => {
    watch.dispose()
    cancelTell?.()
    cancelEnd?.()
  }
  return {
    watch,
    join(listener) {
      cancelEnd?.()
      cancelEnd = null
      const { name } = listener.query
      if (name === undefined) all.add(listener)
      else named.set(name, (named.get(name) ?? new Set()).add(listener))
      if (state.state !== 'waiting') listener.tell(viewOf(listener, null))
    },
    leave(listener) {
      const { name } = listener.query
      all.delete(listener)
      if (name !== undefined && named.get(name)?.delete(listener) && named.get(name)?.size === 0) named.delete(name)
      if (all.size > 0 || named.size > 0) return
      cancelEnd ??= clock.after(LINGER_MS, () => {
        end()
        onIdle()
      })
    },
    dispose: end,
  }
}

function messageOf(access: KindAccess): string | null {
  switch (access.state) {
    case 'stale':
      return access.reason
    case 'forbidden':
      return access.message
    case 'live':
      return polledWords(access)
    default:
      return null
  }
}

function fieldSelectorOf({ name, fieldSelector }: ObjectQuery): { fieldSelector?: string } {
  const all = [fieldSelector, name === undefined ? undefined : `metadata.name=${name}`].filter((each) => each !== undefined)
  return all.length === 0 ? {} : { fieldSelector: all.join(',') }
}

function keyOf(namespace: string, name: string): string {
  return `${namespace}/${name}`
}

/** The members of a list say neither kind nor version, and nobody reads `managedFields`: they are often half of an object. */
function wholeObject(raw: unknown, kind: ApiKind): KubeObject | null {
  const metadata = at(raw, 'metadata')
  const namespace = at(metadata, 'namespace')
  if (typeof metadata !== 'object' || metadata === null || typeof at(metadata, 'name') !== 'string') return null
  if (namespace !== undefined && typeof namespace !== 'string') return null
  delete (metadata as Record<string, unknown>)['managedFields']
  return { ...(raw as object), apiVersion: kind.group === '' ? kind.version : `${kind.group}/${kind.version}`, kind: kind.kind } as unknown as KubeObject
}
