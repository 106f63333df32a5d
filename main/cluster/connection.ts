import type { IncomingMessage } from 'node:http'

/** The way to the cluster as one identity; main/session makes it. */
export interface ClusterConnection {
  readonly classroom: string
  readonly apiUrl: string
  /** The identity, not necessarily who the server says it is. */
  readonly user: string
  /**
   * One HTTP exchange with the token, the trusted certificates and the proxy of this classroom. Resolves when the headers have come; `timeoutMs`
   * is until then. `longLived`: its own socket, with TCP keep-alive. Rejects with AppFailure (cluster.unreachable, cluster.untrusted).
   */
  request(options: {
    method?: string
    path: string
    headers?: Record<string, string>
    body?: string | Buffer
    signal?: AbortSignal
    timeoutMs?: number
    longLived?: boolean
  }): Promise<IncomingMessage>
}
