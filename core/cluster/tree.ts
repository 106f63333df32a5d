import { accessTo, type Bucket, type ClusterSnapshot, findObject, placeOf, type ToneCounts } from './fold'
import { kindNamed, type WatchedKind } from './kinds'
import type { ClusterObject, KindName, Tone } from './model'

/** What the student has done to the tree. `filter` is as typed; `user` is who looks, for the sentences about what they may not see. */
export interface TreeView {
  readonly expanded: ReadonlySet<string>
  readonly filter: string
  readonly user: string | null
}

export interface TreeRow {
  /** Stable over changes and restarts; what `expanded` holds. */
  readonly id: string
  readonly type: 'heading' | 'object' | 'note'
  readonly parent: string | null
  /** From 1, as ARIA counts. */
  readonly level: number
  readonly position: number
  readonly setSize: number
  readonly name: string
  /** How much of the name's start it shares with a neighbour: what may be left out first where the name is too long. */
  readonly shared: number
  /** The project, where the row does not stand under it; else empty. */
  readonly project: string
  /** Null for a leaf. */
  readonly open: boolean | null
  /** What stands at the right: a status word, a fact or a count; may be empty. */
  readonly word: string
  /** The status icon; on a closed branch the worst of what is inside. */
  readonly tone: Tone
  readonly object: ClusterObject | null
}

/**
 * The rows of the tree, made when they are asked for: a tree of 50,000 rows of which forty are on the screen costs forty. The layout stays
 * valid until the snapshot's membership changes; words and tones are always read fresh.
 */
export interface TreeRows {
  readonly length: number
  at(index: number): TreeRow | undefined
  /** -1 where there is no such row. */
  indexOf(id: string): number
}

const SECTIONS = ['Nodes', 'Projects', 'Virtual machines', 'Operators', 'Storage', 'Network'] as const

type SectionName = (typeof SECTIONS)[number]

function sectionId(name: SectionName): string {
  return name.toLowerCase().replace(' ', '-')
}

/** The branches that are open before anybody has opened or closed one. */
export const DEFAULT_EXPANDED: readonly string[] = SECTIONS.map(sectionId)

const NODES = 'nodes'
const PROJECTS = 'projects.project.openshift.io'
const VMS = 'virtualmachines.kubevirt.io'
const SUBSCRIPTIONS = 'subscriptions.operators.coreos.com'
const CSVS = 'clusterserviceversions.operators.coreos.com'
const CLUSTER_OPERATORS = 'clusteroperators.config.openshift.io'
const STORAGE_CLASSES = 'storageclasses.storage.k8s.io'
const CLAIMS = 'persistentvolumeclaims'
const SERVICES = 'services'
const ROUTES = 'routes.route.openshift.io'

/** The closed branch of what OpenShift brings along: most of what a fresh cluster has, and none of what a lesson is about. */
const PLATFORM = 'Platform'

/** What an open project shows. */
const IN_PROJECT: readonly KindName[] = [VMS, CLAIMS, SERVICES, ROUTES]

/** The web console's own rule (isSystemNamespace): sixty of a fresh cluster's projects are the platform's. */
function isSystemProject(name: string): boolean {
  return /^(openshift|kubernetes|kube)-/.test(name) || name === 'openshift' || name === 'default'
}

