import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './paths.mjs'
import { cleanUpAtEnd, exitOf, startChild } from './processes.mjs'
import { setUp } from './setup/index.mjs'

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Tally
 * @typedef {object} Runner
 * @property {(report: string, filters: readonly string[]) => string[]} args for Node
 * @property {(report: string) => NodeJS.ProcessEnv} env
 * @property {(report: any) => Tally} tally
 */

/** @type {Record<'unit' | 'e2e', Runner>} */
const runners = {
  unit: {
    args: (report, filters) => [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      '--passWithNoTests',
      ...filters
    ],
    env: () => ({}),
    tally: tallyVitest
  },
  e2e: {
    args: (_report, filters) => [
      'node_modules/playwright/cli.js',
      'test',
      '--config=tests/e2e/playwright.config.ts',
      '--pass-with-no-tests',
      ...filters
    ],
    env: (report) => ({ LC_E2E_REPORT: report }),
    tally: tallyPlaywright
  }
}

/**
 * @param {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number,
 *   testResults: { status: string, assertionResults: unknown[] }[] }} report
 * @returns {Tally}
 */
export function tallyVitest(report) {
  // A file that cannot be loaded holds no tests, and would not be missed.
  const unloadable = report.testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0)
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloadable.length,
    skipped: report.numPendingTests + report.numTodoTests
  }
}

/**
 * @param {{ stats: { expected: number, flaky: number, unexpected: number, skipped: number }, errors: unknown[] }} report
 * @returns {Tally} a test that passed only when repeated counts as failed
 */
export function tallyPlaywright({ stats, errors }) {
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length, skipped: stats.skipped }
}

/**
 * @param {Runner} runner
 * @param {readonly string[]} filters
 * @returns {Promise<Tally>}
 */
async function runTests({ args, env, tally }, filters) {
  const directory = mkdtempSync(join(tmpdir(), 'lab-companion-report-'))
  const forget = cleanUpAtEnd(() => rmSync(directory, { recursive: true, force: true }))
  const report = join(directory, 'report.json')
  try {
    const runner = startChild(process.execPath, args(report, filters), {
      cwd: root,
      env: { ...process.env, ...env(report) },
      stdio: ['ignore', 'inherit', 'inherit']
    })
    const code = await exitOf(runner)
    const result = tally(readReport(report))
    // It complains of something that is no test, such as an error nobody caught.
    return code !== 0 && result.failed === 0 ? { ...result, failed: 1 } : result
  } catch (error) {
    console.error(`The tests ended without a report: ${/** @type {Error} */ (error).message}`)
    return { passed: 0, failed: 1, skipped: 0 }
  } finally {
    forget()
  }
}

/** @param {string} file */
const readReport = (file) => JSON.parse(readFileSync(file, 'utf8'))

async function main() {
  const args = process.argv.slice(2)
  const at = args.indexOf('--only')
  const [, only] = at === -1 ? [] : args.splice(at, 2)
  if (at !== -1 && only !== 'unit' && only !== 'e2e') {
    console.error('Usage: npm test -- [--only unit|e2e] [FILE-OR-PART-OF-ITS-NAME…]')
    return 2
  }
  await setUp('test')
  /** @type {Tally} */
  const sum = { passed: 0, failed: 0, skipped: 0 }
  for (const [name, runner] of Object.entries(runners)) {
    if (only && only !== name) continue
    const { passed, failed, skipped } = await runTests(runner, args)
    sum.passed += passed
    sum.failed += failed
    sum.skipped += skipped
  }
  console.log(`\n${sum.passed} passed, ${sum.failed} failed${sum.skipped ? `, ${sum.skipped} skipped` : ''}`)
  return sum.failed > 0 || sum.passed === 0 ? 1 : 0
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = await main()
