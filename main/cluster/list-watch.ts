import type { IncomingMessage } from 'node:http'
import { at, textAt } from '../../core/cluster/raw'
import type { KindAccess } from '../../core/cluster'
import { BadAnswer, expectOk, getJson, HEADERS_MS, Interrupted, reasonOf, Refusal } from './answers'
import { createBackoff } from './backoff'
import { type Clock, createPause } from './clock'
import type { ClusterConnection } from '../session'
import { createLineSplitter, LineTooLong } from './line-splitter'
import type { Pulse } from './pulse'

// The page size of kubectl and the web console.
const PAGE = 500
// A continue token dies after five minutes; a list that loses it twice is asked for in one piece, as client-go does.
const PAGED_ATTEMPTS = 2
// The server ends a watch after this long, at the latest, and it is resumed: proxies and balancers drop older ones without a word.
const WATCH_SECONDS = 290
// A watch without a word, not even a bookmark (about one a minute), is renewed: resuming costs one small request.
const SILENCE_MS = 75_000
// A watch that held this long was healthy: what ends it is not the beginning of a storm of reconnects.
const HEALTHY_MS = 5_000

// A gap between two watches that nobody can notice.
const SHORT_GAP_MS = 1_000

const FIRST_RETRY_MS = 250
// Within five seconds of the server's recovery the tree is right again, the list itself included.
const LAST_RETRY_MS = 3_000
// Rights are granted and operators installed in minutes; a finished command asks at once anyway.
const FIRST_LOOK_AGAIN_MS = 5_000
const LAST_LOOK_AGAIN_MS = 60_000
// A kind that cannot be watched, such as OLM's packages, is listed anew: catalogs change in hours, and a student waits for none of them.
const UNWATCHED_MS = 10_000
// Finished commands may come fast: what was just refused is not asked for again before this.
const NUDGE_PAUSE_MS = 1_000

/** Which objects: of one kind, in a namespace or everywhere, perhaps only some of them. */
interface ListScope {
  /** Group and version: `/api/v1` or `/apis/kubevirt.io/v1`. */
  readonly path: string
  readonly plural: string
  /** Asked for instead where the server does not have this kind at all. */
  readonly fallback?: { readonly path: string; readonly plural: string }
  /** A namespace, or the empty string for the whole cluster. */
  readonly namespace: string
  readonly labelSelector?: string
  readonly fieldSelector?: string
  /** Only names, labels and the like are wanted: the server leaves out the rest where it can. */
  readonly metadataOnly?: boolean
}

/** What is told of a list and its watch, in this order: begin, take …, complete, then put and gone; begin again after a gap. */
interface ListSink {
  /** A list begins, perhaps anew: what was taken since the last `begin` is void. */
  begin(): void
  /** One object of the list, as the server sent it. */
  take(raw: unknown): void
  /** The list is whole: what was not taken does not exist. */
  complete(): void
  put(raw: unknown): void
  gone(raw: unknown): void
  /** Also at the start, with `loading`. */
  access(access: KindAccess): void
}

/** What is asked for of a list and of its watch; a server that cannot leave anything out sends whole objects. */
const WHOLE = { list: 'application/json', watch: 'application/json' }
const METADATA = {
  list: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json',
  watch: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json',
}

export interface ListWatch {
  readonly access: KindAccess
  /** What it told last came from the server's list, and is not the nothing of a refusal. */
  readonly hasListed: boolean
  /** Tries again now, where it waits. */
  nudge(): void
  /** Opens the watch anew from where it stands, where one is open. */
  renew(): void
  dispose(): void
}

interface ListWatchOptions {
  connection: ClusterConnection
  scope: ListScope
  clock: Clock
  pulse: Pulse
  sink: ListSink
  onUnauthorized: () => void
}

/** The history since our version is gone: list again. */
class Expired extends Error {}
/** Whether the server makes nothing of the version, and never will: it is not of its kind, or, after a restore from a backup, of a future that it does not know. */
const isNoVersion = ({ status, message }: Refusal): boolean => (status >= 400 && status < 500 && status !== 429) || /too large resource version/i.test(message)

const NOBODY: ListSink = { begin() {}, take() {}, complete() {}, put() {}, gone() {}, access() {} }

/** We closed the watch ourselves in order to open it anew. */
class Renewed extends Error {}

/**
 * Keeps one scope: list, then watch from the list's version, for as long as it is not disposed. Whatever goes wrong is told as a change of
 * access, waited out, and tried again; resource versions are handed back as they came and never looked into.
 */
