/**
 * How fast keys may follow each other. A keyboard has no flow control: what comes while its queue is full is lost without a word. QEMU, which is
 * behind every screen of KubeVirt's, gives each key going down or up to the guest some time after the one before, and keeps what has to wait in
 * a queue (ui/input.c). So keys go in bursts that fit into that queue, and the next one goes when QEMU's clock says that this one is through.
 * Another server has no such clock; there the picture tells.
 */

/** Who takes the keys, as far as it can be told: QEMU names its desktop. */
export type KeyTaker = 'qemu' | 'other'

export function keyTakerOf(desktopName: string): KeyTaker {
  return /^QEMU\b/.test(desktopName) ? 'qemu' : 'other'
}

/** QEMU's queue has 1,024 places, of which a key going down or up takes three: itself, its end and its delay. */
export const BURST_EVENTS = 240

/** QEMU's `key-delay-ms`, which libvirt leaves at its default. */
const QEMU_EVENT_MS = 10

/** Where the picture of a burst stands still so long, all of it is shown: a screen that changes is drawn every 30 ms. */
const STILL_MS = 60
/** A guest that shows nothing of what is typed: 500 events a second are about 160 characters. */
const UNSEEN_EVENT_MS = 2
/** A picture that never stands still says nothing. */
const RESTLESS_EVENT_MS = 10

/** Whether a burst of so many key events may be taken as through, sent and followed by the last change of the picture (null: none) so many milliseconds ago. */
export function isThrough(taker: KeyTaker, events: number, sentAgo: number, changedAgo: number | null): boolean {
  if (taker === 'qemu') return sentAgo >= events * QEMU_EVENT_MS
  if (changedAgo === null) return sentAgo >= events * UNSEEN_EVENT_MS
  return changedAgo >= STILL_MS || sentAgo >= events * RESTLESS_EVENT_MS
}
