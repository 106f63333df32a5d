import { join } from 'node:path'
import { root } from '../../paths.mjs'
import { exitOf, runCommand, startChild } from '../../processes.mjs'
import { reasonOf, StepFailure } from '../../setup/steps.mjs'
import { inRoot } from '../clean-root.mjs'

/**
 * A root of its own in which packages are tried.
 *
 * @typedef {object} Trial
 * @property {string} place its folder
 * @property {(command: readonly string[], options?: { user?: string }) => Promise<string>} must runs a command in it and resolves to what it printed; throws a StepFailure when it fails
 * @property {(name: import('./plays.mjs').PlayName, options: { command?: string, sandbox: import('../../package-play.mjs').Sandbox }) => Promise<string>} play
 *   plays something in the installed program, as an ordinary user, with no network but loopback
 * @property {() => Promise<Set<string>>} listFiles paths from the place
 */

/** What is refreshed by others when menus and file types change; it must hold no word of ours afterwards. */
const refreshed = /^\/(usr\/share\/(mime|applications\/mimeinfo\.cache|icons\/hicolor\/icon-theme\.cache)|var\/(lib\/dpkg|lib\/apt|lib\/rpm|cache|log)|etc\/resolv\.conf|tmp|root\/\.rpmdb|home\/student)(\/|$)/

/**
 * @param {string} place
 * @param {string} pictures where screenshots go
 * @returns {Trial}
 */
export function createTrial(place, pictures) {
  return {
    place,
    async must(command, options) {
      const outcome = await inRoot(place, command, options)
      if (outcome.code !== 0) throw refusal(`${command.join(' ')} failed.`, reasonOf(outcome))
      return outcome.stdout.trim()
    },
    async play(name, { command = 'lab-companion', sandbox }) {
      const folder = join(pictures, name)
      // Nothing but loopback: a laptop on a train has the practice classroom, too.
      const script = 'ip link set lo up && exec "$@"'
      const args = ['--net', 'sh', '-c', script, 'sh', process.execPath, join(root, 'scripts', 'package-play.mjs'), place, folder, command, sandbox, name]
      if ((await exitOf(startChild('unshare', args, { stdio: ['ignore', 'inherit', 'inherit'], detached: true }))) === 0) return `pictures: ${folder}`
      throw refusal('The program did not do its job.', 'See above.', `ls ${folder}`)
    },
    async listFiles() {
      const { stdout } = await runCommand('find', [place, '-xdev', '-printf', '/%P\n'])
      return new Set(stdout.split('\n').filter((path) => path.length > 1))
    }
  }
}

/**
 * @param {Trial} trial
 * @param {ReadonlySet<string>} before
 * @returns {Promise<string[]>} what was not there before and is not somebody else's
 */
export async function leftovers(trial, before) {
  return [...(await trial.listFiles())].filter((path) => !before.has(path) && !refreshed.test(path)).sort()
}

/** @param {string} what @param {string} why @param {string} [type] */
export const refusal = (what, why, type = 'npm run package:check') => new StepFailure(what, { why, type })

/** @param {string} text @param {string} part */
export function expectIn(text, part) {
  if (!text.includes(part)) throw refusal(`"${part}" is not in what was said.`, text)
}
