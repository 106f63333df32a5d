import { createServer, type IncomingMessage, request as httpRequest, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { AppFailure } from '../../../../core/contract'
import type { ClusterConnection } from '../../../../main/session'

type Answer = (request: IncomingMessage & { query: URLSearchParams }, response: ServerResponse) => void

/** A real HTTP server that keeps objects as an API server does and misbehaves on demand. */
export interface ApiDouble {
  readonly url: string
  /** What was asked, as `GET /path?query`. */
  readonly asked: string[]
  /** Answers this path itself, until the returned function is called. */
  intercept(path: string | RegExp, answer: Answer): () => void
  /** Creates or changes an object and tells the watches. */
  put(path: string, object: { metadata: { name: string; namespace?: string }; [field: string]: unknown }): void
  remove(path: string, name: string): void
  /** A line on all watches of this path. */
  say(path: string, line: string): void
  /** Cuts all connections without a word. */
  cut(): void
  /** How many watches of this path are open. */
  watches(path: string): number
  /** Tells one listener, the latest, of each watch that is opened. */
  onWatch(listener: () => void): void
  /** Forgets all history: every version but the newest is too old. */
  compact(): void
  stop(): Promise<void>
  start(): Promise<void>
}

interface Event {
  version: number
  path: string
  line: string
}

export async function createApiDouble(): Promise<ApiDouble> {
  const collections = new Map<string, Map<string, object>>()
  const watches = new Set<{ path: string; response: ServerResponse }>()
  const sockets = new Set<Socket>()
  const intercepts: { path: string | RegExp; answer: Answer }[] = []
  const asked: string[] = []
  let tellOfWatch: () => void = () => {}
  let history: Event[] = []
  let version = 100
  let oldest = 100
  let server: Server
  let port = 0

  const json = (response: ServerResponse, status: number, body: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body))
  }
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? '/', 'http://double')
    asked.push(`${request.method} ${url.pathname}${url.search}`)
    const full = Object.assign(request, { query: url.searchParams })
    const own = intercepts.find(({ path }) => (typeof path === 'string' ? path === url.pathname : path.test(url.pathname + url.search)))
    if (own) return own.answer(full, response)
    if (url.pathname === '/version') return json(response, 200, { gitVersion: 'v1.32.6' })
    const objects = collections.get(url.pathname)
    if (!objects) return void response.writeHead(404).end('404 page not found\n')
    if (url.searchParams.get('watch') === 'true') return watch(url, response)
    // It gives out none.
    if (url.searchParams.has('continue')) return json(response, 400, { kind: 'Status', code: 400, reason: 'BadRequest', message: 'continue key is not valid' })
    json(response, 200, { kind: 'List', metadata: { resourceVersion: `v${version}` }, items: [...objects.values()] })
  }
  const watch = (url: URL, response: ServerResponse): void => {
    const given = /^v?(\d{0,19})$/.exec(url.searchParams.get('resourceVersion') ?? '')?.[1]
    const from = Number(given)
    // For a version of the future a real server waits, without a word.
    if (given === undefined || from > version) return json(response, 400, { kind: 'Status', code: 400, reason: 'BadRequest', message: 'invalid resource version' })
    response.writeHead(200, { 'content-type': 'application/json' })
    response.flushHeaders()
    if (from < oldest && from !== 0) {
      response.end(`${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired', message: `too old resource version: ${from} (${oldest})` } })}\n`)
      return
    }
    const opened = { path: url.pathname, response }
    watches.add(opened)
    tellOfWatch()
    response.on('close', () => watches.delete(opened))
    for (const event of history) if (event.version > from && event.path === url.pathname) response.write(event.line)
  }
  const tell = (path: string, type: string, object: object): void => {
    const line = `${JSON.stringify({ type, object })}\n`
    history.push({ version, path, line })
    for (const open of watches) if (open.path === path) open.response.write(line)
  }
  const start = async (): Promise<void> => {
    server = createServer(answer)
    server.on('connection', (socket) => {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
      socket.on('error', () => {})
    })
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  }
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  await start()

  return {
    get url() {
      return `http://127.0.0.1:${port}`
    },
    asked,
    intercept(path, own) {
      const entry = { path, answer: own }
      intercepts.unshift(entry)
      return () => void intercepts.splice(intercepts.indexOf(entry), 1)
    },
    put(path, object) {
      const objects = collections.get(path) ?? new Map<string, object>()
      collections.set(path, objects)
      const { name, namespace = '' } = object.metadata
      const type = objects.has(`${namespace}/${name}`) ? 'MODIFIED' : 'ADDED'
      version += 1
      const kept = { ...object, metadata: { ...object.metadata, uid: `${path}/${name}`, resourceVersion: `v${version}` } }
      objects.set(`${namespace}/${name}`, kept)
      tell(path, type, kept)
    },
    remove(path, name) {
      const objects = collections.get(path)
      for (const [key, object] of objects ?? []) {
        if (!key.endsWith(`/${name}`)) continue
        objects?.delete(key)
        version += 1
        tell(path, 'DELETED', { ...object, metadata: { ...(object as { metadata: object }).metadata, resourceVersion: `v${version}` } })
      }
    },
    say(path, line) {
      for (const open of watches) if (open.path === path) open.response.write(line)
    },
    cut,
    onWatch: (listener) => void (tellOfWatch = listener),
    watches: (path) => [...watches].filter((open) => open.path === path).length,
    compact() {
      history = []
      oldest = version
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      cut()
      await closed
    },
    start,
  }
}

/** The way to the double that main/session would make: no token, no TLS, the same promises. */
export function connectTo(api: { url: string }, user = 'admin'): ClusterConnection {
  return {
    classroom: 'test',
    apiUrl: api.url,
    user,
    verifiedAs: user,
    request: ({ path, headers = {}, signal, timeoutMs }) =>
      new Promise((resolve, reject) => {
        const fail = (detail: string): void =>
          reject(new AppFailure({ kind: 'cluster.unreachable', reason: detail === 'timeout' ? 'timedOut' : 'refused', address: api.url, detail }))
        const asking = httpRequest(`${api.url}${path}`, { headers, agent: false, ...(signal && { signal }) }, (response) => {
          clearTimeout(timer)
          response.on('error', () => {})
          resolve(response)
        })
        const timer = setTimeout(() => {
          asking.destroy()
          fail('timeout')
        }, timeoutMs ?? 30_000)
        asking.on('error', (error) => {
          clearTimeout(timer)
          fail(error.message)
        })
        asking.end()
      }),
  }
}
