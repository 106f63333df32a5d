import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from '../processes.mjs'
import { root } from '../paths.mjs'
import { reasonOf, StepFailure } from './steps.mjs'

/**
 * @typedef {{ packages: Record<string, { version?: string, optional?: boolean }> }} Lockfile
 */

/** @returns {import('./steps.mjs').Step} */
export function npmPackages() {
  return {
    title: 'npm packages',
    async run(doing) {
      if (areInstalled(root)) return 'as in package-lock.json'
      doing('npm ci')
      // NODE_ENV=production would leave the build's own tools out.
      const outcome = await runCommand('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], { cwd: root })
      if (outcome.code !== 0) {
        throw new StepFailure('npm could not install the packages.', { why: reasonOf(outcome), type: 'npm ci' })
      }
      return 'installed'
    }
  }
}

/**
 * Compares what npm noted at its last installation with the lock file. npm writes its note last, so an installation that
 * was cut short does not count; one made by hand does.
 *
 * @param {string} directory
 * @returns {boolean}
 */
export function areInstalled(directory) {
  const note = join(directory, 'node_modules', '.package-lock.json')
  if (!existsSync(note)) return false
  const wanted = readLockfile(join(directory, 'package-lock.json')).packages
  const present = readLockfile(note).packages
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    // The entry without a path is this project; optional ones may be for other machines.
    if (path === '') return true
    const found = present[path]
    return found ? found.version === version : optional === true
  })
}

/**
 * @param {string} file
 * @returns {Lockfile}
 */
function readLockfile(file) {
  return JSON.parse(readFileSync(file, 'utf8'))
}
