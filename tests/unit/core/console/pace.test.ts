import { describe, expect, test } from 'vitest'
import { BURST_EVENTS, isThrough, keyTakerOf } from '../../../../core/console'

const LOOK_MS = 8

/** Types for a minute into a server that takes an event every so often and shows what it has taken; answers how many waited at most, and how many it took in a second. */
function typeInto(desktopName: string, eventMs: number, changes: (at: number, isBusy: boolean) => boolean) {
  const taker = keyTakerOf(desktopName)
  let [now, freeAt, most, sent] = [0, 0, 0, 0]
  while (now < 60_000) {
    freeAt = Math.max(freeAt, now) + BURST_EVENTS * eventMs
    most = Math.max(most, (freeAt - now) / eventMs)
    sent += BURST_EVENTS
    const began = now
    let changed: number | null = null
    do {
      now += LOOK_MS
      if (changes(now, now <= freeAt)) changed = now
    } while (!isThrough(taker, BURST_EVENTS, now - began, changed === null ? null : now - changed))
  }
  return { most, perSecond: (sent / now) * 1000 }
}

/** QEMU's queue has 1,024 places, and an event takes three. */
const QUEUE = 1024 / 3

const echo = (_at: number, isBusy: boolean): boolean => isBusy
const nothing = (): boolean => false
const cursor = (at: number): boolean => at % 536 < LOOK_MS

describe('the pace of a paste', () => {
  test.each([
    ['echoes', echo],
    ['shows nothing', nothing],
    ['has a blinking cursor only', cursor],
  ])('fills no queue of QEMU’s, and is as fast as its clock, where the guest %s', (_what, changes) => {
    const { most, perSecond } = typeInto('QEMU (vms_vm)', 10, changes)
    expect(most).toBeLessThan(QUEUE)
    expect(perSecond).toBeGreaterThan(95)
  })

  test('follows the picture of another server', () => {
    expect(typeInto('vm', 0.1, echo).perSecond).toBeGreaterThan(2_000)
    const slow = typeInto('vm', 6, echo)
    expect(slow.most).toBeLessThan(QUEUE)
    expect(slow.perSecond).toBeGreaterThan(150)
  })
})
