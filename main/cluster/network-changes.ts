import { networkInterfaces } from 'node:os'
import type { Clock } from './clock'

// Reading the addresses takes a tenth of a millisecond; nobody minds two seconds after plugging in a cable.
const LOOK_EVERY_MS = 2_000

/** Calls `onChange` when the machine's own addresses are others than before: another Wi-Fi, a cable, a VPN. Answers how to stop. */
export function followNetwork(clock: Clock, onChange: () => void, read: () => string = addresses): () => void {
  let known = read()
  let cancel = (): void => {}
  const look = (): void => {
    const now = read()
    // Without any address there is nowhere to ask; what comes next is a change again.
    if (now !== known && now !== '') onChange()
    known = now
    cancel = clock.after(LOOK_EVERY_MS, look)
  }
  cancel = clock.after(LOOK_EVERY_MS, look)
  return () => cancel()
}

function addresses(): string {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
  return all.flatMap(({ internal, address }) => (internal ? [] : [address])).sort().join(' ') // prettier-ignore
}
