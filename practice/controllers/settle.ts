import { timestamp, type Clock } from '../store/clock'
import type { Store } from '../store/store'
import { runControllers, type Controller } from './runner'

// A busy machine takes seconds for a fresh world, and a half-made one would puzzle; what is left then goes on at the classroom's own speed.
const settleLimitMs = 60_000
// Rounds of the event loop in which nothing changes: a controller takes one for its turn and one for each wait, however slow the machine.
const quietRounds = 10

/** A clock that stands at `then` and on which every wait is over at once. */
export function stoppedClock(then: Date): Clock {
  return {
    now: () => then,
    after(_, act) {
      const turn = setImmediate(act)
      return () => clearImmediate(turn)
    },
  }
}

/**
 * Lets the controllers bring a fresh world to rest. Each of `steps` is taken when nothing moves any more, and again until it
 * says that it is done.
 */
export async function settle(store: Store, clock: Clock, controllers: Controller[], steps: (() => boolean)[], report: (problem: string) => void): Promise<void> {
  const stop = runControllers(store, clock, controllers, report)
  const deadline = Date.now() + settleLimitMs
  const left = [...steps]
  let seen = -1
  for (let quiet = 0; Date.now() < deadline; ) {
    if (quiet >= quietRounds) {
      const step = left[0]
      if (step === undefined) break
      if (step()) left.shift()
      quiet = 0
    }
    quiet = seen === store.revision ? quiet + 1 : 0
    seen = store.revision
    await new Promise((resolve) => setImmediate(resolve))
  }
  stop()
  forgetEvents(store)
}

/** A real cluster forgets events after an hour; only what is still wrong is told again and again. */
function forgetEvents(store: Store): void {
  const now = timestamp(new Date())
  for (const event of store.list('events')) {
    if (event['type'] === 'Warning') store.put('events', { ...event, lastTimestamp: now })
    else store.remove('events', event.metadata.namespace, event.metadata.name)
  }
}
