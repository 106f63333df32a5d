import { type ClusterChange, type ClusterObject, summarize, type WatchedKind } from '../../core/cluster'
import type { ClusterConnection } from '../session'
import type { Clock } from './clock'
import { createListWatch, type ListWatch } from './list-watch'
import type { Pulse } from './pulse'

interface WatcherOptions {
  connection: ClusterConnection
  kind: WatchedKind
  /** A namespace, or the empty string for the whole cluster. */
  scope: string
  clock: Clock
  pulse: Pulse
  onChange: (change: ClusterChange) => void
  onUnauthorized: () => void
}

/** Keeps one kind of the tree in one scope, as changes of small summaries: each object is trimmed as soon as it has come. */
export function createWatcher({ kind, scope, onChange, ...options }: WatcherOptions): ListWatch {
  let listed: ClusterObject[] = []
  return createListWatch({
    ...options,
    scope: { ...kind, namespace: scope },
    sink: {
      begin() {
        listed = []
      },
      take(raw) {
        const object = summarize(kind, raw)
        if (object) listed.push(object)
      },
      complete() {
        const objects = listed
        listed = []
        onChange({ type: 'reset', kind: kind.name, scope, objects })
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
