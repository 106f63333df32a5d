import { cpSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { readdir, readFile, readlink, writeFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { packager } from '@electron/packager'
import { zipSync } from 'fflate'
import { programIn } from '../electron-path.mjs'
import { outDir, root } from '../paths.mjs'
import { setFuses } from './fuses.mjs'
import { optionsFor, resourcesIn } from './systems.mjs'

/** @typedef {import('./release.mjs').Release} Release */

/** Native add-ons and what loads them; everything else is in the bundles (electron.vite.config.ts). */
const modules = ['node-pty', `@lydell/node-pty-${process.platform}-${process.arch}`, 'keytar']

/**
 * The program with its Electron, fuses set, as it runs from a folder.
 *
 * @param {object} order
 * @param {string} order.electron folder of an Electron distribution
 * @param {Release} order.release
 * @param {string} order.practice folder of the practice classroom
 * @param {string} order.work an empty folder
 * @returns {Promise<string>} the folder
 */
export async function packProgram({ electron, release, practice, work }) {
  const app = join(work, 'app')
  stageApp(app, release)
  const zips = join(work, 'zips')
  mkdirSync(zips)
  await writeFile(join(zips, `electron-v${release.electron}-${process.platform}-${process.arch}.zip`), await zipOf(electron))
  const resources = join(work, 'resources')
  mkdirSync(resources)
  renameSync(practice, join(resources, 'practice'))
  /** @type {string[]} */
  let missing = []
  const [folder = ''] = await packager({
    ...optionsFor(process.platform, release),
    dir: app,
    out: join(work, 'packed'),
    tmpdir: join(work, 'packager'),
    electronVersion: release.electron,
    electronZipDir: zips,
    extraResource: [join(resources, 'practice')],
    afterExtract: [(unpacked, _version, _platform, _arch, done) => void setFuses(programIn(unpacked)).then((found) => { missing = found; done() }, done)]
  })
  if (!existsSync(join(resourcesIn(process.platform, folder), 'app.asar'))) throw new Error(`${folder} has no app.asar`)
  if (missing.length > 0 && !release.isStandIn) throw new Error(`Electron ${release.electron} does not have the fuses ${missing.join(', ')}`)
  return folder
}

/**
 * @param {string} app is made
 * @param {Release} release
 */
function stageApp(app, { version }) {
  for (const part of ['main', 'preload', 'renderer']) cpSync(join(outDir, part), join(app, 'out', part), { recursive: true })
  for (const part of ['classrooms', 'units', 'icons/icon.png']) cpSync(join(root, 'resources', part), join(app, 'resources', part), { recursive: true })
  for (const name of modules) {
    cpSync(join(root, 'node_modules', name), join(app, 'node_modules', name), { recursive: true, filter: (source) => isNeeded(relative(join(root, 'node_modules', name), source)) })
  }
  const { name, productName, description, license, main } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name, productName, version, description, license, main, desktopName: 'lab-companion.desktop' }, null, 2))
}

/**
 * Of keytar only this machine's prebuilt add-on: not its sources, not what somebody has compiled here.
 *
 * @param {string} path inside of the package
 */
function isNeeded(path) {
  const [first, second] = path.split(sep)
  if (first === 'prebuilds') return second === undefined || second === `${process.platform}-${process.arch}`
  return !['build', 'src', 'script', 'binding.gyp'].includes(first ?? '')
}

/**
 * The packager wants a ZIP file, as Electron is published; nothing is compressed, as it is unpacked at once.
 *
 * @param {string} folder
 * @returns {Promise<Uint8Array>}
 */
async function zipOf(folder) {
  /** @type {import('fflate').Zippable} */
  const files = {}
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name)
    const isLink = lstatSync(file).isSymbolicLink()
    if (!isLink && !entry.isFile()) continue
    const name = relative(folder, file).replaceAll(sep, '/')
    // The stand-in's own application.
    if (name.startsWith('resources/app/')) continue
    // A Unix mode lies in the upper half of the attributes; 3 says that it is one. What a link leads to is its content: the frameworks of macOS have some.
    files[name] = [isLink ? Buffer.from(await readlink(file)) : await readFile(file), { level: 0, os: 3, attrs: lstatSync(file).mode << 16 }]
  }
  return zipSync(files)
}
