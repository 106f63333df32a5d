import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readNeeds, x64 } from './elf.mjs'

/** Of a distribution as it is published, what its first window cannot come without. */
const parts = ['icudtl.dat', 'resources.pak', 'v8_context_snapshot.bin', 'locales/en-US.pak', 'chrome-sandbox', 'LICENSE', 'LICENSES.chromium.html']

/**
 * Looks at an Electron that somebody has named before an hour goes into packing it.
 *
 * @param {string} directory
 * @returns {string} its version, by its own file of that name
 * @throws {Error} with a sentence for the user
 */
export function checkElectron(directory) {
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`There is no folder ${directory}.`)
  const refuse = (/** @type {string} */ why) => new Error(`${directory} is no Electron for ${process.platform} on x64: ${why}.`)
  // Elsewhere the distributions look different, and nobody has packed one.
  if (process.platform === 'linux') {
    const binary = join(directory, 'electron')
    if (!existsSync(binary)) throw refuse('it has no program named electron')
    const needs = readNeeds(readFileSync(binary))
    if (needs === null) throw refuse('its electron is no 64-bit program of Linux')
    if (needs.machine !== x64) throw refuse('its electron is for another processor')
    const missing = parts.filter((part) => !existsSync(join(directory, part)))
    if (missing.length > 0) throw refuse(`it lacks ${missing.join(', ')}; unpack the whole of its ZIP file`)
  }
  const file = join(directory, 'version')
  const version = existsSync(file) ? /^v?(\d+\.\d+\.\d+\S*)\s*$/.exec(readFileSync(file, 'utf8'))?.[1] : undefined
  if (version === undefined) throw refuse('its file "version" is missing, or is none')
  return version
}
