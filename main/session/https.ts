import type { IncomingMessage } from 'node:http'
import { Agent, request as requestTls } from 'node:https'
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { AppFailure } from '../../core/contract'
import { dialTls } from './dial'
import { ConnectionFailure, translateConnectionError } from './failures'
import { proxyFor } from './proxy'
import { connectWebSocket, UpgradeRefused } from './web-socket'
import { createServerClock, type ServerClock } from './server-clock'
import { NotNow, UntrustedCertificate, type Trust } from './trust'

export interface HttpsRequest {
  method?: string
  headers?: Record<string, string>
  body?: string | Buffer
  signal?: AbortSignal
  /** Until the headers have come. */
  timeoutMs?: number
  /** A watch: its own socket with TCP keep-alive instead of one of the shared ones. */
  longLived?: boolean
}

/** The one way to the servers of a classroom: trusted certificates, proxy, time limits and translated errors. */
export interface HttpsClient {
  /** Resolves when the headers have come. Rejects with AppFailure (`cluster.unreachable`, `cluster.untrusted`) or the signal's reason. */
  request(url: URL, options?: HttpsRequest): Promise<IncomingMessage>
  /** Connects and judges the certificate, and sends nothing. Rejects with UntrustedCertificate or AppFailure `cluster.unreachable`. */
  probe(url: URL): Promise<void>
  /** Like `request`, but on a connection with exactly this certificate, whoever vouches for it. Only for what is public and anonymous. */
  requestPinned(url: URL, sha256: string, options?: HttpsRequest): Promise<IncomingMessage>
  /** Opens a WebSocket. Rejects like `request`, and with UpgradeRefused where the server answers something else than a WebSocket. */
  openWebSocket(url: URL, options: Pick<HttpsRequest, 'headers' | 'signal'> & { protocol: string }): Promise<WebSocket>
  dispose(): void
}

/** A cluster answers in milliseconds; one that is starting, or far away, within some seconds. After this the student should learn of it. */
const HEADERS_WITHIN_MS = 10_000

/** Less than any server or NAT keeps an idle connection, so that a request rarely meets a dead one. */
const IDLE_SOCKET_MS = 20_000

/** As browsers do: handshakes cost more than waiting for one of these. Watches have sockets of their own. */
const MAX_SOCKETS = 6

/** Half-open connections of a watch are found within a minute: this plus the kernel's own repeats. */
const KEEP_ALIVE_AFTER_MS = 15_000

/** What time it is, is asked of a server whose certificate is out of date; nobody waits longer for a sentence more. */
const TIME_WITHIN_MS = 3_000

interface HttpsClientOptions {
  trust: Trust
  environment: NodeJS.ProcessEnv
  /** Hears of the time in every answer. */
  clock?: ServerClock
}

