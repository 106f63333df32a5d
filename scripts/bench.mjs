import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { formatComparison, measureBoth, setUpOther } from './bench/compare.mjs'
import { drawChart, writeReport } from './bench/report.mjs'
import { formatTable, judge } from './bench/rows.mjs'
import { benchesOf, loadSuites } from './bench/suites.mjs'
import { withDesktop } from './desktop.mjs'
import { findRuntime } from './electron-path.mjs'
import { root } from './paths.mjs'
import { cleanUpAtEnd } from './processes.mjs'
import { setUp } from './setup/index.mjs'

/**
 * A measurement.
 *
 * @typedef {{ env: NodeJS.ProcessEnv, folder: string }} Context a desktop's environment, and an empty folder for the bench
 * @typedef {object} Bench
 * @property {string} name
 * @property {string} unit
 * @property {number} [goal] the ratio of value to baseline that must not be exceeded; without one the row only informs
 * @property {(context: Context) => Promise<{ value: number, baseline?: number }>} run measures both in the same run
 *
 * @typedef {{ title: string, how: string, limits: string }} About what docs/PERFORMANCE.md says of a file's measurements
 * @typedef {{ about: About, benches: readonly Bench[] }} Suite what a `tests/bench/*.bench.mjs` exports
 *
 * @typedef {{ name: string, value: number | null, unit: string, baseline: number | null, ratio: number | null,
 *   goal: number | null, ok: boolean }} Row
 */

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

/**
 * @param {string[]} given
 * @returns {{ json?: string, only?: string, compare?: string, report?: boolean }}
 */
function readOptions(given) {
  const file = { type: /** @type {const} */ ('string') }
  const options = { json: file, only: file, compare: file, report: { type: /** @type {const} */ ('boolean') } }
  return parseArgs({ args: given, options }).values
}

const usage = `Usage: npm run bench -- [--only PATTERN] [--json FILE] [--report]
       npm run bench -- [--only PATTERN] --compare DIRECTORY

  --json FILE          writes the figures to FILE
  --report             writes them into docs/PERFORMANCE.md
  --compare DIRECTORY  measures here and in another checkout, in turn`

/** As npm was called from: it changes to the project's folder. @param {string} path */
const fromCaller = (path) => resolve(process.env['INIT_CWD'] ?? '.', path)

/**
 * Figures that were not measured this time stay as they were.
 *
 * @param {readonly Suite[]} suites
 * @param {readonly Row[]} measured
 */
function report(suites, measured) {
  const docs = join(root, 'docs')
  const kept = join(docs, 'performance.json')
  /** @type {Row[]} */
  const before = existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : []
  const rows = benchesOf(suites).flatMap(({ name }) => [...measured, ...before].find((row) => row.name === name) ?? [])
  writeFileSync(kept, `${JSON.stringify(rows, null, 2)}\n`)
  const runtime = findRuntime()
  const machine = {
    when: new Date().toISOString().slice(0, 10),
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    electron: `${runtime?.version ?? 'unknown'}${runtime?.kind === 'fallback' ? ' (the stand-in for development)' : ''}`,
    // Linux names each graphics card there.
    hasGpu: existsSync('/dev/dri')
  }
  writeFileSync(join(docs, 'PERFORMANCE.md'), writeReport(suites, rows, machine))
  writeFileSync(join(docs, 'pictures', 'performance.svg'), drawChart(rows))
}

async function main() {
  let options
  try {
    options = readOptions(process.argv.slice(2))
  } catch (error) {
    console.error(`${/** @type {Error} */ (error).message}\n\n${usage}`)
    return 2
  }
  const suites = await loadSuites(root)
  const only = new RegExp(options.only ?? '', 'i')
  const isWanted = (/** @type {Bench} */ { name }) => only.test(name)
  const other = options.compare === undefined ? null : fromCaller(options.compare)
  await setUp('test')
  if (other !== null) await setUpOther(other)
  return withDesktop(async (env) => {
    const measure = (/** @type {Bench} */ bench) => {
      console.error(`  … ${bench.name}`)
      return runBench(bench, env)
    }
    if (other !== null) {
      const pairs = await measureBoth(root, other, isWanted, measure)
      console.log(`\n${formatComparison(pairs)}`)
      return pairs.some(({ here, there }) => [...here, ...there].some(({ value }) => value === null)) ? 1 : 0
    }
    /** @type {Row[]} */
    const rows = []
    for (const bench of benchesOf(suites).filter(isWanted)) rows.push(await measure(bench))
    console.log(`\n${formatTable(rows)}`)
    if (options.json !== undefined) writeFileSync(fromCaller(options.json), `${JSON.stringify(rows, null, 2)}\n`)
    if (options.report) report(suites, rows)
    return rows.some(({ ok }) => !ok) ? 1 : 0
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = await main()
