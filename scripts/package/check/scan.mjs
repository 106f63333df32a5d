import { root } from '../../paths.mjs'
import { runCommand } from '../../processes.mjs'
import { reasonOf } from '../../setup/steps.mjs'
import { refusal } from './trial.mjs'

/** The scanner's 400 packages come over the network the first time, and it parses a megabyte of bundles. */
const limitMs = 12 * 60_000

/** @returns {import('../../setup/steps.mjs').Step[]} */
export function scanSteps() {
  return [
    {
      title: 'Scanner',
      async run(doing) {
        doing('electronegativity, over the build that is packed')
        const outcome = await runCommand('npm', ['run', '--silent', 'electronegativity'], { cwd: root, timeoutMs: limitMs })
        if (outcome.code !== 0) throw refusal('The scanner finds what nobody has reviewed.', reasonOf(outcome), 'npm run electronegativity')
        return outcome.stdout.trim().split('\n').at(-1) ?? ''
      }
    }
  ]
}
