import { create } from 'zustand'
import { createJSONStorage, persist } from 'zustand/middleware'
import { accessTo, type ClusterChange, type ClusterObject, type ClusterStatus, createSnapshot, findObject, fold } from '../../core/cluster'
import { type ClassroomState, type Layout, MAX_OPEN_OBJECTS, type ObjectRef } from '../../core/contract'
import { main, openStream } from '../border'
import { changeLayout, saveLayoutNow, useLayout } from '../layout'

/** An object that has a tab on the stage, as it was last seen. */
export interface StageTab {
  id: string
  object: ClusterObject
}

interface ClusterStore {
  /** Whose objects the tabs show. */
  classroom: string | null
  /** Grow with the snapshot's own: what a view depends on, as the snapshot is changed in place. */
  version: number
  membership: number
  /** Null until main has told. */
  status: ClusterStatus | null
  filter: string
  tabs: readonly StageTab[]
  /** Id of the tab in front; of one that is yet to come back, or null, where the first is. */
  front: string | null
  /** What was open when the program ended, in order: each comes back as soon as the cluster shows it. */
  kept: readonly ObjectRef[]
}

const nothing: ClusterStore = { classroom: null, version: 0, membership: 0, status: null, filter: '', tabs: [], front: null, kept: [] }

/** What the student had open outlives the page: it comes back where it was after a reload, or after its process died. */
export const useCluster = create<ClusterStore>()(
  persist(() => nothing, {
    name: 'cluster.stage',
    storage: createJSONStorage(() => sessionStorage),
    partialize: ({ classroom, filter, tabs, front, kept }) => ({ classroom, filter, tabs, front, kept }),
  }),
)

/** The same fold of the same changes as main's. */
export const snapshot = createSnapshot()

function tabIdOf({ kind, namespace, name }: ObjectRef): string {
  return `${kind}|${namespace}|${name}`
}

export function tabInFront({ tabs, front }: ClusterStore): StageTab | undefined {
  return tabs.find((tab) => tab.id === front) ?? tabs[0]
}

export function openObject(object: ClusterObject): void {
  const id = tabIdOf(object)
  useCluster.setState(({ tabs }) => ({ front: id, tabs: tabs.some((tab) => tab.id === id) ? tabs : [...tabs, { id, object }] }))
  saveStage()
}

export function bringToFront(id: string): void {
  useCluster.setState({ front: id })
  saveStage()
}

export function closeTab(id: string): void {
  useCluster.setState((store) => {
    const place = store.tabs.findIndex((tab) => tab.id === id)
    const tabs = store.tabs.filter((tab) => tab.id !== id)
    const next = tabs[Math.min(Math.max(place, 0), tabs.length - 1)]
    const front = tabInFront(store)?.id === id ? (next?.id ?? null) : store.front
    return { tabs, front, kept: store.kept.filter((ref) => tabIdOf(ref) !== id) }
  })
  saveStage()
}

/** Remembers what is open, and what has not come back yet, beyond the end of the program. */
function saveStage(): void {
  const store = useCluster.getState()
  if (store.classroom === null) return
  const open = new Set(store.tabs.map(({ id }) => id))
  const refs = [...store.tabs.map(({ object }) => refTo(object)), ...store.kept.filter((ref) => !open.has(tabIdOf(ref)))]
  const front = tabInFront(store)
  const stage = { objects: refs.slice(-MAX_OPEN_OBJECTS), front: front ? refTo(front.object) : null }
  changeLayout({ stage: { ...useLayout.getState().stage, [store.classroom]: stage } })
  // Without the pause that dragging needs: whoever opens something and quits finds it again.
  saveLayoutNow()
}

function refTo({ kind, namespace, name }: ClusterObject): ObjectRef {
  return { kind, namespace, name }
}

/** Takes over what the last run had open in this classroom; called when either the classroom or the layout has become known. */
function recallStage({ stage }: Layout): void {
  const { classroom, tabs, kept } = useCluster.getState()
  const last = classroom === null ? undefined : stage[classroom]
  if (!last || tabs.length > 0 || kept.length > 0) return
  useCluster.setState({ kept: last.objects, front: last.front && tabIdOf(last.front) })
  useCluster.setState(broughtBack)
}

/** Opens what has come back, in the old order and before anything opened since; forgets what was deleted meanwhile. */
function broughtBack({ tabs, kept }: ClusterStore): Pick<ClusterStore, 'tabs' | 'kept'> {
  const open = new Set(tabs.map(({ id }) => id))
  const came = kept.flatMap((ref) => (open.has(tabIdOf(ref)) ? [] : (findObject(snapshot, ref.kind, ref.namespace, ref.name) ?? [])))
  const left = kept.filter((ref) => open.has(tabIdOf(ref)) || accessTo(snapshot, ref.kind)?.state !== 'live' || findObject(snapshot, ref.kind, ref.namespace, ref.name))
  if (came.length === 0) return left.length === kept.length ? { tabs, kept } : { tabs, kept: left }
  const order = new Map(kept.map((ref, place) => [tabIdOf(ref), place]))
  const all = [...tabs, ...came.map((object) => ({ id: tabIdOf(object), object }))]
  return { tabs: all.sort((a, b) => (order.get(a.id) ?? kept.length) - (order.get(b.id) ?? kept.length)), kept: left }
}

export function setFilter(filter: string): void {
  useCluster.setState({ filter })
}

export function retry(): void {
  void main.cluster.retry()
}

function take(changes: readonly ClusterChange[]): void {
  for (const change of changes) fold(snapshot, change)
  useCluster.setState((store) => {
    const { tabs, kept } = broughtBack(store)
    return { version: snapshot.version, membership: snapshot.membership, tabs: refreshed(tabs), kept }
  })
}

/** A tab keeps the last that was seen of its object, so that a deleted one can still be read. */
function refreshed(tabs: readonly StageTab[]): readonly StageTab[] {
  const next = tabs.map((tab) => {
    const { kind, namespace, name } = tab.object
    const object = findObject(snapshot, kind, namespace, name)
    return object === undefined || object === tab.object ? tab : { ...tab, object }
  })
  return next.every((tab, place) => tab === tabs[place]) ? tabs : next
}

/** Another classroom has other objects, even under the same names. */
function enter(state: ClassroomState): void {
  if (state.kind !== 'open' || state.classroom.id === useCluster.getState().classroom) return
  useCluster.setState({ classroom: state.classroom.id, tabs: [], front: null, kept: [], filter: '' })
  recallStage(useLayout.getState())
}

// Main ends a stream only when it was reloaded or is in trouble; asking again at once would not help it.
const REOPEN_MS = 1_000

function follow(): void {
  const again = (): void => void setTimeout(follow, REOPEN_MS)
  void openStream('cluster', 'watch', undefined, {
    receive(changes, consumed) {
      take(changes)
      consumed()
    },
    end: again,
  }).then((opened) => {
    if (!opened.ok) again()
  })
}

/** Follows main. Called once, when the first view of the cluster is about to be shown. */
export function startCluster(): void {
  main.cluster.on.statusChanged((status) => useCluster.setState({ status }))
  void main.cluster.status().then((answer) => {
    if (answer.ok) useCluster.setState({ status: answer.value })
  })
  useLayout.subscribe(recallStage)
  main.classroom.on.changed(enter)
  void main.classroom.get().then((answer) => {
    if (answer.ok) enter(answer.value)
  })
  follow()
}
