import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { wantedVersion } from '../electron-path.mjs'
import { readManifest } from '../guest-image/build.mjs'
import { root } from '../paths.mjs'
import { runCommand } from '../processes.mjs'

/**
 * What is being packed.
 *
 * @typedef {object} Release
 * @property {string} packageName
 * @property {string} version
 * @property {string} date YYYY-MM-DD
 * @property {string} electron its version
 * @property {boolean} isStandIn packed with another Electron than releases are built with
 * @property {string} description one line
 * @property {string | null} note what a reader must know besides
 * @property {readonly string[]} guestPackages of Debian, in the guests of the practice classroom, such as bash_5.2.15-2_i386
 */

/**
 * @param {string} electron the version that is packed
 * @returns {Promise<Release>}
 */
export async function describeRelease(electron) {
  const { name, version, description } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const isStandIn = electron !== wantedVersion()
  return {
    packageName: isStandIn ? `${name}-stand-in` : name,
    version,
    date: await lastChange(),
    electron,
    isStandIn,
    description: `${description.replace(/\.$/, '')}${isStandIn ? ' (stand-in runtime, for tests)' : ''}`,
    note: isStandIn ? `Built with Electron ${electron}, which is end-of-life, because Electron ${wantedVersion()} was not at hand: for development and tests only.` : null,
    guestPackages: (await readManifest())?.packages ?? []
  }
}

/** @param {Release} release */
export function versionText({ version, electron, note }) {
  return `Lab Companion ${version}\nElectron ${electron}${note === null ? '' : `\n${note}`}`
}

/** The day of the commit, not of the packing: the same source gives the same package. */
async function lastChange() {
  const { code, stdout } = await runCommand('git', ['log', '-1', '--format=%cs'], { cwd: root })
  return code === 0 ? stdout.trim() : new Date().toISOString().slice(0, 10)
}
