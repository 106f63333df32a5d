import { join } from 'node:path'
import { appId, fileTypes } from './desktop-files.mjs'

/** @typedef {import('./release.mjs').Release} Release */

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
        extendInfo: {
          CFBundleDocumentTypes: fileTypes.map(({ comment, type }) => ({ CFBundleTypeName: comment, CFBundleTypeRole: 'Viewer', LSHandlerRank: 'Alternate', LSItemContentTypes: [type] }))
        },
        // Without a Developer ID this signs for this machine alone, and Gatekeeper refuses it elsewhere.
        osxSign: { identity: process.env['LAB_COMPANION_SIGNING_IDENTITY'] ?? '-', optionsForFile: () => ({ hardenedRuntime: true }) }
      }
    case 'win32':
      return {
        ...common,
        platform: 'win32',
        arch: 'x64',
        win32metadata: { CompanyName: 'The Lab Companion authors', FileDescription: 'Lab Companion', ProductName: 'Lab Companion', 'requested-execution-level': 'asInvoker' }
      }
    default:
      throw new Error(`There is no package for ${system}.`)
  }
}

/**
 * @param {NodeJS.Platform} system
 * @param {string} folder what the packager has made
 * @returns {{ binary: string, resources: string }}
 */
export function placesIn(system, folder) {
  switch (system) {
    case 'darwin': {
      const contents = join(folder, 'Lab Companion.app', 'Contents')
      return { binary: join(contents, 'MacOS', 'Lab Companion'), resources: join(contents, 'Resources') }
    }
    case 'win32':
      return { binary: join(folder, 'lab-companion.exe'), resources: join(folder, 'resources') }
    default:
      return { binary: join(folder, 'lab-companion'), resources: join(folder, 'resources') }
  }
}
