import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { ApiError, badRequest, expired, internalError, unauthorized } from '../api/status'
import { isObject, type Json, type JsonObject } from '../objects/json'
import { spoilStream, streamTroubles, type StreamTrouble } from './stream-trouble'

/** What goes wrong with requests. The first that fits a request happens to it. */
interface Trouble {
  /** Only requests whose path begins so. */
  path?: string
  methods?: string[]
  /** How often it still happens; without it always. */
  times?: number
  /** Milliseconds before anything else happens. */
  delayMs?: number
  /** Never answered, the connection stays open. */
  blackhole?: boolean
  /** `507` stands for a full store, which refuses changes with a 500. */
  status?: 401 | 403 | 410 | 429 | 500 | 507
  /** With 429. */
  retryAfterSeconds?: number
  /** By how much the server's clock, in the `Date` of its answers, is before the true time. */
  clockAheadSeconds?: number
  /** Cut in half, or not JSON any more. */
  body?: 'truncated' | 'invalid'
  /** With WebSockets only, and with those that are open, too: `delayMs` after the connection. */
  stream?: StreamTrouble
}

const statuses = [401, 403, 410, 429, 500, 507]
const longestDelayMs = 10 * 60_000
const longestDriftSeconds = 10 * 365 * 24 * 3600

/** Misfortune on demand: for tests, and for instructors who want to show it. */
export class Troubles {
  #troubles: Trouble[] = []
  readonly #watches = new Set<ServerResponse>()
  readonly #streams = new Map<Duplex, string>()

  list(): JsonObject[] {
    return this.#troubles.map((trouble) => ({ ...trouble }))
  }

