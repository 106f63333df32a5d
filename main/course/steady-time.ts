import type { StepRecord } from '../../core/course'

/**
 * Milliseconds since 1970 that never run backwards: a step counts what was done after it began, and a clock that is put right would put the
 * beginning into the future. A clock that is put forward is followed.
 */
export function createSteadyTime(wall: () => number = Date.now, awake: () => number = () => performance.now()): () => number {
  let ahead = -Infinity
  return () => {
    const passed = awake()
    ahead = Math.max(ahead, wall() - passed)
    return Math.round(passed + ahead)
  }
}

/** Records that an earlier run kept, by a clock that was ahead: nothing in them is later than now. */
export function notLaterThan(now: number, records: Readonly<Record<string, StepRecord>>): Record<string, StepRecord> {
  const past = (time: number | null): number | null => (time === null ? null : Math.min(time, now))
  const clamp = (record: StepRecord): StepRecord => ({ ...record, readyAt: past(record.readyAt), startedAt: past(record.startedAt), doneAt: past(record.doneAt), skippedAt: past(record.skippedAt) })
  return Object.fromEntries(Object.entries(records).map(([id, record]) => [id, clamp(record)]))
}
