import { type ClusterChange, type ClusterObject, summarize, type WatchedKind } from '../../core/cluster'
import type { ClusterConnection } from '../session'
import type { Clock } from './clock'
import { createListWatch, type ListWatch } from './list-watch'
import type { Pulse } from './pulse'

// Two pages: the window begins to draw while the rest of a long list is still on its way.
const PIECE = 1_000

interface WatcherOptions {
  connection: ClusterConnection
  kind: WatchedKind
  /** A namespace, or the empty string for the whole cluster. */
  scope: string
  clock: Clock
  pulse: Pulse
  /** Nothing of the kind is shown in this scope yet, so that a list may appear bit by bit. */
  isEmpty: () => boolean
  onChange: (change: ClusterChange) => void
  onUnauthorized: () => void
}

/** Keeps one kind of the tree in one scope, as changes of small summaries: each object is trimmed as soon as it has come. */
export function createWatcher({ kind, scope, isEmpty, onChange, ...options }: WatcherOptions): ListWatch {
  let listed: ClusterObject[] = []
  /** `whole`: what is shown stays until the new list is complete. */
  let appears: 'whole' | 'from the start' | 'going on' = 'whole'
  let wasComplete = false

  const hand = (): void => {
    const objects = listed
    listed = []
    if (appears === 'going on') onChange({ type: 'more', kind: kind.name, objects })
    else onChange({ type: 'reset', kind: kind.name, scope, objects })
  }

  return createListWatch({
    ...options,
    scope: { ...kind, namespace: scope },
    sink: {
      begin() {
        listed = []
        appears = !wasComplete && (appears !== 'whole' || isEmpty()) ? 'from the start' : 'whole'
      },
      take(raw) {
        const object = summarize(kind, raw)
        if (object) listed.push(object)
        if (appears === 'whole' || listed.length < PIECE) return
        hand()
        appears = 'going on'
      },
      complete() {
        hand()
        wasComplete = true
      },
      put(raw) {
        const object = summarize(kind, raw)
        if (object) onChange({ type: 'put', object })
      },
      gone(raw) {
        const object = summarize(kind, raw)
        if (object) onChange({ type: 'gone', kind: kind.name, namespace: object.namespace, name: object.name })
      },
      access: (access) => onChange({ type: 'access', kind: kind.name, scope, access }),
    },
  })
}