export function layOutTree(snapshot: ClusterSnapshot, view: TreeView): TreeRows {
  const layout = createLayout()
  const terms = view.filter.toLowerCase().split(/\s+/).filter((term) => term !== '') // prettier-ignore
  const filtering = terms.length > 0
  const query = terms.join(' ')

  const isOpen = (id: string): boolean => filtering || view.expanded.has(id)
  const namesOf = (bucket: Bucket): readonly string[] => (filtering ? matching(bucket, terms, query) : bucket.names)
  const bucketsOf = (kind: KindName, accept: (namespace: string) => boolean): [string, Bucket][] => {
    const slice = snapshot.kinds.get(kind)
    return slice ? slice.namespaces.filter(accept).flatMap((ns) => [[ns, slice.buckets.get(ns) as Bucket]]) : [] // prettier-ignore
  }

  /** Objects without children of their own. */
  const addLeaves = (group: Group, kind: KindName, accept: (namespace: string) => boolean = () => true, insideProject = false): void => {
    for (const [namespace, bucket] of bucketsOf(kind, accept)) {
      const names = namesOf(bucket)
      const prefix = `${group.id}|${kind}|${namespace}|`
      layout.add(group, prefix, names, (name, place) => {
        const object = bucket.objects.get(name)
        return object && { ...place, type: 'object', name, project: insideProject ? '' : namespace, open: null, word: wordOf(object), tone: object.tone, object }
      })
    }
  }

  const addHeading = (group: Group, id: string, name: string, word: () => string, tones: () => ToneCounts[], leads = true): Group => {
    const inside = layout.group(id, group.level + 1)
    layout.add(group, id, [''], (_name, place) => {
      const open = leads ? isOpen(id) : null
      return { ...place, shared: 0, type: 'heading', name, project: '', open, word: word(), tone: open === true ? 'none' : worst(tones()), object: null }
    })
    return inside
  }

  const addNote = (group: Group, key: string, text: string): void => {
    if (filtering) return
    layout.add(group, `${group.id}|note|${key}`, [''], (_name, place) => {
      return { ...place, shared: 0, type: 'note', name: text, project: '', open: null, word: '', tone: 'none', object: null }
    })
  }

  /** Why there is nothing of a kind where something could be. */
  const addReason = (group: Group, name: KindName, shown: number): void => {
    const kind = kindNamed(name)
    const text = kind && reasonFor(snapshot, kind, shown, view.user)
    if (text) addNote(group, name, text)
  }

  const addProjects = (group: Group, accept: (name: string) => boolean): void => {
    const bucket = snapshot.kinds.get(PROJECTS)?.buckets.get('')
    if (!bucket) return
    const prefix = `${group.id}|${PROJECTS}||`
    const hits = filtering ? new Set(namesOf(bucket)) : null
    let closed: string[] = []
    const flush = (): void => {
      addProjectRows(closed)
      closed = []
    }
    const addProjectRows = (names: readonly string[]): void => {
      layout.add(group, prefix, names, (name, place) => {
        const object = bucket.objects.get(name)
        return object && { ...place, type: 'object', name, project: '', object, ...projectState(name, object, isOpen(place.id)) }
      })
    }
    for (const name of bucket.names.filter(accept)) {
      const hasHits = filtering && IN_PROJECT.some((kind) => hitsIn(kind, name))
      if (hits && !hits.has(name) && !hasHits) continue
      closed.push(name)
      if (!isOpen(prefix + name)) continue
      flush()
      const inside = layout.group(prefix + name, group.level + 1)
      for (const kind of IN_PROJECT) addLeaves(inside, kind, (namespace) => namespace === name, true)
    }
    flush()
  }

  const hitsIn = (kind: KindName, namespace: string): boolean => {
    const bucket = snapshot.kinds.get(kind)?.buckets.get(namespace)
    return bucket !== undefined && namesOf(bucket).length > 0
  }

  const projectState = (name: string, object: ClusterObject, open: boolean): Pick<TreeRow, 'open' | 'word' | 'tone'> => {
    const inside = IN_PROJECT.map((kind) => snapshot.kinds.get(kind)?.buckets.get(name))
    const vms = inside[0]?.names.length ?? 0
    const healthy = object.tone === 'ok'
    return {
      open: inside.some((bucket) => bucket !== undefined) ? open : null,
      word: healthy ? (vms === 0 ? '' : vms === 1 ? '1 VM' : `${vms} VMs`) : object.status,
      tone: open || !healthy ? object.tone : worst([{ ok: 1 }, ...inside.map((bucket) => bucket?.tones ?? {})]),
    }
  }

  const count = (kind: KindName): number => snapshot.kinds.get(kind)?.count ?? 0
  const tones = (kind: KindName): ToneCounts => snapshot.kinds.get(kind)?.tones ?? {}
  const known = (kind: KindName): boolean => count(kind) > 0 || accessTo(snapshot, kind)?.state === 'live'
  /** Objects, or a note about why there are none. */
  const hasRows = (kind: KindName): boolean => count(kind) > 0 || (accessTo(snapshot, kind) ?? { state: 'off' }).state !== 'off'
  const countWord = (kind: KindName): string => (known(kind) ? String(count(kind)) : '')
  const ofUsers = (namespace: string): boolean => !isSystemProject(namespace)
  const addOthers = (group: Group, kind: KindName): void => {
    const others = bucketsOf(kind, isSystemProject).reduce((sum, [, bucket]) => sum + bucket.names.length, 0)
    const shown = count(kind) - others
    if (others > 0) addNote(group, `${kind}|system`, `${others} more ${kindNamed(kind)?.words ?? ''} under ${PLATFORM}`)
    else addReason(group, kind, shown)
  }

  const fill: Record<SectionName, (group: Group) => void> = {
    Nodes(group) {
      addLeaves(group, NODES)
      addReason(group, NODES, count(NODES))
    },
    Projects(group) {
      addProjects(group, ofUsers)
      addReason(group, PROJECTS, count(PROJECTS))
      const system = snapshot.kinds.get(PROJECTS)?.buckets.get('')?.names.filter(isSystemProject) ?? []
      if (system.length === 0) return
      const id = `${group.id}|system`
      const before = layout.length
      const states = (): ToneCounts[] => system.flatMap((name) => [findObject(snapshot, PROJECTS, '', name)].map((found) => ({ [found?.tone ?? 'none']: 1 }))) // prettier-ignore
      const inside = addHeading(group, id, PLATFORM, () => String(system.length), states)
      if (isOpen(id)) addProjects(inside, isSystemProject)
      if (filtering && layout.length === before + 1) layout.undo(group)
    },
    'Virtual machines'(group) {
      addLeaves(group, VMS)
      addReason(group, VMS, count(VMS))
    },
    Operators(group) {
      addLeaves(group, SUBSCRIPTIONS)
      addLeaves(group, CSVS)
      addReason(group, CSVS, count(CSVS) + count(SUBSCRIPTIONS))
      if (count(CLUSTER_OPERATORS) === 0) return addReason(group, CLUSTER_OPERATORS, 0)
      const id = `${group.id}|cluster`
      const before = layout.length
      const inside = addHeading(group, id, PLATFORM, () => countWord(CLUSTER_OPERATORS), () => [tones(CLUSTER_OPERATORS)]) // prettier-ignore
      if (isOpen(id)) addLeaves(inside, CLUSTER_OPERATORS)
      if (filtering && layout.length === before + 1) layout.undo(group)
    },
    Storage(group) {
      addLeaves(group, STORAGE_CLASSES)
      addReason(group, STORAGE_CLASSES, count(STORAGE_CLASSES))
      addLeaves(group, CLAIMS, ofUsers)
      addOthers(group, CLAIMS)
    },
    Network(group) {
      addLeaves(group, SERVICES, ofUsers)
      addOthers(group, SERVICES)
      addLeaves(group, ROUTES, ofUsers)
      addOthers(group, ROUTES)
    },
  }

  // `within`: what its rows contain, so that a closed section shows trouble there, too.
  const headline: Record<SectionName, { word: () => string; kinds: readonly KindName[]; within?: readonly KindName[] }> = {
    Nodes: { word: () => (known(NODES) ? `${count(NODES) - (tones(NODES).danger ?? 0)} of ${count(NODES)} Ready` : ''), kinds: [NODES] },
    Projects: { word: () => countWord(PROJECTS), kinds: [PROJECTS], within: IN_PROJECT },
    'Virtual machines': { word: () => countWord(VMS), kinds: [VMS] },
    Operators: { word: () => countWord(CSVS), kinds: [SUBSCRIPTIONS, CSVS, CLUSTER_OPERATORS] },
    Storage: { word: () => (known(STORAGE_CLASSES) ? counted(count(STORAGE_CLASSES), 'class', 'classes') : ''), kinds: [STORAGE_CLASSES, CLAIMS] },
    Network: { word: () => (known(SERVICES) ? counted(count(SERVICES), 'service', 'services') : ''), kinds: [SERVICES, ROUTES] },
  }

  const top = layout.group(null, 1)
  for (const name of SECTIONS) {
    const id = sectionId(name)
    const before = layout.length
    const { word, kinds, within = [] } = headline[name]
    const inside = addHeading(top, id, name, word, () => [...kinds, ...within].map(tones), kinds.some(hasRows))
    if (isOpen(id)) fill[name](inside)
    if (filtering && layout.length === before + 1) layout.undo(top)
  }
  if (filtering && layout.length === 0) {
    layout.add(top, 'note|nothing', [''], (_name, place) => {
      return { ...place, shared: 0, type: 'note', name: `Nothing here matches “${view.filter.trim()}”`, project: '', open: null, word: '', tone: 'none', object: null }
    })
  }
  return layout.rows()
}

