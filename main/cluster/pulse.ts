import { AppFailure } from '../../core/contract'
import { textAt } from '../../core/cluster/raw'
import { getJson, reasonOf, Refusal } from './answers'
import { createBackoff } from './backoff'
import { type Clock, createPause } from './clock'
import type { ClusterConnection } from '../session'

// Half-open connections say nothing for as long as the system's TCP retries, about 15 minutes: so somebody has to ask.
const EVERY_MS = 10_000
const LIMIT_MS = 5_000
// While the server is away it is asked more often and with less patience: the tree is to be live within five seconds of its return.
const DOWN_LIMIT_MS = 2_500
const DOWN_FIRST_MS = 500
const DOWN_EVERY_MS = 2_000
// An answer that comes after its limit still counts: a new connection takes four journeys, and a line of two seconds is slow and not broken. Less than the
// ten seconds after which dialling gives up with words of its own.
const PATIENCE_MS = 9_000

export interface Pulse {
  readonly up: boolean
  /** Why not, while `up` is false. */
  readonly reason: string
  readonly version: string | null
  /** Resolves when the server answers, or when the pulse is disposed. */
  whenUp(): Promise<void>
  /** Asks now: something looked broken, or a person asked. */
  check(): void
  dispose(): void
}

/**
 * The one judge of whether the server can be reached at all: asks for /version now and then. While it is down nobody else asks anything, so
 * that an outage costs the server one small request every two seconds and not one for each kind that is watched.
 */
export function createPulse(options: {
  connection: ClusterConnection
  clock: Clock
  onDown: () => void
  onUp: () => void
  onVersion: () => void
  onUnauthorized: () => void
  /** The server's certificate is not trusted any more: the student has to be asked. Once for each outage. */
  onUntrusted: () => void
}): Pulse {
  const { connection, clock, onDown, onUp, onVersion, onUnauthorized, onUntrusted } = options
  const end = new AbortController()
  const pause = createPause(clock)
  const backoff = createBackoff(DOWN_FIRST_MS, DOWN_EVERY_MS, () => clock.random())
  let up = true
  let reason = ''
  let version: string | null = null
  let waiting: (() => void)[] = []
  let asking = false
  /** Somebody doubts what is open: the next question goes over a connection of its own, which cannot be half dead. */
  let doubted = false
  /**
   * The last question went over a connection of its own, which is closed after it. A line that dies is told within fifteen seconds only by a connection that
   * was there before: so one that is kept is made at once.
   */
  let keepsNone = false
  /** Questions that may still be answered, late or not. */
  const open = new Set<AbortController>()

  const release = (): void => {
    const released = waiting
    waiting = []
    for (const resolve of released) resolve()
  }

  /** Resolves when the question is answered, or when its time is up: then it goes on beside the next ones. */
  const ask = async (): Promise<void> => {
    asking = true
    const limitMs = up && !doubted ? LIMIT_MS : DOWN_LIMIT_MS
    // Connections that were kept from before an outage may all be dead: asking over one after the other would tell of its end much later.
    const longLived = doubted || !up
    doubted = false
    keepsNone = longLived
    await new Promise<void>((resolve) => {
      const cancel = clock.after(limitMs, () => {
        turnDown(`no answer within ${limitMs / 1000} s`)
        resolve()
      })
      void question(longLived).finally(() => {
        cancel()
        resolve()
      })
    })
    asking = false
  }

  const question = async (longLived: boolean): Promise<void> => {
    const own = new AbortController()
    open.add(own)
    const cancel = clock.after(PATIENCE_MS, () => own.abort())
    try {
      const answer = await getJson(connection, '/version', clock, { signal: own.signal, longLived })
      const answered = textAt(answer, ['gitVersion'], 64)
      turnUp(own)
      if (answered !== null && answered !== version) {
        version = answered
        onVersion()
      }
    } catch (error) {
      if (own.signal.aborted) return
      if (error instanceof Refusal && error.status === 401) return onUnauthorized()
      // A server that says no is there; 5xx is what a load balancer says for one that is not.
      if (error instanceof Refusal && error.status < 500 && error.status !== 429) turnUp(own)
      else {
        const before = reason
        turnDown(reasonOf(error))
        if (reason !== before && error instanceof AppFailure && error.error.kind === 'cluster.untrusted') onUntrusted()
      }
    } finally {
      cancel()
      open.delete(own)
    }
  }

  const turnUp = (answered: AbortController): void => {
    backoff.reset()
    // What others still wait for is about the time before.
    for (const other of open) if (other !== answered) other.abort()
    if (up) return
    up = true
    reason = ''
    release()
    onUp()
  }
  const turnDown = (why: string): void => {
    reason = why
    if (!up) return
    up = false
    onDown()
  }

  const run = async (): Promise<void> => {
    while (!end.signal.aborted) {
      await ask()
      await pause.wait(!up ? backoff.next() : keepsNone ? 0 : EVERY_MS, end.signal)
    }
  }
  void run()

  return {
    get up() {
      return up
    },
    get reason() {
      return reason
    },
    get version() {
      return version
    },
    whenUp: () => (up || end.signal.aborted ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    check() {
      doubted = true
      if (!asking) pause.wake()
    },
    dispose() {
      end.abort()
      for (const question of open) question.abort()
      release()
    },
  }
}
