import { describe, expect, test } from 'vitest'
import type { AppError, ConsoleEnd } from '../../../../core/contract'
import { FIRST_SEAT, type MachineFacts, nextSeat, NOTHING_KNOWN, type Seat } from '../../../../core/console'

const ended = (why: ConsoleEnd): AppError => ({ kind: 'console.ended', why, message: '' })
const running: MachineFacts = { ...NOTHING_KNOWN, power: 'running', instance: 'one', node: 'worker01', login: 1 }
const connected: Seat = { state: 'connected', since: 0, instance: null }

describe('a seat', () => {
  test('that was taken stays so until the student takes it back, and then does not ask', () => {
    const taken = nextSeat(connected, { type: 'ended', error: ended('taken') }, 5_000)
    expect(taken).toEqual({ state: 'taken', at: 5_000, how: 'taken' })
    expect(nextSeat(taken, { type: 'due' }, 60_000)).toBe(taken)
    expect(nextSeat(taken, { type: 'machine', facts: { ...running, node: 'worker02' }, before: running }, 60_000)).toBe(taken)
    expect(nextSeat(taken, { type: 'takeBack' }, 60_000)).toMatchObject({ state: 'connecting', asks: false })
  })

  test('that seemed taken as the guest crashed is free again in its next run', () => {
    const taken: Seat = { state: 'taken', at: 0, how: 'taken' }
    const scheduled: MachineFacts = { ...running, power: 'starting', instance: 'two', node: null }
    const again: MachineFacts = { ...running, instance: 'two' }
    expect(nextSeat(taken, { type: 'machine', facts: scheduled, before: running }, 0)).toBe(taken)
    expect(nextSeat(taken, { type: 'machine', facts: again, before: scheduled }, 0)).toMatchObject({ state: 'connecting', why: 'restarted', asks: true })
    expect(nextSeat(taken, { type: 'machine', facts: again, before: running }, 0)).toMatchObject({ state: 'connecting', why: 'restarted' })
    // What was not to be heard for a while says nothing about the seat.
    expect(nextSeat(taken, { type: 'machine', facts: running, before: { ...NOTHING_KNOWN } }, 0)).toBe(taken)
  })

  test.each(['broken', 'moved', 'restarted'] as const)('that was lost as %s comes back by itself, with longer and longer waits', (why) => {
    const waits: number[] = []
    let seat: Seat = connected
    for (let round = 0; round < 8; round += 1) {
      seat = nextSeat(seat, { type: 'ended', error: ended(why) }, 20_000)
      if (seat.state !== 'waiting') throw new Error(seat.state)
      expect(seat.why).toBe(why)
      waits.push(seat.until - 20_000)
      seat = nextSeat(seat, { type: 'due' }, seat.until)
      expect(seat.state).toBe('connecting')
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000, 8_000])
  })

  test('waits at least half as long as that, and not as long as the next one', () => {
    const ends = [0, 0.5, 1].map((chance) => nextSeat(connected, { type: 'ended', error: ended('broken') }, 20_000, chance))
    expect(ends.map((seat) => seat.state === 'waiting' && seat.until - 20_000)).toEqual([250, 375, 500])
  })

  test('whose machine stands still waits for its next run', () => {
    const closed = nextSeat(connected, { type: 'ended', error: ended('notRunning') }, 0)
    expect(closed).toMatchObject({ state: 'closed', why: 'stopped' })
    const starting: MachineFacts = { ...running, power: 'starting' }
    expect(nextSeat(closed, { type: 'machine', facts: starting, before: NOTHING_KNOWN }, 0)).toBe(closed)
    expect(nextSeat(closed, { type: 'machine', facts: running, before: starting }, 0)).toMatchObject({ state: 'connecting' })
  })

  test('whose login has ended waits for the next login', () => {
    const closed = nextSeat(connected, { type: 'ended', error: { kind: 'auth.expired', user: 'admin' } }, 0)
    expect(closed).toMatchObject({ state: 'closed', why: 'signedOut' })
    expect(nextSeat(closed, { type: 'machine', facts: running, before: running }, 0)).toBe(closed)
    expect(nextSeat(closed, { type: 'machine', facts: { ...running, login: 2 }, before: running }, 0)).toMatchObject({ state: 'connecting' })
  })

  test('that shows nonsense is given up until the student tries again', () => {
    const failed = nextSeat(FIRST_SEAT, { type: 'ended', error: ended('nonsense') }, 0)
    expect(failed.state).toBe('failed')
    expect(nextSeat(failed, { type: 'due' }, 99_999)).toBe(failed)
    expect(nextSeat(failed, { type: 'reconnect' }, 0).state).toBe('connecting')
  })
})