function counted(count: number, one: string, many: string): string {
  return count === 1 ? `1 ${one}` : `${count} ${many}`
}

/** A healthy row may show a fact in its word's place; any other shows the server's word. */
function wordOf({ tone, fact, status }: ClusterObject): string {
  return tone === 'ok' || tone === 'none' ? (fact ?? status) : status
}

/** One line about a kind of which `shown` objects are in the tree; null where the objects speak for themselves. */
function reasonFor(snapshot: ClusterSnapshot, kind: WatchedKind, shown: number, user: string | null): string | null {
  const slice = snapshot.kinds.get(kind.name)
  const access = slice?.access.get('')
  if (!slice || !access || shown > 0) return null
  switch (access.state) {
    case 'off':
      return null
    case 'loading':
      return 'Loading…'
    case 'absent':
      return kind.whenAbsent ?? `This cluster does not know ${kind.words}`
    case 'live':
      return `No ${kind.words}`
    case 'stale':
      return `Not known: ${access.reason}`
    case 'forbidden': {
      const scopes = [...slice.access].filter(([scope]) => scope !== '').map(([, { state }]) => state)
      if (scopes.includes('live')) return `No ${kind.words} in your projects`
      return scopes.includes('loading') ? 'Loading…' : `${user ?? 'This user'} may not list ${kind.words}`
    }
  }
}

