import { setImmediate as nextTurn } from 'node:timers/promises'

/** A frame: what waits in the meantime is answered before it is seen to wait. */
const WORKS_MS = 16

export interface Rests {
  /** Between two pieces of a long work: lets everything else run, if it has waited for a frame. */
  ifDue(): Promise<void>
}

export function createRests(): Rests {
  let began = performance.now()
  return {
    async ifDue() {
      if (performance.now() - began < WORKS_MS) return
      await nextTurn()
      began = performance.now()
    },
  }
}
