import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { measureCalmly, stolenMs } from '../../../scripts/bench/calm.mjs'
import { formatComparison } from '../../../scripts/bench/compare.mjs'
import { drawChart, writeReport } from '../../../scripts/bench/report.mjs'
import { formatTable, judge } from '../../../scripts/bench/rows.mjs'
import { loadSuites } from '../../../scripts/bench/suites.mjs'
import { root } from '../../../scripts/paths.mjs'

const bench = { name: 'Start-up', unit: 'ms', goal: 1.5 }
const failed = { name: 'Log in', value: null, unit: 'ms', baseline: null, ratio: null, goal: 1.5, ok: false }

describe('judge', () => {
  it.each([
    [300, 200, true],
    [301, 200, false],
  ])('holds %d against %d', (value, baseline, ok) => {
    expect(judge(bench, { value, baseline })).toEqual({ name: 'Start-up', value, unit: 'ms', baseline, ratio: value / baseline, goal: 1.5, ok })
  })

  it('lets a row without a goal inform only, and fails one that has a goal but nothing to compare with', () => {
    const { name, unit } = bench
    expect(judge({ name, unit }, { value: 5 })).toEqual({ name, value: 5, unit, baseline: null, ratio: null, goal: null, ok: true })
    expect(judge(bench, { value: 5 }).ok).toBe(false)
  })
})

it('prints what could not be measured as failed, not as zero', () => {
  expect(formatTable([judge(bench, { value: 363, baseline: 249 }), failed]).split('\n')).toEqual([
    '   Measured  Value   Baseline  Ratio  Goal',
    '✓  Start-up  363 ms  249 ms    1.46   ≤ 1.5',
    '✗  Log in    failed  –         –      ≤ 1.5',
  ])
})

describe('on a virtual machine', () => {
  /** Each figure is what was measured; each theft what the host took during it, in milliseconds. */
  async function measureWith(thefts: readonly number[]): Promise<{ counted: number; taken: number }> {
    let stolen = 0
    let taken = 0
    const measure = (): Promise<number> => {
      stolen += thefts[taken] ?? 0
      taken += 1
      return Promise.resolve(taken)
    }
    return { counted: await measureCalmly(measure, () => stolen), taken }
  }

  it('measures again what the host disturbed, and counts the first calm attempt', async () => {
    expect(await measureWith([0, 0])).toEqual({ counted: 1, taken: 1 })
    expect(await measureWith([9e12, 0, 0])).toEqual({ counted: 2, taken: 2 })
  })

  it('counts the calmest of four where none is calm', async () => {
    expect(await measureWith([9e12, 6e12, 1_000, 9e12, 0])).toEqual({ counted: 3, taken: 4 })
  })

  it('reads what the host took from the kernel, or takes it for nothing', () => {
    expect(stolenMs()).toBeGreaterThanOrEqual(0)
  })
})

describe('two checkouts', () => {
  const row = (value: number, baseline = 100) => judge(bench, { value, baseline })

  it('are compared by the ratio of their better round, and what is no more than noise is not called a change', () => {
    expect(formatComparison([{ here: [row(200), row(150)], there: [row(100, 50), row(120)] }]).split('\n')).toEqual([
      '   Measured  There          Here           Change',
      '▲  Start-up  120 ms (1.20)  150 ms (1.50)  +25 %',
    ])
    expect(formatComparison([{ here: [row(105)], there: [row(100)] }])).toMatch(/^ {3}Start-up .* \+5 %$/m)
    expect(formatComparison([{ here: [row(50)], there: [row(100)] }])).toMatch(/^▼ .* -50 %$/m)
  })

  it('are not compared where one of them failed', () => {
    expect(formatComparison([{ here: [failed], there: [row(100)] }])).toMatch(/^! {2}Log in .*failed/m)
  })
})

describe('the report', () => {
  const machine = { when: '2026-01-01', cores: 2, memoryGiB: 24, electron: '1.2.3', hasGpu: false }
  const suite = { about: { title: 'Start', how: 'With a watch.', limits: 'The disk.' }, benches: [{ ...bench, run: () => Promise.resolve({ value: 0 }) }] }

  it('tells each figure with how it was taken and what limits it, and what was not measured as such', () => {
    const text = writeReport([suite], [judge(bench, { value: 300, baseline: 200 })], machine)
    expect(text).toContain('| ✓ | Start-up | 300 ms | 200 ms | 1.50 | ≤ 1.5 |')
    expect(text).toMatch(/## Start[^#]*With a watch\.[^#]*The disk\./)
    expect(text).toContain('1 of 1 goals held')
    expect(writeReport([suite], [], machine)).toContain('| ✗ | Start-up | not measured |')
  })

  it('draws how much of its goal a figure uses up, and shows names as text', () => {
    const chart = drawChart([judge({ ...bench, name: 'a <b> & c' }, { value: 75, baseline: 100 })])
    expect(chart).toContain('a &lt;b> &amp; c')
    expect(chart).toContain('>50 %<')
    expect(chart).toContain('class="held"')
  })

  it('of the project names every measurement and how it is taken', async () => {
    const [text, suites] = await Promise.all([readFile(`${root}/docs/PERFORMANCE.md`, 'utf8'), loadSuites(root)])
    expect(suites.length).toBeGreaterThan(10)
    for (const { about, benches } of suites) {
      expect(text).toContain(about.how)
      expect(text).toContain(about.limits)
      for (const { name } of benches) expect(text).toContain(`| ${name} |`)
    }
  })
})