export function createHttpsClient({ trust, environment, clock = createServerClock(() => {}) }: HttpsClientOptions): HttpsClient {
  const agent = new Agent({ keepAlive: true, timeout: IDLE_SOCKET_MS, maxSockets: MAX_SOCKETS })
  const running = new Set<{ destroy(): void }>()
  /** When a connection was laid by, by the clock on the wall: it goes on while the machine sleeps, and the agent's timers do not. */
  const idleSince = new WeakMap<object, number>()
  agent.on('free', (socket: Duplex) => void idleSince.set(socket, Date.now()))
  const dropSlept = (): void => {
    for (const socket of Object.values(agent.freeSockets).flatMap((sockets) => sockets ?? [])) {
      if (Date.now() - (idleSince.get(socket) ?? 0) > IDLE_SOCKET_MS) socket.destroy()
    }
  }

  const dialJudged = async (url: URL, judge: (socket: Awaited<ReturnType<typeof dialTls>>) => void): Promise<Duplex> => {
    const socket = await dialTls({ url, proxy: proxyFor(url, environment), context: trust.context(), timeoutMs: HEADERS_WITHIN_MS })
    try {
      judge(socket)
    } catch (error) {
      socket.destroy()
      throw error
    }
    return socket
  }
  const dialTrusted = (url: URL): Promise<Duplex> => dialJudged(url, (socket) => trust.judge(socket, url))

  type Connect = (options: { host: string; port: number | string }, done: (error: Error | null, socket?: Duplex) => void) => undefined
  const connectTo =
    (url: URL, dial: (url: URL) => Promise<Duplex>): Connect =>
    (_options, done) => {
      dial(url).then(
        (socket) => done(null, socket),
        (error: Error) => done(error),
      )
      return undefined
    }
  // The agent makes sockets for one origin at a time and names it in the options.
  ;(agent as { createConnection: unknown }).createConnection = ((options, done) =>
    connectTo(new URL(`https://${options.host.includes(':') ? `[${options.host}]` : options.host}:${options.port}`), dialTrusted)(options, done)) satisfies Connect

  const exchange = (url: URL, options: HttpsRequest, connection: { agent: Agent } | { createConnection: Connect }): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const { signal, timeoutMs = HEADERS_WITHIN_MS } = options
      if (signal?.aborted) return reject(signal.reason as Error)
      const asking = requestTls(url, { method: options.method ?? 'GET', headers: { Accept: 'application/json', ...options.headers }, ...(connection as object) })
      running.add(asking)
      // Node tells of the end of a request only when it has a socket, and a dial into silence takes its own time.
      const giveUp = (reason: Error): void => {
        asking.destroy(reason)
        reject(reason)
      }
      const askedAt = Date.now()
      const late = setTimeout(() => giveUp(new ConnectionFailure('timedOut', `no answer within ${timeoutMs / 1000} s`)), timeoutMs)
      const abort = (): void => giveUp(signal?.reason as Error)
      signal?.addEventListener('abort', abort, { once: true })
      asking.once('close', () => {
        running.delete(asking)
        clearTimeout(late)
        signal?.removeEventListener('abort', abort)
      })
      asking.once('socket', (socket) => {
        if (options.longLived === true) socket.setTimeout(0).setKeepAlive(true, KEEP_ALIVE_AFTER_MS)
      })
      asking.once('response', (answer) => {
        clearTimeout(late)
        clock.note(answer.headers.date, askedAt)
        resolve(answer)
      })
      asking.on('error', (error) => {
        if (signal?.aborted) return reject(signal.reason as Error)
        reject(asking.reusedSocket ? Object.assign(error, { socketWasReused: true }) : error)
      })
      asking.end(options.body)
    })

  const translated = async <T>(url: URL, work: Promise<T>, signal?: AbortSignal): Promise<T> => {
    try {
      return await work
    } catch (error) {
      if (signal?.aborted || error instanceof UpgradeRefused) throw error
      if (error instanceof UntrustedCertificate) {
        const { address, subject, sha256, previousSha256 } = error.doubt
        const detail = previousSha256 === null ? `Nobody vouches for the certificate of ${subject}` : `The certificate has changed from ${previousSha256} to ${sha256}`
        throw new AppFailure({ kind: 'cluster.untrusted', address, detail }, { cause: error })
      }
      throw translateConnectionError(error instanceof NotNow ? await withServersTime(url, error) : error, url.origin)
    }
  }

  const pinnedTo = (url: URL, sha256: string): { createConnection: Connect } => ({
    createConnection: connectTo(url, (target) =>
      dialJudged(target, (socket) => {
        if (socket.getPeerCertificate().fingerprint256 !== sha256) throw new ConnectionFailure('reset', 'the server changed its certificate between two connections')
      }),
    ),
  })

  /** Asks that very server, anonymously and about nothing, for the sake of the answer's date. */
  const withServersTime = async (url: URL, error: NotNow): Promise<ConnectionFailure> => {
    await exchange(new URL('/version', url), { method: 'HEAD', timeoutMs: TIME_WITHIN_MS }, pinnedTo(url, error.sha256)).then((answer) => answer.resume(), () => {})
    return new ConnectionFailure('clock', `${error.message}. ${clock.verdict()}`.trimEnd(), { cause: error })
  }

  const dropKeptSockets = (): void => {
    for (const kept of Object.values(agent.freeSockets)) for (const socket of kept ?? []) socket.destroy()
  }

  /** A kept socket may have died unnoticed. What only reads may try again, once, on a new one; anything else might then happen twice. */
  const withFreshSocket = async (url: URL, options: HttpsRequest): Promise<IncomingMessage> => {
    dropSlept()
    try {
      return await exchange(url, options, { agent })
    } catch (error) {
      // Where one kept socket is silent, the others are no better.
      if (error instanceof ConnectionFailure && error.reason === 'timedOut') dropKeptSockets()
      const isStale = (error as { socketWasReused?: boolean }).socketWasReused === true && ['ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '')
      if (!isStale || !['GET', 'HEAD'].includes(options.method ?? 'GET') || options.signal?.aborted) throw error
      return exchange(url, options, { createConnection: connectTo(url, dialTrusted) })
    }
  }

  return {
    request: (url, options = {}) =>
      translated(url, options.longLived === true ? exchange(url, options, { createConnection: connectTo(url, dialTrusted) }) : withFreshSocket(url, options), options.signal),
    async probe(url) {
      try {
        ;(await dialTrusted(url)).destroy()
      } catch (error) {
        throw error instanceof UntrustedCertificate ? error : translateConnectionError(error instanceof NotNow ? await withServersTime(url, error) : error, url.origin)
      }
    },
    requestPinned: (url, sha256, options = {}) => translated(url, exchange(url, options, pinnedTo(url, sha256)), options.signal),
    openWebSocket: (url, options) => translated(url, connectWebSocket(url, { ...options, timeoutMs: HEADERS_WITHIN_MS, connect: connectTo(url, dialTrusted) }), options.signal),
    dispose() {
      for (const asking of running) asking.destroy()
      agent.destroy()
    },
  }
}

// The answers read whole here are a page at most; a server that sends more is not an API server.
const BODY_LIMIT = 1024 * 1024

/** Reads an answer to its end. Rejects with AppFailure `cluster.unreachable` when it breaks off, stalls or never ends. */
export async function readBody(answer: IncomingMessage, address: string): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  const late = setTimeout(() => answer.destroy(new ConnectionFailure('timedOut', 'the answer did not end')), HEADERS_WITHIN_MS)
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > BODY_LIMIT) throw new ConnectionFailure('notAnApi', 'the answer is longer than an API server would send')
      chunks.push(chunk)
    }
  } catch (error) {
    answer.destroy()
    throw translateConnectionError(error, address)
  } finally {
    clearTimeout(late)
  }
  return Buffer.concat(chunks).toString('utf8')
}
