import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findRuntime } from '../../electron-path.mjs'
import { writeDeb, writeRpm } from '../archives.mjs'
import { stagePractice } from '../practice.mjs'
import { packProgram } from '../program.mjs'
import { describeRelease } from '../release.mjs'
import { layOut } from '../tree.mjs'

export const olderVersion = '0.0.9'

/** Files that the older version has and the newer one has not: in the program's folder, and elsewhere. */
export const goneFiles = ['/usr/lib/lab-companion/resources/gone.txt', '/usr/share/doc/lab-companion/GONE.md']

/**
 * @param {import('./deb.mjs').CheckOrder} order
 * @returns {import('../../setup/steps.mjs').Step[]}
 */
export function olderSteps(order) {
  return [
    {
      title: 'Older version',
      async run(doing) {
        doing(`building ${olderVersion}`)
        Object.assign(order.older, await buildOlder(order.work))
        return `${olderVersion}, as DEB and RPM`
      }
    }
  ]
}

/**
 * Builds what an upgrade begins with: this clone's program under an older number, with files that the newer one has no more.
 *
 * @param {string} work
 * @returns {Promise<{ deb: string, rpm: string }>}
 */
async function buildOlder(work) {
  const runtime = findRuntime()
  if (runtime === undefined) throw new Error('There is no Electron here.')
  const folder = join(work, 'older')
  const practice = join(folder, 'practice')
  const tree = join(folder, 'tree')
  const out = join(folder, 'out')
  mkdirSync(out, { recursive: true })
  const release = { ...(await describeRelease(runtime.version)), version: olderVersion }
  await stagePractice(practice)
  const program = await packProgram({ electron: dirname(runtime.path), release, practice, work: folder })
  await layOut({ program, release, tree })
  for (const path of goneFiles) writeFileSync(join(tree, path), 'Not in the next version.\n')
  const order = { tree, release, work: folder, out }
  return { deb: await writeDeb(order), rpm: await writeRpm(order) }
}
