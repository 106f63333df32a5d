import { root } from '../../scripts/paths.mjs'
import { runCommand } from '../../scripts/processes.mjs'

/** Twenty times what every run of the tests plays. */
const rounds = 1000

/** @type {import('../../scripts/bench.mjs').About} */
export const about = {
  title: 'Notes under kill -9',
  how: 'A scripted writer is killed at random instants a thousand times, with a full disk, input errors and refused access injected; each acknowledged edit must be in the file afterwards, and the file must be the old or the new text.',
  limits: 'Nothing: this is no race, and one lost round is a bug.'
}

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
