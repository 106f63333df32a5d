import { expect, it } from 'vitest'
import { factsSince, FRESH } from '../../../../core/course'
import { createSteadyTime, notLaterThan } from '../../../../main/course/steady-time'

const NOON = Date.parse('2026-03-02T12:00:00Z')
const DAY = 86_400_000

/** A wall clock that can be set, and time that passes. */
function clocks() {
  const at = { wall: NOON, awake: 0 }
  const pass = (ms: number): void => void ((at.wall += ms), (at.awake += ms))
  const put = (ms: number): void => void (at.wall += ms)
  return { now: createSteadyTime(() => at.wall, () => at.awake), pass, put }
}

it('what is done after a clock was put back by a day still counts for the step that was begun before', () => {
  const { now, pass, put } = clocks()
  put(DAY)
  const begun = now()
  put(-DAY)
  pass(5_000)
  expect(now()).toBe(begun + 5_000)
  const command = { command: 'oc get nodes', user: 'admin', exit: 0, output: '', endedAt: now() }
  expect(factsSince({ commands: [command], sights: [], consoles: [] }, begun).commands).toEqual([command])
})

it('a clock that is put forward is followed', () => {
  const { now, pass, put } = clocks()
  expect(now()).toBe(NOON)
  put(DAY)
  pass(1_000)
  expect(now()).toBe(NOON + DAY + 1_000)
})

it('nothing that was kept by a clock that was ahead is later than now, and what was not ahead stays as it is', () => {
  const record = { ...FRESH, readyAt: NOON - 5, startedAt: NOON + DAY, doneAt: NOON + DAY }
  expect(notLaterThan(NOON, { first: record })).toEqual({ first: { ...record, startedAt: NOON, doneAt: NOON } })
})
