import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { electronPath } from '../electron-path.mjs'
import { runCommand } from '../processes.mjs'
import { StepFailure } from './steps.mjs'
import { findRootPrefix, runCommandAs } from './system-packages.mjs'

/**
 * Chromium puts its renderers into user namespaces, or, where the system denies them to programs that it does not know
 * (Ubuntu since 23.10), needs its set-uid helper. Running without a sandbox instead is no choice for an ordinary user.
 *
 * @returns {import('./steps.mjs').Step}
 */
export function sandbox() {
  return {
    title: 'Sandbox',
    async run(doing) {
      // Chromium refuses to start its sandbox as root; start.mjs says --no-sandbox then.
      if (process.getuid?.() === 0) return 'off, as always for root'
      const helper = join(dirname(electronPath()), 'chrome-sandbox')
      if (isSetUid(helper)) return 'by the set-uid helper'
      // Maps a user, which is what is denied to an unknown program that may still make a namespace.
      const { code } = await runCommand('unshare', ['--user', '--map-root-user', 'true'])
      if (code === 0) return 'by user namespaces'

      const commands = [['chown', 'root:root', helper], ['chmod', '4755', helper]]
      const prefix = await findRootPrefix()
      if (prefix) {
        doing('giving the helper its rights')
        for (const command of commands) await runCommandAs(prefix, command)
        if (isSetUid(helper)) return 'by the set-uid helper'
      }
      throw new StepFailure('The sandbox around web content cannot start.', {
        why: 'This system denies user namespaces to ordinary programs, and the helper that needs none must belong to root.',
        type: commands.map((command) => `sudo ${command.join(' ')}`).join(' && ')
      })
    }
  }
}

/** @param {string} file */
function isSetUid(file) {
  const found = statSync(file, { throwIfNoEntry: false })
  return found !== undefined && found.uid === 0 && (found.mode & 0o4000) !== 0
}
