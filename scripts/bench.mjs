import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { withDesktop } from './desktop.mjs'
import { root } from './paths.mjs'
import { cleanUpAtEnd } from './processes.mjs'
import { setUp } from './setup/index.mjs'

/**
 * A measurement. Each `tests/bench/*.bench.mjs` exports a list of them as `benches`.
 *
 * @typedef {{ env: NodeJS.ProcessEnv, folder: string }} Context a desktop's environment, and an empty folder for the bench
 * @typedef {object} Bench
 * @property {string} name
 * @property {string} unit
 * @property {number} [goal] the ratio of value to baseline that must not be exceeded; without one the row only informs
 * @property {(context: Context) => Promise<{ value: number, baseline?: number }>} run measures both in the same run
 *
 * @typedef {{ name: string, value: number | null, unit: string, baseline: number | null, ratio: number | null,
 *   goal: number | null, ok: boolean }} Row
 */

const directory = join(root, 'tests', 'bench')

/**
 * @param {Bench} bench
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
  const number = (/** @type {number | null} */ value, digits = 0) => (value === null ? '–' : value.toFixed(digits))
  const lines = rows.map(({ name, value, unit, baseline, ratio, goal, ok }) => [
    ok ? '✓' : '✗',
    name,
    value === null ? 'failed' : `${number(value)} ${unit}`,
    baseline === null ? '–' : `${number(baseline)} ${unit}`,
    number(ratio, 2),
    goal === null ? '–' : `≤ ${goal}`
  ])
  const all = [['', 'Measured', 'Value', 'Baseline', 'Ratio', 'Goal'], ...lines]
  const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0)))
  return all.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()).join('\n')
}

/**
 * @param {Bench} bench
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Row>}
 */
async function runBench(bench, env) {
  const folder = mkdtempSync(join(tmpdir(), 'lab-companion-bench-'))
  const forget = cleanUpAtEnd(() => rmSync(folder, { recursive: true, force: true }))
  try {
    return judge(bench, await bench.run({ env, folder }))
  } catch (error) {
    console.error(`${bench.name}: ${/** @type {Error} */ (error).message}`)
    return { name: bench.name, value: null, unit: bench.unit, baseline: null, ratio: null, goal: bench.goal ?? null, ok: false }
  } finally {
    forget()
  }
}

async function main() {
  /** @type {{ json?: string, only?: string }} */
  let options
  try {
    options = parseArgs({ options: { json: { type: 'string' }, only: { type: 'string' } } }).values
  } catch (error) {
    console.error(`${/** @type {Error} */ (error).message}\n\nUsage: npm run bench -- [--json FILE] [--only PATTERN]`)
    return 2
  }
  const only = new RegExp(options.only ?? '', 'i')
  await setUp('test')
  const files = readdirSync(directory).filter((file) => file.endsWith('.bench.mjs'))
  /** @type {{ benches: readonly Bench[] }[]} */
  const modules = await Promise.all(files.sort().map((file) => import(pathToFileURL(join(directory, file)).href)))
  const benches = modules.flatMap((module) => module.benches).filter(({ name }) => only.test(name))
  /** @type {Row[]} */
  const rows = []
  await withDesktop(async (env) => {
    for (const bench of benches) {
      console.error(`  … ${bench.name}`)
      rows.push(await runBench(bench, env))
    }
  })
  console.log(`\n${formatTable(rows)}`)
  if (options.json) writeFileSync(resolve(process.env['INIT_CWD'] ?? '.', options.json), `${JSON.stringify(rows, null, 2)}\n`)
  return rows.some(({ ok }) => !ok) ? 1 : 0
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = await main()
