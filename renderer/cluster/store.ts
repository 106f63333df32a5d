import { create } from 'zustand'
import { createJSONStorage, persist } from 'zustand/middleware'
import { type ClusterChange, type ClusterStatus, createSnapshot, fold, type OtherKind } from '../../core/cluster'
import type { ClassroomState } from '../../core/contract'
import { main, openStream } from '../border'
import { forgetScreens } from '../screens'
import { createFrameQueue } from './frame-queue'
import { pageMemory } from './page-memory'
import { createPace } from './pace'

interface ClusterStore {
  classroom: string | null
  /** Null until main has told. */
  status: ClusterStatus | null
  filter: string
  /** What the server offers beyond the tree's own kinds, by name. */
  others: readonly OtherKind[]
}

const nothing: ClusterStore = { classroom: null, status: null, filter: '', others: [] }

/** What the student filtered by outlives the page: a reload, or the death of its process. */
export const useCluster = create<ClusterStore>()(
  persist(() => nothing, {
    name: 'cluster.view',
    storage: createJSONStorage(() => pageMemory),
    partialize: ({ classroom, filter }) => ({ classroom, filter }),
  }),
)

/**
 * Grow with the snapshot's own: what a view depends on, as the snapshot is changed in place. Apart from the store above, which is written to the
 * page's memory whenever it changes: these do with every frame.
 */
export const useVersions = create<{ version: number; membership: number }>(() => ({ version: 0, membership: 0 }))

/**
 * What the rows of the tree are laid out for: `membership`, or while one filters `version`, as a status that turns changes what is found. Behind
 * them by a few layouts' time where laying out is dear, as with 50,000 objects under a filter.
 */
export const useLayoutVersion = create<{ version: number }>(() => ({ version: 0 }))

export const layoutPace = createPace(() => {
  const { version, membership } = useVersions.getState()
  useLayoutVersion.setState({ version: useCluster.getState().filter.trim() === '' ? membership : version })
})
useVersions.subscribe(() => layoutPace.ask())

/** The same fold of the same changes as main's. */
export const snapshot = createSnapshot()

export function setFilter(filter: string): void {
  useCluster.setState({ filter })
}

export function retry(): void {
  void main.cluster.retry()
}

const incoming = createFrameQueue<ClusterChange>(
  (change) => fold(snapshot, change),
  () => useVersions.setState({ version: snapshot.version, membership: snapshot.membership }),
)

async function askForOthers(): Promise<void> {
  const answer = await main.cluster.otherKinds()
  if (answer.ok) useCluster.setState({ others: answer.value })
}

/** Another classroom has other objects, even under the same names. */
function enter(state: ClassroomState): void {
  if (state.kind !== 'open' || state.classroom.id === useCluster.getState().classroom) return
  forgetScreens()
  useCluster.setState({ classroom: state.classroom.id, filter: '' })
}

// Main ends a stream only when it was reloaded or is in trouble; asking again at once would not help it.
const REOPEN_MS = 1_000

function follow(): void {
  const again = (): void => void setTimeout(follow, REOPEN_MS)
  void openStream('cluster', 'watch', undefined, {
    receive(changes, consumed) {
      incoming.add(changes, consumed)
    },
    end: again,
  }).then((opened) => {
    if (!opened.ok) again()
  })
}

/** Follows main. Called once, when the first view of the cluster is about to be shown. */
export function followCluster(): void {
  main.cluster.on.statusChanged((status) => useCluster.setState({ status }))
  void main.cluster.status().then((answer) => {
    if (answer.ok) useCluster.setState({ status: answer.value })
  })
  main.cluster.on.kindsChanged(() => void askForOthers())
  void askForOthers()
  main.classroom.on.changed(enter)
  void main.classroom.get().then((answer) => {
    if (answer.ok) enter(answer.value)
  })
  follow()
}
