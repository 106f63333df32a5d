import { describe, expect, test } from 'vitest'
import type { AppError, ConsoleEnd } from '../../../../core/contract'
import { FIRST_SEAT, type MachineFacts, nextSeat, NOTHING_KNOWN, readMachine, type Seat, type SeatEvent } from '../../../../core/console'

const ended = (why: ConsoleEnd): AppError => ({ kind: 'console.ended', why, message: '' })
/** At a time that no steady clock ever tells. */
const WALL = Date.parse('2026-03-02T12:00:00Z')
const drop = (error: AppError): SeatEvent => ({ type: 'ended', error, at: WALL })
const running: MachineFacts = { ...NOTHING_KNOWN, power: 'running', instance: 'one', node: 'worker01', login: 1 }
const connected: Seat = { state: 'connected', since: 0, instance: null }

describe('a seat', () => {
  test('that was taken stays so until the student takes it back, and then does not ask', () => {
    const taken = nextSeat(connected, drop(ended('taken')), 5_000)
    expect(taken).toEqual({ state: 'taken', at: WALL, how: 'taken' })
    expect(nextSeat(taken, { type: 'due' }, 60_000)).toBe(taken)
    expect(nextSeat(taken, { type: 'machine', facts: { ...running, node: 'worker02' }, before: running }, 60_000)).toBe(taken)
    expect(nextSeat(taken, { type: 'takeBack' }, 60_000)).toMatchObject({ state: 'connecting', asks: false })
  })

  test('that seemed taken or broken as the guest crashed is closed, and free again in its next run', () => {
    const failed: MachineFacts = { ...running, power: 'stopped' }
    const scheduled: MachineFacts = { ...running, power: 'starting', instance: 'two', node: null }
    const again: MachineFacts = { ...running, instance: 'two' }
    const taken: Seat = { state: 'taken', at: 0, how: 'taken' }
    for (const seat of [taken, nextSeat(connected, drop(ended('broken')), 0), nextSeat(connected, drop(ended('notRunning')), 0)]) {
      const closed = nextSeat(seat, { type: 'machine', facts: failed, before: running }, 0)
      expect(closed).toMatchObject({ state: 'closed', why: 'stopped' })
      expect(nextSeat(closed, { type: 'machine', facts: scheduled, before: failed }, 0)).toBe(closed)
      expect(nextSeat(closed, { type: 'machine', facts: again, before: scheduled }, 0)).toMatchObject({ state: 'connecting', asks: true })
    }
    expect(nextSeat(taken, { type: 'machine', facts: scheduled, before: running }, 0)).toMatchObject({ state: 'closed', why: 'stopped' })
    expect(nextSeat(taken, { type: 'machine', facts: again, before: running }, 0)).toMatchObject({ state: 'connecting', why: 'restarted' })
    // What was not to be heard for a while says nothing about the seat.
    expect(nextSeat(taken, { type: 'machine', facts: running, before: { ...NOTHING_KNOWN } }, 0)).toBe(taken)
  })

  test.each(['broken', 'moved', 'restarted'] as const)('that was lost as %s comes back by itself, with longer and longer waits', (why) => {
    const waits: number[] = []
    let seat: Seat = connected
    for (let round = 0; round < 8; round += 1) {
      seat = nextSeat(seat, drop(ended(why)), 20_000)
      if (seat.state !== 'waiting') throw new Error(seat.state)
      expect(seat.why).toBe(why)
      waits.push(seat.until - 20_000)
      seat = nextSeat(seat, { type: 'due' }, seat.until)
      expect(seat.state).toBe('connecting')
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000, 8_000])
  })

  test('waits at least half as long as that, and not as long as the next one', () => {
    const ends = [0, 0.5, 1].map((chance) => nextSeat(connected, drop(ended('broken')), 20_000, chance))
    expect(ends.map((seat) => seat.state === 'waiting' && seat.until - 20_000)).toEqual([250, 375, 500])
  })

  test('whose machine stands still waits for its next run', () => {
    const closed = nextSeat(connected, drop(ended('notRunning')), 0)
    expect(closed).toMatchObject({ state: 'closed', why: 'stopped' })
    const starting: MachineFacts = { ...running, power: 'starting' }
    expect(nextSeat(closed, { type: 'machine', facts: starting, before: NOTHING_KNOWN }, 0)).toBe(closed)
    expect(nextSeat(closed, { type: 'machine', facts: running, before: starting }, 0)).toMatchObject({ state: 'connecting' })
  })

  test('whose login has ended waits for the next login', () => {
    const closed = nextSeat(connected, drop({ kind: 'auth.expired', user: 'admin' }), 0)
    expect(closed).toMatchObject({ state: 'closed', why: 'signedOut' })
    expect(nextSeat(closed, { type: 'machine', facts: running, before: running }, 0)).toBe(closed)
    expect(nextSeat(closed, { type: 'machine', facts: { ...running, login: 2 }, before: running }, 0)).toMatchObject({ state: 'connecting' })
  })

  test('that shows nonsense is given up until the student tries again', () => {
    const failed = nextSeat(FIRST_SEAT, drop(ended('nonsense')), 0)
    expect(failed.state).toBe('failed')
    expect(nextSeat(failed, { type: 'due' }, 99_999)).toBe(failed)
    expect(nextSeat(failed, { type: 'reconnect' }, 0).state).toBe('connecting')
  })
})

describe('a machine', () => {
  const machine = { status: { printableStatus: 'Running' } }
  const instance = (phase: string) => ({ metadata: { uid: 'one' }, status: { phase } })

  test('whose guest has crashed is known for that until it runs again', () => {
    const crashed = readMachine(machine, instance('Failed'), 1, running)
    expect(crashed).toMatchObject({ power: 'stopped', hasCrashed: true })
    const next = readMachine(machine, undefined, 1, crashed)
    expect(next.hasCrashed).toBe(true)
    expect(readMachine(machine, instance('Running'), 1, next)).toMatchObject({ power: 'running', hasCrashed: false })
    expect(readMachine(machine, instance('Succeeded'), 1, running).hasCrashed).toBe(false)
  })
})
