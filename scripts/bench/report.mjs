import { cells } from './rows.mjs'

/**
 * @typedef {import('../bench.mjs').Row} Row
 * @typedef {import('../bench.mjs').Suite} Suite
 * @typedef {{ when: string, cores: number, memoryGiB: number, electron: string, hasGpu: boolean }} Machine
 */

/**
 * docs/PERFORMANCE.md: what was measured, how, and what limits it.
 *
 * @param {readonly Suite[]} suites
 * @param {readonly Row[]} rows
 * @param {Machine} machine
 * @returns {string}
 */
export function writeReport(suites, rows, machine) {
  const found = (/** @type {string} */ name) => rows.find((row) => row.name === name)
  const sections = suites.map(({ about, benches }) => {
    const lines = benches.map(({ name, goal }) => {
      const row = found(name) ?? { name, value: null, unit: '', baseline: null, ratio: null, goal: goal ?? null, ok: false }
      const [value, baseline, ratio, wanted] = cells(row)
      const figures = found(name) === undefined ? ['not measured', '–', '–', wanted] : [value, baseline, ratio, wanted]
      return `| ${row.ok ? '✓' : '✗'} | ${name} | ${figures.join(' | ')} |`
    })
    return [
      `## ${about.title}`,
      '',
      '| | Measured | Value | Baseline | Ratio | Goal |',
      '|---|---|--:|--:|--:|--:|',
      ...lines,
      '',
      `**How.** ${about.how}`,
      '',
      `**What limits it.** ${about.limits}`,
      ''
    ].join('\n')
  })
  const held = rows.filter(({ ok, goal }) => goal !== null && ok).length
  const goals = rows.filter(({ goal }) => goal !== null).length
  return [
    '# Performance',
    '',
    'Written by `npm run bench -- --report`. Every figure is measured beside its baseline in the same run, because milliseconds of one machine say little on',
    'another; what counts is the ratio. `npm run bench -- --only PATTERN --report` measures some of them anew, `npm run bench -- --compare DIRECTORY` measures',
    'here and in another checkout, in turn.',
    '',
    `Measured ${machine.when}: ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.hasGpu ? 'a GPU' : 'no GPU (the processor draws the window)'}, Electron ${machine.electron}. ${held} of ${goals} goals held.`,
    '',
    '![How much of its goal each figure uses up](pictures/performance.svg)',
    '',
    ...sections
  ].join('\n')
}

const rowHeight = 22
const nameWidth = 560
const barWidth = 300
/** A bar that is longer than this is cut: how far beyond the goal a figure is, is said by its number. */
const most = 1.5

/**
 * A bar for each figure that has a goal: how much of the goal it uses up.
 *
 * @param {readonly Row[]} rows
 * @returns {string} an SVG that follows the reader's light or dark theme
 */
export function drawChart(rows) {
  // A goal of none at all has no part that could be used up.
  const shown = rows.filter(({ goal, ratio }) => goal !== null && goal > 0 && ratio !== null)
  const scale = barWidth / most
  const height = (shown.length + 2) * rowHeight
  const bars = shown.map(({ name, ratio, goal, ok }, index) => {
    const used = /** @type {number} */ (ratio) / /** @type {number} */ (goal)
    const y = (index + 1) * rowHeight
    return [
      `<text x="${nameWidth - 8}" y="${y + 15}" text-anchor="end">${escape(shorten(name))}</text>`,
      `<rect x="${nameWidth}" y="${y + 4}" width="${Math.max(1, Math.min(used, most) * scale).toFixed(1)}" height="14" rx="2" class="${ok ? 'held' : 'missed'}"/>`,
      `<text x="${nameWidth + barWidth + 48}" y="${y + 15}" text-anchor="end">${Math.round(used * 100)} %</text>`
    ].join('')
  })
  const goal = nameWidth + scale
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${nameWidth + barWidth + 60} ${height}" role="img" aria-label="How much of its goal each figure uses up">`,
    '<style>text{font:12px sans-serif;fill:#1f1f1f}.held{fill:#3e8635}.missed{fill:#c9190b}.goal{stroke:#6a6e73;stroke-dasharray:3 3}',
    '@media(prefers-color-scheme:dark){text{fill:#e0e0e0}.held{fill:#5ba352}.missed{fill:#fe5142}.goal{stroke:#8a8d90}}</style>',
    `<text x="${goal}" y="14" text-anchor="middle">goal</text><line x1="${goal}" x2="${goal}" y1="18" y2="${height - rowHeight}" class="goal"/>`,
    ...bars,
    '</svg>',
    ''
  ].join('\n')
}

/** @param {string} name */
function shorten(name) {
  const longest = 84
  return name.length <= longest ? name : `${name.slice(0, longest - 1)}…`
}

/** @param {string} text */
function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
