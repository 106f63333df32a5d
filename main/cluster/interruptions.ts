import { networkInterfaces } from 'node:os'
import type { Clock } from './clock'

// Reading the addresses takes a tenth of a millisecond; nobody minds two seconds after plugging in a cable.
const LOOK_EVERY_MS = 2_000

// A look that comes this late was asleep: the lid was closed, or the machine that this runs in stood still. A busy computer is late by less.
const ASLEEP_MS = 2_000

/**
 * Calls `onInterrupted` when what is open may be dead without a sign: the machine's own addresses are others than before (another Wi-Fi, a cable, a
 * VPN), it has slept, or its clock was put back, behind which a sleep could hide. Answers how to stop.
 */
export function followInterruptions(clock: Clock, onInterrupted: () => void, read: () => string = addresses): () => void {
  let known = read()
  let looked = clock.now()
  let cancel = (): void => {}
  const look = (): void => {
    const now = read()
    const passed = clock.now() - looked
    const slept = passed < 0 || passed > LOOK_EVERY_MS + ASLEEP_MS
    // Without any address there is nowhere to ask; what comes next is a change again.
    if (slept || (now !== known && now !== '')) onInterrupted()
    known = now
    looked = clock.now()
    cancel = clock.after(LOOK_EVERY_MS, look)
  }
  cancel = clock.after(LOOK_EVERY_MS, look)
  return () => cancel()
}

function addresses(): string {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
  return all.flatMap(({ internal, address }) => (internal ? [] : [address])).sort().join(' ') // prettier-ignore
}
