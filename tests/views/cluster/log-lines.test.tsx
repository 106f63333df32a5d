import { expect, test } from 'vitest'
import { useFakeMain } from '../window'

useFakeMain()

const { linesDrawn } = await import('../../../renderer/cluster/object/logs-tab')

test('of long lines those in sight are drawn and next to none beyond; of short ones twenty at each edge', () => {
  const lines = (length: number) => Array.from({ length: 200 }, () => ({ text: 'x'.repeat(length) }))
  const range = { startIndex: 100, endIndex: 102, overscan: 20, count: 200 }
  expect(linesDrawn(range, lines(4_096))).toEqual([99, 100, 101, 102, 103])
  expect(linesDrawn(range, lines(80))).toHaveLength(43)
})
