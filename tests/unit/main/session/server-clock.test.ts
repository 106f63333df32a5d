import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createServerClock, type ServerClock } from '../../../../main/session/server-clock'

const NOW = Date.parse('2026-11-23T12:00:00Z')
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

let clock: ServerClock
let changes: number
beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] })
  changes = 0
  clock = createServerClock(() => (changes += 1))
})
afterEach(() => void vi.useRealTimers())

const answer = (at: number, askedAt = Date.now()): void => clock.note(new Date(at).toUTCString(), askedAt)

describe('this computer’s clock against the servers’', () => {
  it.each([
    ['a day ahead', NOW - DAY, DAY],
    ['a day behind', NOW + DAY, -DAY],
    ['four minutes ahead, which is borne', NOW - 4 * MINUTE, null],
    ['the same', NOW, null],
  ])('is %s', (_what, theirs, ahead) => {
    answer(theirs)
    expect(clock.aheadMs()).toBe(ahead)
  })

  it('is right after an answer that slept on its way for a night', () => {
    answer(NOW - 10 * HOUR, NOW - 10 * HOUR)
    answer(NOW, NOW - 10 * HOUR)
    expect(clock.aheadMs()).toBeNull()
  })

  it('is told once for as long as it lasts, and taken back when it is put right', () => {
    answer(NOW - DAY)
    answer(NOW - DAY - 2_000)
    expect(changes).toBe(1)
    vi.setSystemTime(NOW - DAY)
    // Asked before it was put right, answered after: that compares nothing.
    clock.note(new Date(NOW - DAY).toUTCString(), NOW)
    expect(clock.aheadMs()).toBe(DAY)
    answer(NOW - DAY)
    expect(clock.aheadMs()).toBeNull()
    expect(changes).toBe(2)
  })

  it('is not known from a server that tells no time, or one that nobody can read', () => {
    clock.note(undefined, NOW)
    clock.note('yesterday', NOW)
    expect([clock.aheadMs(), clock.verdict()]).toEqual([null, ''])
  })

  it('says nothing of a clock that was put since the last answer that it cannot know, and what it can', () => {
    answer(NOW)
    vi.setSystemTime(NOW - DAY)
    expect(clock.verdict()).toBe('By the cluster’s clock it is 2026-11-23T12:00:00Z: one of the two clocks is wrong.')
    // As after a night's sleep.
    vi.setSystemTime(NOW + DAY)
    expect(clock.verdict()).toBe('')
  })

  it('decides whether a certificate or a clock is out of date', () => {
    answer(NOW)
    expect(clock.verdict()).toBe('The cluster’s clock says the same, so the certificate itself is out of date.')
    answer(NOW - DAY)
    expect(clock.verdict()).toBe('By the cluster’s clock it is 2026-11-22T12:00:00Z: one of the two clocks is wrong.')
    clock.note('Fri, 31 Dec -271821 00:00:00 GMT', NOW)
    clock.note('Sat, 13 Sep 275760 00:00:00 GMT', NOW)
    expect(clock.verdict()).toContain('one of the two clocks is wrong')
  })
})
