import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { withLock } from '../lock.mjs'
import { root } from '../paths.mjs'

/**
 * The Linux behind the practice classroom's machines. Whatever becomes of it is no reason to stop: without it machines
 * run all the same, and say at their consoles what is missing.
 *
 * @returns {import('./steps.mjs').Step}
 */
export function guestImage() {
  return {
    title: 'Guest image',
    async run(doing) {
      // It bundles with npm's packages, which an earlier step brings.
      const { buildGuestImage } = await import('../guest-image/build.mjs')
      const tellWait = () => doing('another command makes it; waiting for it to finish')
      try {
        return await withLock('guest-image', () => buildGuestImage(doing), tellWait)
      } catch (error) {
        return `not made, so that machines have no screens: ${/** @type {Error} */ (error).message}`
      }
    }
  }
}

/**
 * The same without waiting: a window does not come a minute later for what nobody has asked for yet.
 *
 * @returns {import('./steps.mjs').Step}
 */
export function guestImageInBackground() {
  return {
    title: 'Guest image',
    async run() {
      // It outlives this script: a window that is closed again must not waste what was fetched.
      spawn(process.execPath, [join(root, 'scripts', 'guest-image.mjs')], { cwd: root, detached: true, stdio: 'ignore' }).unref()
      return 'made in the background unless it is there'
    }
  }
}
