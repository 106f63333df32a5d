import { mkdirSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { findRuntime } from '../../electron-path.mjs'
import { writeDeb, writeRpm } from '../archives.mjs'
import { stagePractice } from '../practice.mjs'
import { packProgram } from '../program.mjs'
import { describeRelease } from '../release.mjs'
import { layOut } from '../tree.mjs'
import { goneConfiguration } from './administrator.mjs'
import { refusal } from './trial.mjs'

/**
 * What an upgrade begins with.
 *
 * @typedef {{ version: string, deb: string, rpm: string }} Older deb, rpm: files
 */

/** Of what is built here as the older version. */
const builtVersion = '0.0.9'

/** Files that the older version has and the newer one has not: in the program's folder, and elsewhere. */
const goneFiles = ['/usr/lib/lab-companion/resources/gone.txt', '/usr/share/doc/lab-companion/GONE.md']

/**
 * @param {import('./deb.mjs').CheckOrder} order
 * @returns {import('../../setup/steps.mjs').Step[]}
 */
export function olderSteps(order) {
  return [
    {
      title: 'Older version',
      async run(doing) {
        doing(order.olderFolder === null ? `building ${builtVersion}` : order.olderFolder)
        order.older = await (order.olderFolder === null ? buildOlder(order.work) : findOlder(order.olderFolder, order.packages.name))
        return `${order.older.version}, as DEB and RPM`
      }
    }
  ]
}

/**
 * @param {string} folder with packages that `npm run package` has made of an earlier commit
 * @param {string} name of the package that they are to be upgraded to
 * @returns {Promise<Older>}
 */
async function findOlder(folder, name) {
  const files = await readdir(folder)
  const deb = files.find((file) => file.startsWith(`${name}_`) && file.endsWith('_amd64.deb'))
  const version = deb?.slice(name.length + 1, -'_amd64.deb'.length) ?? ''
  const rpm = files.find((file) => file.startsWith(`${name}-${version}-`) && file.endsWith('.x86_64.rpm'))
  if (deb === undefined || rpm === undefined) throw refusal(`There is no older version in ${folder}.`, `It needs ${name}_VERSION_amd64.deb, and the RPM of that version.`)
  return { version, deb: join(folder, deb), rpm: join(folder, rpm) }
}

/**
 * Builds what an upgrade begins with: this clone's program under an older number, with files that the newer one has no more.
 *
 * @param {string} work
 * @returns {Promise<Older>}
 */
async function buildOlder(work) {
  const runtime = findRuntime()
  if (runtime === undefined) throw new Error('There is no Electron here.')
  const folder = join(work, 'older')
  const practice = join(folder, 'practice')
  const tree = join(folder, 'tree')
  const out = join(folder, 'out')
  mkdirSync(out, { recursive: true })
  const release = { ...(await describeRelease(runtime.version)), version: builtVersion }
  await stagePractice(practice)
  const program = await packProgram({ electron: runtime.directory, release, practice, work: folder })
  await layOut({ program, release, tree })
  for (const path of [...goneFiles, goneConfiguration]) writeFileSync(join(tree, path), 'Not in the next version.\n')
  const order = { tree, release, work: folder, out, configuration: [goneConfiguration] }
  return { version: builtVersion, deb: await writeDeb(order), rpm: await writeRpm(order) }
}
