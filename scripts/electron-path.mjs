import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { cacheDir, root } from './paths.mjs'

/**
 * The Electron that runs this clone: the official one, or the old one that stands in where the official one cannot be
 * downloaded (see setup/fallback-runtime.mjs).
 *
 * @typedef {{ kind: 'official' | 'fallback', directory: string, path: string, version: string }} Runtime directory: as its ZIP file unpacks; path: of the program in it
 */

/** The npm package `electron` unpacks its own download here. */
const officialDir = join(root, 'node_modules', 'electron', 'dist')

const programs = /** @type {Partial<Record<NodeJS.Platform, string>>} */ ({ darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' })

/** @param {string} directory of a distribution for this system */
export const programIn = (directory) => join(directory, programs[process.platform] ?? 'electron')

export const fallbackVersion = '25.1.1'
export const fallbackDir = join(cacheDir, `electron-${fallbackVersion}`)

/** @returns {string} the version of Electron that package.json asks for */
export function wantedVersion() {
  return JSON.parse(readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8')).version
}

/** @returns {Runtime | undefined} undefined before set-up */
export function findRuntime() {
  // The variable that Playwright and Electron's own command read.
  const chosen = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  return chosen ? readRuntime(chosen) : (readRuntime(officialDir) ?? readRuntime(fallbackDir))
}

/**
 * @param {string} directory
 * @returns {Runtime | undefined}
 */
function readRuntime(directory) {
  const path = programIn(directory)
  if (!existsSync(path) || !existsSync(join(directory, 'version'))) return undefined
  const version = readFileSync(join(directory, 'version'), 'utf8').trim().replace(/^v/, '')
  return { kind: version === wantedVersion() ? 'official' : 'fallback', directory, path, version }
}

/**
 * @returns {string} the absolute path of the Electron binary
 * @throws {Error} before set-up
 */
export function electronPath() {
  const runtime = findRuntime()
  if (!runtime) throw new Error('There is no Electron here yet. Type: npm run build')
  return runtime.path
}

/** @returns {Runtime['kind'] | undefined} a release is built with the official one only */
export function runtimeKind() {
  return findRuntime()?.kind
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.log(electronPath())
