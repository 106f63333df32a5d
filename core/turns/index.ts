/** Work of which only one may be under way at a time. */
export interface Turns {
  /** Begins when all that was asked for before has ended, well or not; its own failure is its caller's alone. */
  inTurn: <T>(work: () => Promise<T>) => Promise<T>
  /** Resolves when all that has been asked for by now has ended. */
  settled: () => Promise<void>
}

export function createTurns(): Turns {
  let last: Promise<void> = Promise.resolve()
  return {
    inTurn(work) {
      const mine = last.then(work)
      last = mine.then(
        () => {},
        () => {},
      )
      return mine
    },
    settled: () => last,
  }
}
