import { root } from '../../scripts/paths.mjs'
import { runCommand } from '../../scripts/processes.mjs'

/** Twenty times what every run of the tests plays. */
const rounds = 1000

/** @type {readonly import('../../scripts/bench.mjs').Bench[]} */
export const benches = [
  {
    name: `Notes torn or edits lost by kill -9, of ${rounds} rounds`,
    unit: 'rounds',
    goal: 0,
    async run({ env }) {
      const test = ['node_modules/vitest/vitest.mjs', 'run', 'tests/unit/main/notes/kill.test.ts']
      const { code, stdout } = await runCommand(process.execPath, test, { cwd: root, env: { ...env, LC_KILL_ROUNDS: String(rounds) } })
      if (code !== 0) console.error(stdout)
      return { value: code === 0 ? 0 : 1, baseline: rounds }
    }
  }
]