  /** Throws ApiError and changes nothing if `given` is not a list of troubles. */
  set(given: Json | undefined): void {
    if (!Array.isArray(given)) throw badRequest('troubles are a list')
    this.#troubles = given.map(readTrouble)
    for (const [socket, path] of this.#streams) this.#spoil(socket, path)
  }

  clear(): void {
    this.#troubles = []
  }

  /** Ends every watch without a word. Returns how many there were. */
  dropWatches(): number {
    const { size } = this.#watches
    for (const response of this.#watches) response.destroy()
    return size
  }

  /** Ends every WebSocket without a word. Returns how many there were. */
  dropStreams(): number {
    const { size } = this.#streams
    for (const socket of this.#streams.keys()) socket.destroy()
    return size
  }

  /** What happens before a connection becomes a WebSocket. True if that was all. Throws ApiError where that is the trouble. */
  async meetUpgrade(path: string): Promise<boolean> {
    const trouble = this.#take('GET', path, false)
    if (trouble === undefined) return false
    if (trouble.delayMs !== undefined) await delay(trouble.delayMs)
    if (trouble.blackhole === true) return true
    if (trouble.status !== undefined && trouble.status !== 507) throw errorOf(trouble.status, trouble.retryAfterSeconds, undefined, path)
    return false
  }

  /** A connection has become a WebSocket. */
  followStream(socket: Duplex, path: string): void {
    this.#streams.set(socket, path)
    socket.once('close', () => this.#streams.delete(socket))
    this.#spoil(socket, path)
  }

  #spoil(socket: Duplex, path: string): void {
    const trouble = this.#take('GET', path, true)
    if (trouble?.stream === undefined) return
    const { stream, delayMs = 0 } = trouble
    setTimeout(() => spoilStream(socket, stream), delayMs).unref()
  }

  /**
   * What happens before `response` is written. True if that was all; false if the request goes on.
   * @param url of the request
   */
  async meet(request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean> {
    if (/^(true|1)$/.test(url.searchParams.get('watch') ?? '')) {
      this.#watches.add(response)
      response.once('close', () => this.#watches.delete(response))
    }
    const trouble = this.#take(request.method ?? '', url.pathname, false)
    if (trouble === undefined) return false
    if (trouble.delayMs !== undefined) await delay(trouble.delayMs)
    if (trouble.clockAheadSeconds !== undefined) response.setHeader('Date', new Date(Date.now() + trouble.clockAheadSeconds * 1000).toUTCString())
    if (trouble.blackhole === true) return true
    if (trouble.status === 507 && ['GET', 'HEAD'].includes(request.method ?? '')) return false
    if (trouble.status !== undefined) throw errorOf(trouble.status, trouble.retryAfterSeconds, response, url.pathname)
    if (trouble.body !== undefined) spoil(response, trouble.body)
    return false
  }

  #take(method: string, path: string, ofStream: boolean): Trouble | undefined {
    const trouble = this.#troubles.find((one) => (one.stream !== undefined) === ofStream && path.startsWith(one.path ?? '/') && (one.methods?.includes(method) ?? true))
    if (trouble?.times !== undefined) {
      trouble.times -= 1
      if (trouble.times <= 0) this.#troubles = this.#troubles.filter((one) => one !== trouble)
    }
    return trouble
  }
}

function errorOf(status: NonNullable<Trouble['status']>, retryAfterSeconds: number | undefined, response: ServerResponse | undefined, path: string): ApiError {
  switch (status) {
    case 401:
      return unauthorized
    case 403:
      return new ApiError(403, 'Forbidden', `forbidden: an instructor has closed ${JSON.stringify(path)}`, {})
    case 410:
      return expired('The resourceVersion for the provided list is too old.')
    case 429: {
      const seconds = retryAfterSeconds ?? 1
      response?.setHeader('Retry-After', String(seconds))
      return new ApiError(429, 'TooManyRequests', 'too many requests, please try again later', { retryAfterSeconds: seconds })
    }
    case 500:
      return internalError('an error on purpose')
    case 507:
      return internalError('etcdserver: mvcc: database space exceeded')
  }
}

/** Changes what an answer with a length says, not what it promises. */
function spoil(response: ServerResponse, how: 'truncated' | 'invalid'): void {
  const end = response.end.bind(response)
  response.end = ((chunk?: unknown, ...rest: unknown[]) => {
    if (typeof chunk !== 'string' || chunk === '') return (end as (...all: unknown[]) => ServerResponse)(chunk, ...rest)
    // Of the same length, so that the Content-Length stays true.
    if (how === 'invalid') return end(chunk.replaceAll('"', "'"))
    response.write(chunk.slice(0, chunk.length / 2), () => response.destroy())
    return response
  }) as ServerResponse['end']
}

function readTrouble(given: Json): Trouble {
  if (!isObject(given)) throw badRequest('a trouble is an object')
  const trouble: Trouble = {}
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue
    const wrong = badRequest(`a trouble's ${name} is not ${JSON.stringify(value)}`)
    if (name === 'path' && typeof value === 'string') trouble.path = value
    else if (name === 'methods' && Array.isArray(value)) trouble.methods = value.map(String)
    else if (name === 'times' && isWhole(value, 1, Number.MAX_SAFE_INTEGER)) trouble.times = value
    else if (name === 'delayMs' && isWhole(value, 0, longestDelayMs)) trouble.delayMs = value
    else if (name === 'retryAfterSeconds' && isWhole(value, 0, 3600)) trouble.retryAfterSeconds = value
    else if (name === 'clockAheadSeconds' && isWhole(value, -longestDriftSeconds, longestDriftSeconds)) trouble.clockAheadSeconds = value
    else if (name === 'blackhole' && typeof value === 'boolean') trouble.blackhole = value
    else if (name === 'status' && statuses.includes(Number(value))) trouble.status = value as NonNullable<Trouble['status']>
    else if (name === 'stream' && streamTroubles.some((one) => one === value)) trouble.stream = value as StreamTrouble
    else if (name === 'body' && (value === 'truncated' || value === 'invalid')) trouble.body = value
    else throw wrong
  }
  return trouble
}

function isWhole(value: Json, lowest: number, highest: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= lowest && value <= highest
}
