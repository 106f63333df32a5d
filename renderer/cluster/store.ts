import { create } from 'zustand'
import { createJSONStorage, persist } from 'zustand/middleware'
import { type ClusterChange, type ClusterObject, type ClusterStatus, createSnapshot, findObject, fold } from '../../core/cluster'
import type { ClassroomState } from '../../core/contract'
import { main, openStream } from '../border'

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
  /** Id of the tab in front. */
  front: string | null
}

const nothing: ClusterStore = { classroom: null, version: 0, membership: 0, status: null, filter: '', tabs: [], front: null }

/** What the student had open outlives the page: it comes back where it was after a reload, or after its process died. */
export const useCluster = create<ClusterStore>()(
  persist(() => nothing, {
    name: 'cluster.stage',
    storage: createJSONStorage(() => sessionStorage),
    partialize: ({ classroom, filter, tabs, front }) => ({ classroom, filter, tabs, front }),
  }),
)

/** The same fold of the same changes as main's. */
export const snapshot = createSnapshot()

function tabIdOf({ kind, namespace, name }: Pick<ClusterObject, 'kind' | 'namespace' | 'name'>): string {
  return `${kind}|${namespace}|${name}`
}

export function openObject(object: ClusterObject): void {
  const id = tabIdOf(object)
  useCluster.setState(({ tabs }) => ({ front: id, tabs: tabs.some((tab) => tab.id === id) ? tabs : [...tabs, { id, object }] }))
}

export function bringToFront(id: string): void {
  useCluster.setState({ front: id })
}

export function closeTab(id: string): void {
  useCluster.setState(({ tabs, front }) => {
    const place = tabs.findIndex((tab) => tab.id === id)
    const left = tabs.filter((tab) => tab.id !== id)
    const next = left[Math.min(Math.max(place, 0), left.length - 1)]
    return { tabs: left, front: front === id ? (next?.id ?? null) : front }
  })
}

export function setFilter(filter: string): void {
  useCluster.setState({ filter })
}

export function retry(): void {
  void main.cluster.retry()
}

function take(changes: readonly ClusterChange[]): void {
  for (const change of changes) fold(snapshot, change)
  useCluster.setState(({ tabs }) => ({ version: snapshot.version, membership: snapshot.membership, tabs: refreshed(tabs) }))
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
  useCluster.setState({ classroom: state.classroom.id, tabs: [], front: null, filter: '' })
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
  main.classroom.on.changed(enter)
  void main.classroom.get().then((answer) => {
    if (answer.ok) enter(answer.value)
  })
  follow()
}
