import { join } from 'node:path'
import { root } from '../paths.mjs'
import { appId } from './desktop-files.mjs'

/** @typedef {import('./release.mjs').Release} Release */

/** The packager adds .icns or .ico; scripts/icons.mjs has made both. */
const icon = join(root, 'resources', 'icons', 'icon')

/** Systems whose packages have been installed and used; for the others there is a configuration that nobody has tried. */
export const testedSystems = ['linux']

/**
 * @param {NodeJS.Platform} system
 * @param {Release} release
 * @returns {Omit<import('@electron/packager').Options, 'dir'>}
 */
export function optionsFor(system, { version }) {
  const common = {
    name: 'Lab Companion',
    executableName: 'lab-companion',
    appVersion: version,
    appCopyright: 'Copyright the Lab Companion authors. Apache License 2.0.',
    // Add-ons are loaded by the system's linker, which reads no archives.
    asar: { unpack: '**/*.node' },
    // What goes in is chosen file by file (program.mjs).
    prune: false,
    overwrite: true,
    quiet: true
  }
  switch (system) {
    case 'linux':
      return { ...common, platform: 'linux', arch: 'x64' }
    case 'darwin':
      return {
        ...common,
        platform: 'darwin',
        arch: process.arch === 'arm64' ? 'arm64' : 'x64',
        executableName: 'Lab Companion',
        appBundleId: appId,
        appCategoryType: 'public.app-category.education',
        icon,
        osxSign: signing(process.env['LAB_COMPANION_SIGNING_IDENTITY'])
      }
    case 'win32':
      return {
        ...common,
        platform: 'win32',
        arch: 'x64',
        icon,
        win32metadata: { CompanyName: 'The Lab Companion authors', FileDescription: 'Lab Companion', ProductName: 'Lab Companion', 'requested-execution-level': 'asInvoker' }
      }
    default:
      throw new Error(`There is no package for ${system}.`)
  }
}

/**
 * @param {string | undefined} identity a Developer ID of this machine's keychain. Without one it is signed for this machine alone, and Gatekeeper refuses
 *   it elsewhere; under the hardened runtime such a program would not load its own frameworks. The packager's own entitlements are what Electron needs.
 * @returns {import('@electron/packager').OsxSignOptions}
 */
function signing(identity) {
  return identity === undefined ? { identity: '-', identityValidation: false, optionsForFile: () => ({ hardenedRuntime: false }) } : { identity }
}

/**
 * @param {NodeJS.Platform} system
 * @param {string} folder what the packager has made
 * @returns {string}
 */
export const resourcesIn = (system, folder) => (system === 'darwin' ? join(folder, 'Lab Companion.app', 'Contents', 'Resources') : join(folder, 'resources'))
