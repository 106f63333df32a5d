import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { AppError } from '../../../../core/contract'
import { createSeatKeeper } from '../../../../renderer/console/seat-keeper'

const NOON = Date.parse('2026-03-02T12:00:00Z')
const DAY_MS = 86_400_000
const broken: AppError = { kind: 'console.ended', why: 'broken', message: '' }
const taken: AppError = { kind: 'console.ended', why: 'taken', message: '' }

let wall: number
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  wall = NOON
  vi.spyOn(Date, 'now').mockImplementation(() => wall + performance.now())
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

it.each([DAY_MS, -DAY_MS])('comes back as soon as ever by a clock that is put by %i ms, and tells of what happened when that clock says', (put) => {
  const attempts: { connected(): void; ended(error: AppError): void }[] = []
  const keeper = createSeatKeeper({ open: (_asks, tell) => (attempts.push(tell), { close() {} }), onChanged() {} })
  keeper.begin()
  attempts[0]?.connected()
  vi.advanceTimersByTime(20_000)
  wall += put
  attempts[0]?.ended(broken)
  const { seat } = keeper
  if (seat.state !== 'waiting') throw new Error(seat.state)
  expect(seat.until - performance.now()).toBeLessThanOrEqual(500)
  wall -= put
  vi.advanceTimersByTime(500)
  expect(attempts).toHaveLength(2)
  attempts[1]?.ended(taken)
  expect(keeper.seat).toEqual({ state: 'taken', how: 'taken', at: NOON + 20_500 })
})
