import { describe, expect, it } from 'vitest'
import { createBackoff } from '../../../../main/cluster/backoff'

describe('createBackoff', () => {
  it('doubles up to its limit and starts over', () => {
    const backoff = createBackoff(250, 4_000, () => 0.999999)
    const waits = Array.from({ length: 6 }, () => Math.round(backoff.next()))
    expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 4_000])
    backoff.reset()
    expect(Math.round(backoff.next())).toBe(250)
  })

  it('leaves half of each wait to chance and never less', () => {
    const backoff = createBackoff(1_000, 60_000, () => 0)
    expect([backoff.next(), backoff.next()]).toEqual([500, 1_000])
  })

  it('stays at its limit after any number of failures', () => {
    const backoff = createBackoff(250, 4_000, () => 0.5)
    for (let failure = 0; failure < 5_000; failure += 1) backoff.next()
    expect(backoff.next()).toBe(3_000)
  })
})
