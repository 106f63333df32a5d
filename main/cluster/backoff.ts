export interface Backoff {
  /** How long to wait before the next try, in milliseconds; longer with every call. */
  next(): number
  reset(): void
}

/**
 * Doubles from `first` to `limit`. Half of each wait is left to chance, so that a classroom of clients whose server comes back does not ask it
 * at one instant.
 */
export function createBackoff(first: number, limit: number, random: () => number): Backoff {
  let failures = 0
  return {
    next() {
      const full = Math.min(limit, first * 2 ** failures)
      // Beyond this the limit holds anyway; 2 ** 1024 would be Infinity.
      failures = Math.min(failures + 1, 30)
      return full / 2 + (full / 2) * random()
    },
    reset() {
      failures = 0
    },
  }
}
