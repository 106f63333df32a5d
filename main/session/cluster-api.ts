import type { IncomingMessage } from 'node:http'
import type { WebSocket } from 'ws'
import { z } from 'zod'
import { AppFailure } from '../../core/contract'
import type { Log } from '../log'
import { readBody, type HttpsClient, type HttpsRequest } from './https'
import { tokenObjectName } from './oauth'
import { type Answer, whoAmI } from './who-am-i'

/** One HTTP exchange with the token, the trusted certificates and the proxy of a classroom. */
export interface ApiRequest extends HttpsRequest {
  path: string
}

/** What a session asks the API server, always in the name of a token. */
export interface ClusterApi {
  /** Resolves when the headers have come. Rejects as HttpsClient.request does. */
  request(token: string, request: ApiRequest): Promise<IncomingMessage>
  openWebSocket(token: string, options: { path: string; protocol: string; signal?: AbortSignal }): Promise<WebSocket>
  /** Rejects as `whoAmI` does. */
  whoIs(token: string): Promise<Answer>
  /** Ends a token, as `oc logout` does. A server that cannot be told keeps nobody logged in here: never rejects. */
  revoke(token: string): Promise<void>
  /** Sorted; empty where the server does not say. */
  projects(token: string): Promise<string[]>
  /** Where the cluster offers the `oc` of this computer; null where it does not say. */
  ocDownload(token: string): Promise<string | null>
  /** Where the web console is; null where the cluster does not say. */
  consoleUrl(token: string): Promise<string | null>
}

const projectsSchema = z.object({ items: z.array(z.object({ metadata: z.object({ name: z.string() }) })) })
const downloadsSchema = z.object({ spec: z.object({ links: z.array(z.object({ href: z.string(), text: z.string().default('') })) }) })
const consoleSchema = z.object({ data: z.object({ consoleURL: z.string() }) })

export function createClusterApi({ client, apiUrl, log }: { client: HttpsClient; apiUrl: string; log: Log }): ClusterApi {
  const request: ClusterApi['request'] = (token, { path, ...options }) =>
    client.request(new URL(path, apiUrl), { ...options, headers: { ...options.headers, Authorization: `Bearer ${token}` } })

  /** Null when it is not there, not readable, or not what it should be. */
  const read = async <T>(token: string, path: string, schema: z.ZodType<T>): Promise<T | null> => {
    try {
      const answer = await request(token, { path })
      const text = await readBody(answer, apiUrl)
      return answer.statusCode === 200 ? schema.parse(JSON.parse(text)) : null
    } catch (error) {
      log.info(`${path} was not readable: ${error instanceof AppFailure ? error.error.kind : 'unexpected answer'}`)
      return null
    }
  }

  return {
    request,
    openWebSocket: (token, { path, ...options }) => client.openWebSocket(new URL(path, apiUrl), { ...options, headers: { Authorization: `Bearer ${token}` } }),
    whoIs: (token) => whoAmI((question) => request(token, question), apiUrl),
    async revoke(token) {
      const name = tokenObjectName(token)
      if (name === null) return
      await request(token, { method: 'DELETE', path: `/apis/oauth.openshift.io/v1/oauthaccesstokens/${name}` }).then(
        (answer) => answer.resume(),
        (error: unknown) => log.warn(`ending a token: ${String(error)}`),
      )
    },
    async projects(token) {
      const found = await read(token, '/apis/project.openshift.io/v1/projects', projectsSchema)
      return (found?.items ?? []).map(({ metadata }) => metadata.name).sort()
    },
    async ocDownload(token) {
      const found = await read(token, '/apis/console.openshift.io/v1/consoleclidownloads/oc-cli-downloads', downloadsSchema)
      const system = process.platform === 'darwin' ? /mac/i : /linux/i
      const processor = process.arch === 'arm64' ? /arm64|aarch64/i : /amd64|x86_64/i
      return found?.spec.links.find(({ href, text }) => href.startsWith('https://') && [system, processor].every((wanted) => wanted.test(`${href} ${text}`)))?.href ?? null
    },
    async consoleUrl(token) {
      const url = (await read(token, '/api/v1/namespaces/openshift-config-managed/configmaps/console-public', consoleSchema))?.data.consoleURL
      return url?.startsWith('https://') ? url : null
    },
  }
}
