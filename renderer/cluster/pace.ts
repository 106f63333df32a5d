/** Ten times as long as it took, it rests: so dear work costs at most a tenth of the time, and cheap work is never late. */
const REST = 10
/** Whoever waits for something to appear is not to think that nothing comes. */
const LONGEST_REST_MS = 250

export interface Pace {
  /** Has the work done now, or when its rest is over; however often it is asked for meanwhile, once. */
  ask(): void
  /** How long the work took this time, in milliseconds. */
  took(ms: number): void
}

export function createPace(work: () => void): Pace {
  let restsUntil = 0
  let isWaiting = false
  return {
    ask() {
      if (isWaiting) return
      const wait = restsUntil - performance.now()
      if (wait <= 0) return work()
      isWaiting = true
      setTimeout(() => {
        isWaiting = false
        work()
      }, wait)
    },
    took(ms) {
      restsUntil = performance.now() + Math.min(LONGEST_REST_MS, ms * REST)
    },
  }
}
