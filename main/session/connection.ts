import type { IncomingMessage } from 'node:http'
import type { WebSocket } from 'ws'
import type { ApiRequest, ClusterApi } from './cluster-api'
import type { IdentityTracker } from './identity'
import { isSameUser } from './who-am-i'

/** The way to the cluster of the active identity. */
export interface ClusterConnection {
  /** The classroom's id. */
  readonly classroom: string
  readonly apiUrl: string
  /** The identity, not necessarily who the server says. */
  readonly user: string
  /** Who the server says, in the name that the student knows. */
  readonly verifiedAs: string
  /** Resolves when the headers have come. Rejects with AppFailure (`cluster.unreachable`, `cluster.untrusted`). */
  request(options: ApiRequest): Promise<IncomingMessage>
}

/** The same way, for consoles too. */
export interface StreamingConnection extends ClusterConnection {
  /** Comes paused: nothing is lost until it is resumed. Rejects like `request`, and with UpgradeRefused where the server does not open one. */
  openWebSocket(options: { path: string; protocol: string; signal?: AbortSignal }): Promise<WebSocket>
}

/** Answers the way of an identity, null unless it is logged in: the same object as long as identity and token are the same. */
export function createConnector({ classroom, apiUrl, api }: { classroom: string; apiUrl: string; api: ClusterApi }): (identity: IdentityTracker | undefined) => StreamingConnection | null {
  let last: { user: string; token: string; connection: StreamingConnection } | null = null
  return (identity) => {
    const token = identity?.token() ?? null
    const verifiedAs = identity === undefined ? null : nameToShow(identity)
    if (identity === undefined || token === null || verifiedAs === null) {
      last = null
      return null
    }
    const { user } = identity
    if (last?.user !== user || last.token !== token) {
      const connection: StreamingConnection = {
        classroom,
        apiUrl,
        user,
        verifiedAs,
        request: (request) => api.request(token, request),
        openWebSocket: (options) => api.openWebSocket(token, options),
      }
      last = { user, token, connection }
    }
    return last.connection
  }
}

/** The administrator of a fresh cluster is `kubeadmin` at the prompt and `kube:admin` on the server; to a student that is one person. */
export function nameToShow(identity: IdentityTracker): string | null {
  const name = identity.verifiedAs()
  return name !== null && isSameUser(identity.user, name) ? identity.user : name
}
