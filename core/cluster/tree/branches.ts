import type { Bucket, ClusterSnapshot, ToneCounts } from '../fold'
import { kindNamed, type KindIcon } from '../kinds'
import type { ClusterObject, KindName } from '../model'
import { type Filter, matching, parseFilter } from './filter'
import { createLayout, type Group, type Layout, type Place, type TreeRow } from './rows'
import type { TreeView } from './view'
import { reasonFor, wordOf, worst } from './words'

interface Heading {
  id: string
  name: string
  icon: KindIcon | null
  word: () => string
  tones: () => ToneCounts[]
  /** Whether it is open as long as nobody has opened or closed it. */
  openAtFirst: boolean
  /** False where there is nothing to open. */
  leads?: boolean
}

/** What the sections build their rows with. */
export interface Branches {
  readonly snapshot: ClusterSnapshot
  readonly view: TreeView
  readonly filter: Filter
  readonly filtering: boolean
  readonly layout: Layout
  isOpen(id: string, openAtFirst: boolean): boolean
  /** The names of a bucket's objects that are to be seen. */
  namesOf(kind: KindName, bucket: Bucket): readonly string[]
  bucketsOf(kind: KindName, accept?: (namespace: string) => boolean): [namespace: string, bucket: Bucket][]
  /** Objects without children of their own; `choose` picks among the names of a bucket. */
  addLeaves(group: Group, kind: KindName, options?: { accept?: (namespace: string) => boolean; insideProject?: boolean; choose?: (names: readonly string[], bucket: Bucket) => readonly string[] }): void
  /** Objects that can be opened. `state` says what a closed or open one looks like, `fill` draws the inside of an open one. */
  addParents(
    group: Group,
    kind: KindName,
    bucket: Bucket,
    options: {
      names: readonly string[]
      openAtFirst: boolean
      project: string
      state: (object: ClusterObject, open: boolean) => Pick<TreeRow, 'open' | 'word' | 'tone'>
      fill: (object: ClusterObject, inside: Group) => void
    },
  ): void
  /** A branch without an object. It is taken back where it turns out to lead to nothing that is to be seen. */
  addHeading(group: Group, heading: Heading, fill: (inside: Group) => void): void
  addNote(group: Group, key: string, text: string): void
  /** Why there is nothing of a kind where something could be. */
  addReason(group: Group, name: KindName, shown: number, namespace?: string): void
}

const PLAIN = { shared: 0, project: '', open: null, word: '', tone: 'none', icon: null, object: null, other: null } as const

export function createBranches(snapshot: ClusterSnapshot, view: TreeView): Branches {
  const layout = createLayout()
  const filter = parseFilter(view.filter)
  const filtering = filter.key !== ''
  const reasons = new Set<string>()

  const isOpen = (id: string, openAtFirst: boolean): boolean => filtering || view.flipped.has(id) !== openAtFirst
  const namesOf = (kind: KindName, bucket: Bucket): readonly string[] => (filtering ? matching(bucket, kind, filter) : bucket.names)
  const bucketsOf: Branches['bucketsOf'] = (kind, accept = () => true) => {
    const slice = snapshot.kinds.get(kind)
    return slice ? slice.namespaces.filter(accept).flatMap((ns) => [[ns, slice.buckets.get(ns) as Bucket]]) : [] // prettier-ignore
  }
  const rowOf = (object: ClusterObject, place: Place): TreeRow => ({
    ...PLAIN,
    ...place,
    type: 'object',
    name: object.name,
    word: wordOf(object),
    tone: object.tone,
    icon: kindNamed(object.kind)?.icon ?? null,
    object,
  })

  const branches: Branches = {
    snapshot,
    view,
    filter,
    filtering,
    layout,
    isOpen,
    namesOf,
    bucketsOf,
    addLeaves(group, kind, { accept, insideProject = false, choose } = {}) {
      for (const [namespace, bucket] of bucketsOf(kind, accept)) {
        const names = choose ? choose(namesOf(kind, bucket), bucket) : namesOf(kind, bucket)
        layout.add(group, `${group.id}|${kind}|${namespace}|`, names, (name, place) => {
          const object = bucket.objects.get(name)
          return object && { ...rowOf(object, place), project: insideProject ? '' : namespace }
        })
      }
    },
    addParents(group, kind, bucket, { names, openAtFirst, project, state, fill }) {
      const prefix = `${group.id}|${kind}|${project}|`
      let start = 0
      const flush = (end: number): void => {
        layout.add(group, prefix, names.slice(start, end), (name, place) => {
          const object = bucket.objects.get(name)
          return object && { ...rowOf(object, place), project, ...state(object, isOpen(place.id, openAtFirst)) }
        })
        start = end
      }
      names.forEach((name, index) => {
        const object = bucket.objects.get(name)
        if (!object || !isOpen(prefix + name, openAtFirst)) return
        flush(index + 1)
        fill(object, layout.group(prefix + name, group.level + 1))
      })
      flush(names.length)
    },
    addHeading(group, { id, name, icon, word, tones, openAtFirst, leads = true }, fill) {
      const before = layout.length
      layout.add(group, id, [''], (_name, place) => {
        const open = leads ? isOpen(id, openAtFirst) : null
        return { ...PLAIN, ...place, shared: 0, type: 'heading', name, icon, open, word: word(), tone: open === true ? 'none' : worst(tones()) }
      })
      if (leads && isOpen(id, openAtFirst)) fill(layout.group(id, group.level + 1))
      if (filtering && layout.length === before + 1) layout.undo(group)
    },
    addNote(group, key, text) {
      if (filtering) return
      layout.add(group, `${group.id}|note|${key}`, [''], (_name, place) => ({ ...PLAIN, ...place, shared: 0, type: 'note', name: text }))
    },
    addReason(group, name, shown, namespace = '') {
      const kind = kindNamed(name)
      const text = kind && reasonFor(snapshot, kind, shown, view.user, namespace)
      if (!text || (view.hideEmpty && text.startsWith('No '))) return
      // What two kinds of a branch have to say alike, such as that they are loading, is said once.
      const said = `${group.id}|${text}`
      if (!reasons.has(said)) branches.addNote(group, `${name}|${namespace}`, text)
      reasons.add(said)
    },
  }
  return branches
}
