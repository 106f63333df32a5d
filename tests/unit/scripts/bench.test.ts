import { describe, expect, it } from 'vitest'
import { formatTable, judge } from '../../../scripts/bench.mjs'

const bench = { name: 'Start-up', unit: 'ms', goal: 1.5, run: () => Promise.resolve({ value: 0 }) }

describe('judge', () => {
  it.each([
    [300, 200, true],
    [301, 200, false],
  ])('holds %d against %d', (value, baseline, ok) => {
    expect(judge(bench, { value, baseline })).toEqual({ name: 'Start-up', value, unit: 'ms', baseline, ratio: value / baseline, goal: 1.5, ok })
  })

  it('lets a row without a goal inform only, and fails one that has a goal but nothing to compare with', () => {
    const { name, unit, run } = bench
    expect(judge({ name, unit, run }, { value: 5 })).toEqual({ name, value: 5, unit, baseline: null, ratio: null, goal: null, ok: true })
    expect(judge(bench, { value: 5 }).ok).toBe(false)
  })
})

it('prints what could not be measured as failed, not as zero', () => {
  const failed = { name: 'Log in', value: null, unit: 'ms', baseline: null, ratio: null, goal: 1.5, ok: false }
  expect(formatTable([judge(bench, { value: 363, baseline: 249 }), failed]).split('\n')).toEqual([
    '   Measured  Value   Baseline  Ratio  Goal',
    '✓  Start-up  363 ms  249 ms    1.46   ≤ 1.5',
    '✗  Log in    failed  –         –      ≤ 1.5',
  ])
})
