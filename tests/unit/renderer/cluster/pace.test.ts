import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createPace } from '../../../../renderer/cluster/pace'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('cheap work is done whenever it is asked for', () => {
  const work = vi.fn()
  const pace = createPace(work)
  for (let frame = 0; frame < 5; frame += 1) {
    pace.ask()
    pace.took(1)
    vi.advanceTimersByTime(16)
  }
  expect(work).toHaveBeenCalledTimes(5)
})

test('dear work rests, and is done once more after the last that asked', () => {
  const work = vi.fn()
  const pace = createPace(work)
  pace.ask()
  pace.took(30)
  for (let frame = 0; frame < 10; frame += 1) {
    pace.ask()
    vi.advanceTimersByTime(16)
  }
  expect(work).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(300)
  expect(work).toHaveBeenCalledTimes(2)
  vi.advanceTimersByTime(1_000)
  expect(work).toHaveBeenCalledTimes(2)
})
