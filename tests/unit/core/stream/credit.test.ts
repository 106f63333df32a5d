import { describe, expect, it } from 'vitest'
import { createAcknowledger, createCreditMeter } from '../../../../core/stream'

describe('credit meter', () => {
  it('pauses above the high-water mark and flows again only below the low one', () => {
    const turns: boolean[] = []
    const meter = createCreditMeter((flowing) => turns.push(flowing), 100, 10)
    meter.spend(100)
    expect(meter.flowing).toBe(true)
    meter.spend(1)
    meter.spend(50)
    expect(turns).toEqual([false])
    meter.grant(141)
    expect(meter.flowing).toBe(false)
    meter.grant(1)
    expect(turns).toEqual([false, true])
  })

  it('sells no credit to a receiver that grants more than it was sent, or less than nothing', () => {
    const meter = createCreditMeter(() => {}, 100, 10)
    meter.grant(1_000_000)
    meter.spend(101)
    expect(meter.flowing).toBe(false)
    meter.grant(-5_000)
    meter.grant(92)
    expect(meter.flowing).toBe(true)
  })
})

describe('acknowledger', () => {
  it('sends what was consumed in pieces, and loses none of it', () => {
    const sent: number[] = []
    const acknowledge = createAcknowledger((cost) => sent.push(cost), 10)
    for (let i = 0; i < 25; i++) acknowledge(1)
    expect(sent).toEqual([10, 10])
    acknowledge(5)
    expect(sent).toEqual([10, 10, 10])
  })
})
