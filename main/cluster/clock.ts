/** Time and chance, handed in so that tests decide about both. */
export interface Clock {
  /** Milliseconds since 1970, for what is told and compared with others' dates. Somebody may set it, back as well. */
  now(): number
  /** Milliseconds that only go on, and only while the computer is awake: for whatever waits or lasts. */
  ticks(): number
  /** Calls `run` once after `ms`; the answer cancels it. */
  after(ms: number, run: () => void): () => void
  /** At least 0, less than 1. */
  random(): number
}

export const systemClock: Clock = {
  now: () => Date.now(),
  ticks: () => performance.now(),
  after(ms, run) {
    // A timer, however short, lets everything else that has come in go first.
    if (ms <= 0) {
      const turn = setImmediate(run)
      return () => clearImmediate(turn)
    }
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
  random: () => Math.random(),
}

/** A pause that can be cut short, by `wake` or by the signal; a wake while nobody waits is forgotten. */
export interface Pause {
  wait(ms: number, signal: AbortSignal): Promise<void>
  wake(): void
}

export function createPause(clock: Clock): Pause {
  let finish: () => void = () => {}
  return {
    wait(ms, signal) {
      return new Promise((resolve) => {
        if (signal.aborted) return resolve()
        const done = (): void => {
          cancel()
          signal.removeEventListener('abort', done)
          finish = () => {}
          resolve()
        }
        const cancel = clock.after(ms, done)
        signal.addEventListener('abort', done)
        finish = done
      })
    },
    wake: () => finish(),
  }
}