const WORST_FIRST: readonly Tone[] = ['danger', 'warning', 'waiting', 'progress']

/** The tone that a closed branch shows: trouble or work inside, `ok` where anything is well, else none. */
function worst(counts: readonly ToneCounts[]): Tone {
  const has = (tone: Tone): boolean => counts.some((count) => (count[tone] ?? 0) > 0)
  return WORST_FIRST.find(has) ?? (has('ok') || has('running') ? 'ok' : 'none')
}

// The last answer for each bucket: while one types or the cluster changes, most buckets have not changed.
const matches = new WeakMap<Bucket, { version: number; query: string; names: readonly string[] }>()

function matching(bucket: Bucket, terms: readonly string[], query: string): readonly string[] {
  const cached = matches.get(bucket)
  if (cached && cached.version === bucket.version && cached.query === query) return cached.names
  const names = bucket.names.filter((name) => {
    const object = bucket.objects.get(name)
    return terms.every((term) => name.toLowerCase().includes(term) || (object !== undefined && mentions(object, term)))
  })
  matches.set(bucket, { version: bucket.version, query, names })
  return names
}

function mentions({ namespace, status, kind }: ClusterObject, term: string): boolean {
  return status.toLowerCase().includes(term) || namespace.includes(term) || kindNamed(kind)?.kind.toLowerCase() === term
}

interface Group {
  readonly id: string | null
  readonly level: number
  size: number
}

type Place = Pick<TreeRow, 'id' | 'parent' | 'level' | 'position' | 'setSize' | 'shared'>

/** A run of rows with ids `prefix + name`, in the order of their names. */
interface Segment {
  readonly start: number
  readonly prefix: string
  readonly names: readonly string[]
  readonly group: Group
  /** How many rows of the group come before this segment. */
  readonly offset: number
  readonly row: (name: string, place: Place) => TreeRow | undefined
}

interface Layout {
  readonly length: number
  group(id: string | null, level: number): Group
  add(group: Group, prefix: string, names: readonly string[], row: Segment['row']): void
  /** Takes back the last segment, a heading that turned out to have nothing inside. */
  undo(group: Group): void
  rows(): TreeRows
}

function createLayout(): Layout {
  const segments: Segment[] = []
  let length = 0

  const find = (index: number): Segment | undefined => {
    let low = 0
    let high = segments.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((segments[middle] as Segment).start <= index) low = middle + 1
      else high = middle
    }
    return segments[low - 1]
  }

  return {
    get length() {
      return length
    },
    group: (id, level) => ({ id, level, size: 0 }),
    add(group, prefix, names, row) {
      if (names.length === 0) return
      segments.push({ start: length, prefix, names, group, offset: group.size, row })
      group.size += names.length
      length += names.length
    },
    undo(group) {
      const last = segments.pop()
      length -= last?.names.length ?? 0
      group.size -= last?.names.length ?? 0
    },
    rows() {
      const total = length
      const byPrefix = new Map<string, Segment[]>()
      for (const segment of segments) {
        const alike = byPrefix.get(segment.prefix)
        if (alike) alike.push(segment)
        else byPrefix.set(segment.prefix, [segment])
      }
      return {
        length: total,
        at(index) {
          if (index < 0 || index >= total) return undefined
          const segment = find(index)
          const within = segment ? index - segment.start : 0
          const name = segment?.names[within]
          if (!segment || name === undefined) return undefined
          const { group, prefix, names } = segment
          return segment.row(name, {
            id: prefix + name,
            parent: group.id,
            level: group.level,
            position: segment.offset + within + 1,
            setSize: group.size,
            shared: Math.max(sharedStart(name, names[within - 1]), sharedStart(name, names[within + 1])),
          })
        },
        indexOf(id) {
          const whole = byPrefix.get(id)?.[0]
          if (whole && whole.names[0] === '') return whole.start
          const name = id.slice(id.lastIndexOf('|') + 1)
          for (const segment of byPrefix.get(id.slice(0, id.length - name.length)) ?? []) {
            const within = placeOf(segment.names, name)
            if (segment.names[within] === name) return segment.start + within
          }
          return -1
        },
      }
    },
  }
}

/** Length of the common start of two names, up to the last dash or dot in it or right behind it: a word is kept or left out as a whole. */
function sharedStart(name: string, neighbour: string | undefined): number {
  if (neighbour === undefined) return 0
  let length = 0
  while (length < name.length && name[length] === neighbour[length]) length += 1
  return Math.max(name.lastIndexOf('-', length), name.lastIndexOf('.', length)) + 1
}
