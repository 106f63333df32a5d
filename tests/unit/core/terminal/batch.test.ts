import { describe, expect, it } from 'vitest'
import { createTextBatch } from '../../../../core/terminal'

function setUp() {
  const sent: string[] = []
  const due: { run: () => void; cancelled: boolean }[] = []
  const batch = createTextBatch(
    (text) => sent.push(text),
    (run) => {
      const entry = { run, cancelled: false }
      due.push(entry)
      return () => {
        entry.cancelled = true
      }
    },
  )
  const tick = () => due.splice(0).forEach((entry) => !entry.cancelled && entry.run())
  return { sent, due, batch, tick }
}

describe('createTextBatch', () => {
  it('joins what comes within one interval', () => {
    const { sent, batch, tick, due } = setUp()
    batch.add('a')
    batch.add('b')
    expect(due).toHaveLength(1)
    expect(sent).toEqual([])
    tick()
    batch.add('c')
    tick()
    expect(sent).toEqual(['ab', 'c'])
  })

  it('does not wait for the clock when it is full', () => {
    const { sent, batch, tick } = setUp()
    batch.add('x'.repeat(40_000))
    expect(sent).toHaveLength(1)
    tick()
    expect(sent).toHaveLength(1)
  })

  it('drops what waits', () => {
    const { sent, batch, tick } = setUp()
    batch.add('x')
    batch.drop()
    tick()
    expect(sent).toEqual([])
  })
})
