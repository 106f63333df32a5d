/** The classroom's time. Controllers wait by it, so that a test or a setting can make it run faster. */
export interface Clock {
  now(): Date
  /** Calls `act` after `ms` milliseconds of classroom time; returns how to stop that. */
  after(ms: number, act: () => void): () => void
}

/** Real time, in which waiting takes 1/`speed` as long. Infinity makes every wait immediate. */
export function createClock(speed: number): Clock {
  return {
    now: () => new Date(),
    after(ms, act) {
      const timer = setTimeout(act, ms / speed)
      return () => clearTimeout(timer)
    },
  }
}

/** RFC 3339 with whole seconds, as Kubernetes writes it. */
export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`
}
