import type { Clock } from '../../main/cluster/clock'

/** A wait is counted in pieces of this length: what a quiet machine's timers keep. */
const TICK_MS = 10

/**
 * Milliseconds of computing that this process has had. A machine that others keep busy changes them little, and the clock on the wall much: what is
 * promised of the size of a job is measured by them.
 */
export function computedMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

export interface OwnClock extends Clock {
  /** What has passed since it began: waits by its ticks, and all computing of this process, which they do not see. */
  elapsed(): number
  stop(): void
}

/**
 * The time that this process has had to itself, `pace` times as fast: a tick counts as ten milliseconds, however late it comes. On a quiet machine that
 * is the time on the wall. Where others take the processors it stands still for program and test alike, so that a limit is missed by what the program
 * does and not by what the machine has no time for.
 */
export function createOwnClock(pace = 1): OwnClock {
  const due = new Set<{ at: number; run: () => void }>()
  const began = Date.now()
  const computed = computedMs()
  let ticks = 0
  const timer = setInterval(() => {
    ticks += TICK_MS * pace
    for (const each of [...due].sort((a, b) => a.at - b.at)) {
      if (each.at <= ticks && due.delete(each)) each.run()
    }
  }, TICK_MS)
  return {
    // Of one piece with the ticks: a wall that went on alone would tell of a sleep.
    now: () => began + ticks,
    ticks: () => ticks,
    after(ms, run) {
      const each = { at: ticks + ms, run }
      // Nothing waits a tick that has not asked for time.
      if (ms <= 0) {
        const turn = setImmediate(run)
        return () => clearImmediate(turn)
      }
      due.add(each)
      return () => due.delete(each)
    },
    random: () => Math.random(),
    elapsed: () => ticks + (computedMs() - computed) * pace,
    stop: () => clearInterval(timer),
  }
}