export function createListWatch({ connection, scope, clock, pulse, onUnauthorized, ...options }: ListWatchOptions): ListWatch {
  let { sink } = options
  const end = new AbortController()
  const pause = createPause(clock)
  const accept = scope.metadataOnly === true ? METADATA : WHOLE
  const random = (): number => clock.random()
  const retry = createBackoff(FIRST_RETRY_MS, LAST_RETRY_MS, random)
  const lookAgain = createBackoff(FIRST_LOOK_AGAIN_MS, LAST_LOOK_AGAIN_MS, random)
  let access: KindAccess = { state: 'loading' }
  let resource: { path: string; plural: string } = scope
  let current: AbortController | null = null
  let lastTry = 0
  let lastNudge = -1
  let version: string | null = null
  // Remembered ones, at first.
  let mayHaveObjects = true
  let hasListed = false

  const setAccess = (next: KindAccess): void => {
    access = next
    sink.access(next)
  }
  const setStale = (reason: string): void => {
    if (access.state === 'stale' && access.reason === reason) return
    // What the server refuses or does not have stays so until it says otherwise.
    if (access.state === 'forbidden' || access.state === 'absent') return
    const since = access.state === 'stale' ? access.since : new Date(clock.now()).toISOString()
    setAccess({ state: 'stale', since, reason })
  }
  const setEmpty = (next: KindAccess): void => {
    // Only once: what single projects showed since must not be wiped out by asking for the whole cluster again.
    const hadObjects = mayHaveObjects
    mayHaveObjects = false
    hasListed = false
    if (hadObjects) {
      sink.begin()
      sink.complete()
    }
    setAccess(next)
  }

  const pathFor = (query: Record<string, string>): string => {
    const { path, plural } = resource
    const parameters = new URLSearchParams(query)
    if (scope.labelSelector !== undefined) parameters.set('labelSelector', scope.labelSelector)
    if (scope.fieldSelector !== undefined) parameters.set('fieldSelector', scope.fieldSelector)
    return `${path}${scope.namespace === '' ? '' : `/namespaces/${encodeURIComponent(scope.namespace)}`}/${plural}?${parameters.toString()}`
  }

  /** Everything, page by page. Answers the list's version, or null where the server gives none. */
  const list = async (signal: AbortSignal): Promise<string | null> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await listOnce(attempt <= PAGED_ATTEMPTS, signal)
      } catch (error) {
        if (!(error instanceof Refusal && error.status === 410 && attempt <= PAGED_ATTEMPTS)) throw error
      }
    }
  }
  const listOnce = async (paged: boolean, signal: AbortSignal): Promise<string | null> => {
    sink.begin()
    const ask = (token: string | null): Promise<unknown> => {
      const query: Record<string, string> = paged ? { limit: String(PAGE) } : {}
      if (token !== null) query['continue'] = token
      const page = getJson(connection, pathFor(query), clock, { signal, accept: accept.list })
      // Whoever awaits it hears of its failure; until then it is nobody's.
      page.catch(() => {})
      return page
    }
    let next: Promise<unknown> | null = ask(null)
    while (next !== null && !signal.aborted) {
      const page: unknown = await next
      const items = at(page, 'items')
      // A server without objects may say null; one without the field is no list.
      if (!Array.isArray(items) && items !== null) throw new BadAnswer('the server sent no list')
      const token = textAt(page, ['metadata', 'continue'], 16_384)
      // The server prepares the next page while we read this one.
      next = token === null ? null : ask(token)
      for (const item of items ?? []) sink.take(item)
      if (next === null) return textAt(page, ['metadata', 'resourceVersion'])
    }
    throw new Renewed()
  }

  const openWatch = async (from: string, signal: AbortSignal): Promise<IncomingMessage> => {
    const seconds = Math.round(WATCH_SECONDS * (0.75 + 0.25 * random()))
    const path = pathFor({ watch: 'true', allowWatchBookmarks: 'true', resourceVersion: from, timeoutSeconds: String(seconds) })
    const answer = await connection.request({ path, headers: { accept: accept.watch }, signal, timeoutMs: HEADERS_MS, longLived: true })
    await expectOk(answer, clock)
    return answer
  }

  const follows = (line: string): void => {
    let event: unknown
    try {
      event = JSON.parse(line)
    } catch {
      throw new BadAnswer('the watch sent broken JSON')
    }
    const type = at(event, 'type')
    const object = at(event, 'object')
    if (type === 'ERROR') {
      const code = at(object, 'code')
      if (code === 410) throw new Expired()
      throw new Refusal(typeof code === 'number' ? code : 500, textAt(object, ['message'], 1024) ?? 'the watch failed', null)
    }
    if (type === 'DELETED') sink.gone(object)
    else if (type === 'ADDED' || type === 'MODIFIED') sink.put(object)
    // A list without a version cannot be resumed by its objects' versions: they belong to another kind's history (projects).
    if (version !== null) version = textAt(object, ['metadata', 'resourceVersion']) ?? version
  }

  /** Resolves when the server ends the watch in order; rejects for everything else. */
  const follow = (answer: IncomingMessage, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const opened = clock.ticks()
      const stop = (): void => finish(new Renewed())
      const hush = (): (() => void) => clock.after(SILENCE_MS, stop)
      let cancelHush = hush()
      const finish = (error: Error | null): void => {
        cancelHush()
        signal.removeEventListener('abort', stop)
        if (clock.ticks() - opened >= HEALTHY_MS) retry.reset()
        answer.destroy()
        if (error) reject(error)
        else resolve()
      }
      const split = createLineSplitter(follows)
      signal.addEventListener('abort', stop)
      answer.on('data', (chunk: Buffer) => {
        cancelHush()
        cancelHush = hush()
        try {
          split(chunk)
        } catch (error) {
          finish(error as Error)
        }
      })
      answer.on('error', finish)
      answer.on('end', () => finish(answer.complete ? null : new Interrupted()))
      answer.on('close', () => finish(new Interrupted()))
      // What ended before anybody listened ends here.
      if (signal.aborted) stop()
      else if (answer.destroyed) finish(new Interrupted())
    })

  /** One list (where needed) and one watch. */
  const attempt = async (signal: AbortSignal): Promise<void> => {
    let answer: IncomingMessage | null = null
    if (version === null) {
      let listed = await list(signal)
      if (listed === null) {
        // Such a server replays nothing of what happened between list and watch. So the watch is opened first, the list taken while its
        // events wait in the socket, and nothing falls between the two.
        answer = await openWatch('0', signal)
        answer.on('error', () => {})
        try {
          listed = await list(signal)
        } catch (error) {
          answer.destroy()
          throw error
        }
      }
      mayHaveObjects = true
      hasListed = true
      sink.complete()
      version = listed
    }
    answer ??= await openWatch(version ?? '0', signal)
    lookAgain.reset()
    if (access.state !== 'live') setAccess({ state: 'live' })
    await follow(answer, signal)
  }

  /** Says what went wrong and answers how long to wait. */
  const judge = (error: unknown, lasted: number): number => {
    if (error instanceof Renewed) return 0
    if (error instanceof Expired || (error instanceof Refusal && error.status === 410)) {
      version = null
      setStale('the server no longer knows what happened since; listing again')
      // At once, but a server that says so again and again must not be asked without a pause.
      return lasted >= HEALTHY_MS ? 0 : retry.next()
    }
    if (error instanceof Refusal) {
      switch (error.status) {
        case 401:
          // Whoever hears of it ends all of this where the login is indeed over; where it is not, we go on.
          setStale('the login is no longer valid')
          onUnauthorized()
          return retry.next()
        case 403:
          version = null
          setEmpty({ state: 'forbidden', message: error.message })
          return lookAgain.next()
        case 404:
          version = null
          if (scope.fallback && resource === scope) {
            resource = scope.fallback
            return 0
          }
          resource = scope
          setEmpty({ state: 'absent' })
          return lookAgain.next()
        case 405:
          // Where the list was refused there is no version; the answer was to the watch otherwise.
          if (version === null) break
          version = null
          if (access.state !== 'live') setAccess({ state: 'live', everySeconds: UNWATCHED_MS / 1000 })
          return UNWATCHED_MS
      }
      if (isNoVersion(error)) version = null
      setStale(error.message)
      return error.retryAfterMs ?? retry.next()
    }
    // A line that cannot be read would come again from the same version.
    if (error instanceof BadAnswer || error instanceof LineTooLong) version = null
    setStale(pulse.up ? reasonOf(error) : pulse.reason)
    pulse.check()
    return retry.next()
  }

  const run = async (): Promise<void> => {
    setAccess(access)
    while (!end.signal.aborted) {
      if (!pulse.up) {
        setStale(pulse.reason)
        await pulse.whenUp()
        if (end.signal.aborted) return
      }
      const stop = new AbortController()
      current = stop
      lastTry = clock.ticks()
      let wait: number
      try {
        await attempt(stop.signal)
        wait = clock.ticks() - lastTry >= HEALTHY_MS ? 0 : retry.next()
        if (wait > SHORT_GAP_MS) setStale('the server ends its watches at once')
      } catch (error) {
        if (end.signal.aborted) return
        wait = judge(stop.signal.aborted ? new Renewed() : error, clock.ticks() - lastTry)
      }
      current = null
      // Who asked while the answer was on its way may know of something that it does not.
      if (lastNudge >= lastTry) wait = Math.min(wait, NUDGE_PAUSE_MS)
      if (wait > 0) await pause.wait(wait, end.signal)
    }
  }
  void run()

  return {
    get access() {
      return access
    },
    get hasListed() {
      return hasListed
    },
    nudge() {
      lastNudge = clock.ticks()
      const soon = NUDGE_PAUSE_MS - (clock.ticks() - lastTry)
      if (soon > 0) clock.after(soon, () => pause.wake())
      else pause.wake()
    },
    renew() {
      current?.abort()
      pause.wake()
    },
    dispose() {
      // An answer that has been read already comes to its reader a moment later.
      sink = NOBODY
      end.abort()
      current?.abort()
    },
  }
}

/** What to know of a kind that the server cannot be watched for; null of any other. */
export function polledWords(access: KindAccess): string | null {
  return access.state === 'live' && access.everySeconds !== undefined ? `the server does not tell when these change: asked again every ${access.everySeconds} s` : null
}
