import { expect, it } from 'vitest'
import { createTurns } from '../../../../core/turns'

it('does one thing after the other, whatever becomes of the one before', async () => {
  const { inTurn, settled } = createTurns()
  const done: string[] = []
  let finish: () => void = () => {}
  const first = inTurn(() => new Promise<void>((resolve) => (finish = resolve)).then(() => void done.push('first')))
  const second = inTurn(async () => {
    done.push('second')
    throw new Error('no luck')
  })
  const third = inTurn(async () => done.push('third'))
  const all = settled().then(() => void done.push('all'))
  await Promise.resolve()
  expect(done).toEqual([])
  finish()
  await first
  await expect(second).rejects.toThrow('no luck')
  expect(await third).toBe(3)
  await all
  expect(done).toEqual(['first', 'second', 'third', 'all'])
})
