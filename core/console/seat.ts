import type { AppError } from '../contract/errors'
import type { ConsoleEnd } from '../contract/console'
import type { MachineFacts } from './machine'

/** Why a console waits before it tries again by itself. */
export type WaitReason = Extract<ConsoleEnd, 'broken' | 'moved' | 'restarted'> | 'starting'

/** Where one console of one machine stands. Times are milliseconds by a clock that nobody puts, but `at`: what the clock on the wall said. */
export type Seat =
  | { state: 'connecting'; attempt: number; why: WaitReason | null; asks: boolean }
  /** Comes back by itself at `until`. */
  | { state: 'waiting'; attempt: number; why: WaitReason; until: number; error: AppError | null }
  | { state: 'connected'; since: number; instance: string | null }
  | { state: 'taken'; at: number; how: 'taken' | 'inUse' | 'elsewhere' }
  /** There is nothing to connect to; comes back by itself when there is. */
  | { state: 'closed'; why: 'stopped' | 'absent' | 'noScreen' | 'signedOut' }
  | { state: 'failed'; error: AppError }

export type SeatEvent =
  | { type: 'connected' }
  | { type: 'ended'; error: AppError; at: number }
  | { type: 'machine'; facts: MachineFacts; before: MachineFacts }
  | { type: 'due' }
  /** By the student. `takeBack` says that whoever sits there may be sent away. */
  | { type: 'reconnect' }
  | { type: 'takeBack' }

/** The first asks, where the server can be asked, whether the seat is free. */
export const FIRST_SEAT: Extract<Seat, { state: 'connecting' }> = { state: 'connecting', attempt: 0, why: null, asks: true }

/** Half a second after the first drop, as after an API server that was replaced; every eight seconds in a long outage. */
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 8_000

/** What held this long was no flicker: the next drop begins with short waits again. */
const STEADY_MS = 10_000

/**
 * What can be waited out, and what only the student can decide. Never answers `taken` by connecting again: two programs that did would fight for ever.
 * `chance`, from 0 to 1, shortens a wait by up to a half: a classroom of consoles that broke together does not come back in one instant.
 */
export function nextSeat(seat: Seat, event: SeatEvent, now: number, chance = 1): Seat {
  switch (event.type) {
    case 'connected':
      return { state: 'connected', since: now, instance: null }
    case 'ended':
      return afterEnd(seat, event, now, chance)
    case 'due':
      return seat.state === 'waiting' ? { state: 'connecting', attempt: seat.attempt, why: seat.why, asks: true } : seat
    case 'reconnect':
      return seat.state === 'connected' ? seat : { ...FIRST_SEAT, asks: seat.state !== 'taken' }
    case 'takeBack':
      return { ...FIRST_SEAT, asks: false }
    case 'machine':
      return afterChange(seat, event.facts, event.before)
  }
}

function afterEnd(seat: Seat, { error, at }: Extract<SeatEvent, { type: 'ended' }>, now: number, chance: number): Seat {
  if (error.kind === 'cluster.unreachable') return waitFor('broken', seat, error, now, chance)
  if (error.kind === 'cluster.signedOut' || error.kind === 'auth.expired') return { state: 'closed', why: 'signedOut' }
  if (error.kind === 'cluster.gone') return { state: 'closed', why: 'absent' }
  if (error.kind !== 'console.ended') return { state: 'failed', error }
  switch (error.why) {
    case 'taken':
    case 'inUse':
    case 'elsewhere':
      return { state: 'taken', at, how: error.why }
    case 'broken':
    case 'moved':
    case 'restarted':
      return waitFor(error.why, seat, error, now, chance)
    case 'notRunning':
      return { state: 'closed', why: 'stopped' }
    case 'noScreen':
      return { state: 'closed', why: 'noScreen' }
    case 'nonsense':
    case 'silent':
    case 'refused':
      return { state: 'failed', error }
  }
}

function waitFor(why: WaitReason, seat: Seat, error: AppError, now: number, chance: number): Seat {
  const isNew = seat.state === 'connected' && now - seat.since >= STEADY_MS
  const attempt = isNew || !('attempt' in seat) ? (seat.state === 'connected' && !isNew ? 1 : 0) : seat.attempt + 1
  const wait = (Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt) * (1 + chance)) / 2
  return { state: 'waiting', attempt, why, until: now + wait, error }
}

function afterChange(seat: Seat, facts: MachineFacts, before: MachineFacts): Seat {
  const again: Seat = { state: 'connecting', attempt: 0, why: 'starting', asks: true }
  const runs = facts.power === 'running' || facts.power === 'paused'
  if (seat.state === 'closed') {
    if (seat.why === 'signedOut') return facts.login !== before.login && facts.login > 0 ? { ...again, why: null } : seat
    if (seat.why === 'noScreen') return facts.hasScreen && !before.hasScreen ? again : seat
    // Main looks itself whether it runs: what was heard of it may be older than that.
    return runs && (before.instance !== facts.instance || before.power !== facts.power) ? again : seat
  }
  if (seat.state !== 'taken' && seat.state !== 'waiting') return seat
  // A console ends before the cluster says that its guest has, and looks until then as if it had been taken or the line had broken.
  if (!runs && facts.power !== 'unknown') return { state: 'closed', why: 'stopped' }
  // The seat of the next run is free.
  if (seat.state === 'taken') return runs && before.power !== 'unknown' && facts.instance !== before.instance ? { ...again, why: 'restarted' } : seat
  // No need to sit out the wait once the reason for it is over.
  if (runs && (facts.instance !== before.instance || facts.node !== before.node || before.power === 'unknown')) {
    return { state: 'connecting', attempt: seat.attempt, why: seat.why, asks: true }
  }
  return seat
}

/** What acceptance and styles go by. */
export type SeatWord = 'connecting' | 'connected' | 'taken' | 'closed' | 'failed'

export function seatWord(seat: Seat): SeatWord {
  return seat.state === 'waiting' ? 'connecting' : seat.state
}
