import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { root } from '../paths.mjs'
import { runCommand } from '../processes.mjs'
import { bashCompletion, manualPage } from './arguments.mjs'
import { appId, desktopEntry, metainfo, mimeTypes } from './desktop-files.mjs'
import { launcherScript } from './launcher.mjs'
import { versionText } from './release.mjs'
import { billOfMaterials, thirdPartyLicences } from './third-parties.mjs'

/** @typedef {import('./release.mjs').Release} Release */

/** The sizes that desktops ask for; others are scaled from them. */
const iconSizes = [16, 22, 24, 32, 48, 64, 128, 256, 512]

export const home = '/usr/lib/lab-companion'

/** The administrator's own, and empty: no file of ours lies there, so that no upgrade asks about one that somebody has changed. */
const administratorsFolder = '/etc/lab-companion'

/** The helper for systems that deny user namespaces to ordinary programs: it belongs to root, and runs as root for a moment. */
export const setUid = [`${home}/chrome-sandbox`]

const readme = `Lab Companion: files for everybody on this computer
====================================================

What lies in ${administratorsFolder} is read at each start, by every user's Lab Companion, and written by none: classrooms (classrooms/NAME.yaml),
units (units/NAME/unit.yaml) and what nobody may change (policy.yaml). It is empty when the program is installed; upgrades keep what you lay there, and
removing the program leaves it. INSTRUCTORS.md beside this file says what each of them does, and examples/ has a classroom to begin with.
`

/**
 * Lays the program out as it will lie under /, for DEB and RPM.
 *
 * @param {object} order
 * @param {string} order.program what packProgram has made; it is moved
 * @param {Release} order.release
 * @param {string} order.tree is made
 */
export async function layOut({ program, release, tree }) {
  const write = (/** @type {string} */ path, /** @type {string | Uint8Array} */ content, mode = 0o644) => {
    const file = join(tree, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
    chmodSync(file, mode)
  }
  mkdirSync(join(tree, dirname(home)), { recursive: true })
  await addCommand(program, release)
  renameSync(program, join(tree, home))
  mkdirSync(join(tree, 'usr/bin'), { recursive: true })
  symlinkSync('../lib/lab-companion/bin/lab-companion', join(tree, 'usr/bin/lab-companion'))
  write('usr/share/applications/lab-companion.desktop', desktopEntry())
  write(`usr/share/metainfo/${appId}.metainfo.xml`, metainfo(release))
  write('usr/share/mime/packages/lab-companion.xml', mimeTypes())
  write('usr/share/man/man1/lab-companion.1.gz', gzipSync(manualPage(release), { level: 9 }))
  write('usr/share/bash-completion/completions/lab-companion', bashCompletion())
  mkdirSync(join(tree, administratorsFolder), { recursive: true })
  const documentation = 'usr/share/doc/lab-companion'
  write(`${documentation}/README`, readme)
  write(`${documentation}/copyright`, readFileSync(join(root, 'LICENSE')))
  write(`${documentation}/third-party-licences.txt`, thirdPartyLicences(release))
  write(`${documentation}/sbom.cdx.json`, billOfMaterials(release))
  write(`${documentation}/examples/openshift-virtualization.classroom.yaml`, readFileSync(join(root, 'resources', 'classrooms', 'openshift-virtualization.yaml')))
  // Pages for whoever runs a classroom or writes units; the others are for who changes the program.
  for (const page of ['INSTRUCTORS.md', 'PACKAGES.md', 'UNITS.md', 'SECURITY.md', 'THREAT-MODEL.md']) {
    const file = join(root, 'docs', page)
    if (existsSync(file)) write(`${documentation}/${page}`, readFileSync(file))
  }
  await writeIcons(join(tree, 'usr/share/icons/hicolor'))
  await normaliseModes(tree)
}

/**
 * The program's folder alone, for a tarball: unpacked anywhere, started by bin/lab-companion.
 *
 * @param {string} program
 * @param {Release} release
 */
async function addCommand(program, release) {
  mkdirSync(join(program, 'bin'), { recursive: true })
  writeFileSync(join(program, 'bin', 'lab-companion'), launcherScript(versionText(release)))
  chmodSync(join(program, 'bin', 'lab-companion'), 0o755)
  // Electron's own licence stays under its own name, ours takes the usual one.
  cpSync(join(program, 'LICENSE'), join(program, 'LICENSE.electron'))
  cpSync(join(root, 'LICENSE'), join(program, 'LICENSE'))
}

/** @param {string} hicolor */
async function writeIcons(hicolor) {
  const drawing = join(root, 'resources', 'icons', 'icon.svg')
  for (const size of iconSizes) {
    const folder = join(hicolor, `${size}x${size}`, 'apps')
    mkdirSync(folder, { recursive: true })
    const { code, stderr } = await runCommand('rsvg-convert', ['-w', `${size}`, '-h', `${size}`, '-o', join(folder, 'lab-companion.png'), drawing])
    if (code !== 0) throw new Error(`rsvg-convert: ${stderr.trim()}`)
  }
  mkdirSync(join(hicolor, 'scalable', 'apps'), { recursive: true })
  cpSync(drawing, join(hicolor, 'scalable', 'apps', 'lab-companion.svg'))
}

/**
 * Whoever packs may have any umask; everybody must be able to read what is installed, and nobody but root to change it.
 *
 * @param {string} tree
 */
async function normaliseModes(tree) {
  chmodSync(tree, 0o755)
  for (const entry of await readdir(tree, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isDirectory()) chmodSync(path, 0o755)
    else if (entry.isFile()) chmodSync(path, (lstatSync(path).mode & 0o111) === 0 ? 0o644 : 0o755)
  }
  for (const path of setUid) chmodSync(join(tree, path), 0o4755)
}
