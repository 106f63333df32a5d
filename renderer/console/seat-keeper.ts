import type { AppError } from '../../core/contract'
import { FIRST_SEAT, type MachineFacts, nextSeat, type Seat, type SeatEvent } from '../../core/console'

interface Attempt {
  close(): void
}

export interface SeatKeeper {
  readonly seat: Seat
  begin(): void
  reconnect(): void
  takeBack(): void
  noteMachine(facts: MachineFacts, before: MachineFacts): void
  /** Gives the seat up; `begin` takes it again. */
  leave(): void
}

/** Keeps one console of one machine open, by the rules of core/console/seat. `open` begins one attempt and tells how it goes. */
export function createSeatKeeper(options: {
  open: (asks: boolean, tell: { connected: () => void; ended: (error: AppError) => void }) => Attempt
  onChanged: (seat: Seat) => void
}): SeatKeeper {
  let seat: Seat = FIRST_SEAT
  let attempt: Attempt | null = null
  let isKept = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const apply = (event: SeatEvent): void => {
    if (!isKept) return
    const before = seat
    seat = nextSeat(seat, event, performance.now(), Math.random())
    if (seat === before) return
    clearTimeout(timer)
    if (seat.state !== 'connected') {
      attempt?.close()
      attempt = null
    }
    if (seat.state === 'connecting') connect(seat.asks)
    if (seat.state === 'waiting') timer = setTimeout(() => apply({ type: 'due' }), Math.max(0, seat.until - performance.now()))
    options.onChanged(seat)
  }
  const connect = (asks: boolean): void => {
    // What an attempt that was given up still has to say concerns nobody.
    const isMine = (): boolean => attempt === mine
    const mine = options.open(asks, {
      connected: () => isMine() && apply({ type: 'connected' }),
      ended(error) {
        if (!isMine()) return
        attempt = null
        apply({ type: 'ended', error, at: Date.now() })
      },
    })
    attempt = mine
  }

  return {
    get seat() {
      return seat
    },
    begin() {
      if (isKept) return
      isKept = true
      seat = FIRST_SEAT
      connect(FIRST_SEAT.asks)
      options.onChanged(seat)
    },
    reconnect: () => apply({ type: 'reconnect' }),
    takeBack: () => apply({ type: 'takeBack' }),
    noteMachine: (facts, before) => apply({ type: 'machine', facts, before }),
    leave() {
      isKept = false
      clearTimeout(timer)
      attempt?.close()
      attempt = null
    },
  }
}
