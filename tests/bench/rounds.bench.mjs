import { root } from '../../scripts/paths.mjs'
import { runCommand } from '../../scripts/processes.mjs'

/** Ten times what every run of the tests plays. */
const rounds = 100

/** @type {import('../../scripts/bench.mjs').About} */
export const about = {
  title: 'Start, log in, quit or kill',
  how: 'A hundred rounds of start, log in and then quit, quit in the middle, or kill -9; after each no process, socket or lock may be left.',
  limits: 'Nothing: one round that leaves something is a bug.'
}

/** @type {readonly import('../../scripts/bench.mjs').Bench[]} */
export const benches = [
  {
    name: `Rounds of start, log in and quit or kill that leave something behind, of ${rounds}`,
    unit: 'rounds',
    goal: 0,
    async run({ env }) {
      const test = ['node_modules/playwright/cli.js', 'test', '--config=tests/e2e/playwright.config.ts', '--reporter=line', 'rounds']
      const { code, stdout } = await runCommand(process.execPath, test, { cwd: root, env: { ...env, LC_ROUNDS: String(rounds) } })
      // The test stops at the first round that leaves something.
      if (code !== 0) console.error(stdout)
      return { value: code === 0 ? 0 : 1, baseline: rounds }
    }
  }
]
