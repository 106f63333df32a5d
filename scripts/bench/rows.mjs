/**
 * @typedef {import('../bench.mjs').Bench} Bench
 * @typedef {import('../bench.mjs').Row} Row
 */

/**
 * @param {Pick<Bench, 'name' | 'unit' | 'goal'>} bench
 * @param {{ value: number, baseline?: number }} measured
 * @returns {Row}
 */
export function judge({ name, unit, goal }, { value, baseline }) {
  const ratio = baseline === undefined ? null : value / baseline
  const ok = goal === undefined || (ratio !== null && ratio <= goal)
  return { name, value, unit, baseline: baseline ?? null, ratio, goal: goal ?? null, ok }
}

/**
 * @param {readonly Row[]} rows
 * @returns {string}
 */
export function formatTable(rows) {
  const lines = rows.map((row) => [row.ok ? '✓' : '✗', row.name, ...cells(row)])
  return align([['', 'Measured', 'Value', 'Baseline', 'Ratio', 'Goal'], ...lines])
}

/**
 * A row's figures as they are read: value, baseline, ratio, goal.
 *
 * @param {Row} row
 * @returns {[string, string, string, string]}
 */
export function cells({ value, unit, baseline, ratio, goal }) {
  return [
    value === null ? 'failed' : withUnit(value, unit),
    baseline === null ? '–' : withUnit(baseline, unit),
    ratio === null ? '–' : ratio.toFixed(2),
    goal === null ? '–' : `≤ ${goal}`
  ]
}

/**
 * @param {readonly (readonly string[])[]} lines
 * @returns {string} the same with columns of equal width
 */
export function align(lines) {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  return lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()).join('\n')
}

/**
 * @param {number} value
 * @param {string} unit
 */
export function withUnit(value, unit) {
  // A tenth of a millisecond is what the fastest of them differ by.
  return `${value.toFixed(value > 0 && value < 10 ? 1 : 0)} ${unit}`.trimEnd()
}
