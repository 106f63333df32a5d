import { expect, it } from 'vitest'
import type { Clock } from '../../../../main/cluster/clock'
import { followInterruptions } from '../../../../main/cluster/interruptions'

/** Time that passes by hand, and can pass without a timer running: that is what a sleep is to a program. */
function handClock() {
  let now = Date.parse('2026-03-02T10:00:00Z')
  /** What the ticks have not seen. */
  let unseen = 0
  let due: { at: number; run: () => void }[] = []
  const runDue = (): void => {
    const ready = due.filter(({ at }) => at <= now)
    due = due.filter(({ at }) => at > now)
    for (const { run } of ready) run()
  }
  const clock: Clock = {
    now: () => now,
    ticks: () => now - unseen,
    after(ms, run) {
      const entry = { at: now + ms, run }
      due.push(entry)
      return () => void (due = due.filter((other) => other !== entry))
    },
    random: () => 0,
  }
  return {
    clock,
    pass(ms: number) {
      for (const end = now + ms; now < end; runDue()) now = Math.min(end, now + 100)
    },
    putBack(ms: number) {
      now -= ms
      unseen -= ms
      for (const entry of due) entry.at -= ms
    },
    sleep(ms: number) {
      unseen += ms
      this.beBusy(ms)
    },
    /** Timers come late, and both clocks go on. */
    beBusy(ms: number) {
      now += ms
      runDue()
    },
    get waiting() {
      return due.length
    },
  }
}

function follow(read: () => string) {
  const time = handClock()
  let interrupted = 0
  const stop = followInterruptions(time.clock, () => void (interrupted += 1), read)
  return { time, stop, interrupted: () => interrupted }
}

it('an hour of sleep is noticed at the first look after it', () => {
  const { time, interrupted } = follow(() => '10.0.0.2')
  time.pass(60_000)
  expect(interrupted()).toBe(0)
  time.sleep(3_600_000)
  expect(interrupted()).toBe(1)
  time.pass(60_000)
  expect(interrupted()).toBe(1)
})

it('a nap of some seconds is a sleep, and as many seconds in which the computer was busy are none', () => {
  const { time, interrupted } = follow(() => '10.0.0.2')
  time.pass(60_000)
  time.beBusy(10_000)
  expect(interrupted()).toBe(0)
  time.sleep(5_000)
  expect(interrupted()).toBe(1)
})

it('a sleep in which the ticks go on is noticed by its length', () => {
  const { time, interrupted } = follow(() => '10.0.0.2')
  time.beBusy(3_600_000)
  expect(interrupted()).toBe(1)
})

it('a clock that is put back is an interruption, behind which a sleep could hide', () => {
  const { time, interrupted } = follow(() => '10.0.0.2')
  time.pass(60_000)
  time.putBack(86_400_000)
  time.pass(60_000)
  expect(interrupted()).toBe(1)
})

it('another address is an interruption, none at all is not yet one', () => {
  let address = '10.0.0.2'
  const { time, stop, interrupted } = follow(() => address)
  address = ''
  time.pass(4_000)
  expect(interrupted()).toBe(0)
  address = '10.8.0.7'
  time.pass(4_000)
  expect(interrupted()).toBe(1)
  stop()
  expect(time.waiting).toBe(0)
})
