import { type ClusterChange, kindNamed, type KindName } from '../../core/cluster'
import type { ClusterConnection } from '../session'
import type { Clock } from './clock'

/** What the tree shows first, and all that a closed branch needs. */
const FIRST: readonly KindName[] = ['nodes', 'projects.project.openshift.io', 'virtualmachines.kubevirt.io']

/** Until then the window has drawn them, also where nothing but a slow processor draws. */
const DRAWN_MS = 100

/** A server that takes its time with one of them keeps the others waiting no longer. */
const AT_MOST_MS = 500

export interface HeadStart {
  /** Takes requests for the first kinds at once, and keeps all others until those were answered. */
  readonly connection: ClusterConnection
  /** Tells what came of them. */
  note(change: ClusterChange): void
  dispose(): void
}

/** Twenty lists asked for at once come in at the same time, all late: each brings a handshake of its own. The few that are looked at go first. */
export function giveHeadStart(connection: ClusterConnection, clock: Clock): HeadStart {
  const first = FIRST.flatMap((kind) => listsOf(kind))
  const missing = new Set<string>(FIRST)
  let isOpen = false
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => {
    open = () => {
      isOpen = true
      resolve()
    }
  })
  const cancelLatest = clock.after(AT_MOST_MS, open)
  let cancelDrawn = (): void => {}

  return {
    connection: {
      ...connection,
      async request(request) {
        if (!isOpen && !first.some((path) => request.path.startsWith(path))) await opened
        return connection.request(request)
      },
    },
    note(change) {
      if (change.type === 'reset' || (change.type === 'access' && change.access.state !== 'loading')) missing.delete(change.kind)
      if (missing.size > 0 || isOpen) return
      cancelDrawn()
      cancelDrawn = clock.after(DRAWN_MS, open)
    },
    dispose() {
      cancelLatest()
      cancelDrawn()
      open()
    },
  }
}

function listsOf(name: KindName): string[] {
  const kind = kindNamed(name)
  return [kind, kind?.fallback].flatMap((resource) => (resource === undefined ? [] : [`${resource.path}/${resource.plural}?`]))
}
