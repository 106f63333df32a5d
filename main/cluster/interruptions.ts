import { networkInterfaces } from 'node:os'
import type { Clock } from './clock'

// Reading the addresses takes a tenth of a millisecond; nobody minds two seconds after plugging in a cable.
const LOOK_EVERY_MS = 2_000

// The wall's clock has gone on by so much more than the ticks, which stand still in a sleep: the lid was closed, or the machine that this runs in stood
// still. Two clocks that are read one after the other differ by less, however busy the computer is.
const ASLEEP_MS = 2_000

// Where ticks go on in a sleep, as on Windows, it shows by a look that comes this late. A computer that is so busy for so long would not notice that
// everything is opened anew.
const AWAY_MS = 20_000

/**
 * Calls `onInterrupted` when what is open may be dead without a sign: the machine's own addresses are others than before (another Wi-Fi, a cable, a
 * VPN), it has slept, or its clock was put back, behind which a sleep could hide. Answers how to stop.
 */
export function followInterruptions(clock: Clock, onInterrupted: () => void, read: () => string = addresses): () => void {
  let known = read()
  let looked = { wall: clock.now(), ticks: clock.ticks() }
  let cancel = (): void => {}
  const look = (): void => {
    const now = read()
    const time = { wall: clock.now(), ticks: clock.ticks() }
    const passed = time.wall - looked.wall
    const asleep = passed - (time.ticks - looked.ticks)
    const slept = passed < 0 || asleep > ASLEEP_MS || passed > LOOK_EVERY_MS + AWAY_MS
    // Without any address there is nowhere to ask; what comes next is a change again.
    if (slept || (now !== known && now !== '')) onInterrupted()
    known = now
    looked = time
    cancel = clock.after(LOOK_EVERY_MS, look)
  }
  cancel = clock.after(LOOK_EVERY_MS, look)
  return () => cancel()
}

function addresses(): string {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
  return all.flatMap(({ internal, address }) => (internal ? [] : [address])).sort().join(' ') // prettier-ignore
}
