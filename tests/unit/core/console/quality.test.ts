import { describe, expect, test } from 'vitest'
import { chooseQuality, createLineMeter } from '../../../../core/console'

const BEST = { quality: 9, compression: 0 }
const MIDDLE = { quality: 6, compression: 2 }
const LESS = { quality: 3, compression: 6 }
const LEAST = { quality: 1, compression: 9 }

describe('how a picture is sent', () => {
  test.each([
    [10_000_000, MIDDLE, BEST],
    [300_000, MIDDLE, LESS],
    [50_000, BEST, LEAST],
    // Better needs clearly more than the border.
    [5_000_000, MIDDLE, MIDDLE],
    [600_000, LESS, LESS],
    [5_000_000, LESS, MIDDLE],
  ])('at %i bytes a second, after %j: %j', (rate, now, next) => expect(chooseQuality(rate, now)).toEqual(next))
})

describe('the measure of a line', () => {
  function meter() {
    const measured: number[] = []
    let now = 1_000
    const made = createLineMeter((rate) => measured.push(Math.round(rate)))
    return {
      measured,
      answered: made.answered,
      /** A chunk every 10 ms. */
      receive(bytes: number, forMs: number) {
        for (const end = now + forMs; now < end; now += 10) made.received(bytes, now)
      },
      rest: (ms: number) => (now += ms),
    }
  }

  test('is taken of bursts, once they are over', () => {
    const { measured, receive, rest } = meter()
    receive(10_000, 200)
    rest(500)
    receive(1, 10)
    expect(measured).toEqual([1_000_000])
  })

  test('is not taken of what only flows, however long', () => {
    const { measured, receive, answered } = meter()
    answered(20)
    answered(60)
    receive(3_000, 10_000)
    expect(measured).toEqual([])
  })

  test('is taken every second of what flows on a line that is full', () => {
    const { measured, receive, answered } = meter()
    answered(20)
    receive(3_000, 2_000)
    answered(900)
    receive(3_000, 3_000)
    expect(measured.length).toBeGreaterThanOrEqual(3)
    for (const rate of measured) expect(rate).toBeGreaterThan(290_000)
    for (const rate of measured) expect(rate).toBeLessThan(310_000)
  })
})
