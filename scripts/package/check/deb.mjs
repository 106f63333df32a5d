import { rmSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { listPackage } from '@electron/asar'
import { runCommand } from '../../processes.mjs'
import { reasonOf } from '../../setup/steps.mjs'
import { cleanRoot, copyRoot, inRoot } from '../clean-root.mjs'
import { fuses, readFuses } from '../fuses.mjs'
import { actAsAdministrator, expectAdministrators } from './administrator.mjs'
import { bringsEverything } from './brings.mjs'
import { createTrial, expectIn, leftovers, refusal } from './trial.mjs'

/**
 * What is tried.
 *
 * @typedef {object} CheckOrder
 * @property {{ name: string, deb: string, rpm: string, tar: string, pictures: string }} packages
 * @property {string} work
 * @property {string | null} olderFolder with packages of an earlier version; null: one is built
 * @property {import('./older.mjs').Older} older once olderSteps have found or built it
 */

/**
 * @param {CheckOrder} order
 * @param {string} name
 * @param {import('../../setup/steps.mjs').Doing} doing
 * @returns {Promise<import('./trial.mjs').Trial>} a clean Debian 12 of its own
 */
export async function freshTrial({ packages, work }, name, doing) {
  const place = join(work, name)
  await copyRoot(await cleanRoot(doing), place)
  return createTrial(place, join(packages.pictures, name))
}

/**
 * @param {import('./trial.mjs').Trial} trial
 * @param {string} file
 */
async function install({ place, must }, file) {
  await runCommand('cp', [file, join(place, 'var/cache/lab-companion.deb')])
  // Without a choice made for it: it would ask about a file that both the administrator and the new version have changed, get no answer, and fail.
  await must(['dpkg', '--install', '/var/cache/lab-companion.deb'])
  rmSync(join(place, 'var/cache/lab-companion.deb'))
}

/**
 * From an older version in use to the removal of this one.
 *
 * @param {CheckOrder} order
 * @returns {import('../../setup/steps.mjs').Step[]}
 */
export function debSteps(order) {
  /** @type {import('./trial.mjs').Trial} */
  let trial
  let before = new Set()
  return [
    {
      title: 'Clean root',
      async run(doing) {
        trial = await freshTrial(order, 'deb', doing)
        before = await trial.listFiles()
        return `Debian 12, ${before.size} files`
      }
    },
    {
      title: 'Install DEB',
      async run() {
        await install(trial, order.older.deb)
        expectIn(await trial.must(['lab-companion', '--version'], { user: 'student' }), `Lab Companion ${order.older.version}`)
        return `${order.older.version} installed: ${(await trial.listFiles()).size - before.size} files more`
      }
    },
    {
      title: 'Main job',
      async run(doing) {
        doing('as a user, without a network, sandboxed by the set-uid helper')
        return trial.play('job', { sandbox: 'helper' })
      }
    },
    {
      title: 'Upgrade',
      async run() {
        const written = actAsAdministrator(trial.place, '.dpkg-bak')
        await install(trial, order.packages.deb)
        expectAdministrators(trial.place, written)
        if ((await trial.must(['lab-companion', '--version'], { user: 'student' })).includes(order.older.version)) throw refusal('The older version is still there.', 'lab-companion --version says so.')
        const owned = new Set((await trial.must(['dpkg', '--listfiles', order.packages.name])).split('\n'))
        const stray = (await leftovers(trial, before)).filter((path) => !owned.has(path) && !written.includes(path))
        if (stray.length > 0) throw refusal('Files of the older version are left.', stray.join('\n'))
        return `over it, and nothing asked: ${owned.size} files, none of the older version's own; ${written.join(', ')} as an administrator wrote them`
      }
    },
    {
      title: 'Everything kept',
      async run(doing) {
        doing('classroom, login, progress, notes, settings')
        return trial.play('again', { sandbox: 'helper' })
      }
    },
    { title: 'What it brings', run: () => bringsEverything(trial) },
    { title: 'Archive', run: () => holdsNoSources(join(trial.place, 'usr/lib/lab-companion/resources/app.asar')) },
    { title: 'Fuses', run: () => hasFuses(trial.place) },
    {
      title: "Room's files",
      async run(doing) {
        doing('classroom, unit and policy of /etc')
        return trial.play('room', { sandbox: 'helper' })
      }
    },
    {
      title: 'Exam',
      async run(doing) {
        doing('a certificate that nothing vouches for, and a solution')
        return trial.play('exam', { sandbox: 'helper' })
      }
    },
    {
      title: 'Writable policy',
      async run(doing) {
        doing('a policy that anybody can change')
        return trial.play('open', { sandbox: 'helper' })
      }
    },
    { title: 'Remove DEB', run: () => removesItself(trial, order.packages.name, before) }
  ]
}

/** @param {string} archive */
async function holdsNoSources(archive) {
  const listed = listPackage(archive, { isPack: true })
  const packed = listed.filter((line) => line.startsWith('pack ')).map((line) => line.replace(/^\S+\s*:\s*/, ''))
  const stray = packed.filter((path) => /\.node$|\.map$|\.ts$(?<!\.d\.ts)/.test(path))
  if (packed.length === 0 || stray.length > 0) throw refusal('The archive holds what it should not.', stray.join(', ') || 'It is empty.', `asar list ${archive}`)
  return `${listed.length} entries, add-ons beside it, no sources`
}

/** @param {string} place */
async function hasFuses(place) {
  const found = await readFuses(join(place, 'usr/lib/lab-companion/lab-companion'))
  const wrong = Object.entries(fuses).filter(([name, wanted]) => found[name] !== wanted && found[name] !== null)
  if (wrong.length > 0) throw refusal('Fuses are not as they should be.', wrong.join(', '), 'npm run package')
  const node = await inRoot(place, ['ELECTRON_RUN_AS_NODE=1', '/usr/lib/lab-companion/lab-companion', '-e', 'console.log("runs as " + "Node")'], { user: 'student' })
  if (node.stdout.includes('runs as Node')) throw refusal('The program runs as Node.', reasonOf(node), 'npm run package')
  return `${Object.values(found).filter((state) => state !== null).length} set, and it does not run as Node`
}

/**
 * @param {import('./trial.mjs').Trial} trial
 * @param {string} name
 * @param {ReadonlySet<string>} before
 */
async function removesItself(trial, name, before) {
  const { place, must } = trial
  await must(['dpkg', '--remove', name])
  const left = await leftovers(trial, before)
  if (left.some((path) => !path.startsWith('/etc/lab-companion'))) throw refusal('Files are left.', left.join('\n'))
  if (!left.includes('/etc/lab-companion/ours.classroom.yaml')) throw refusal("The administrator's files are gone.", left.join('\n'))
  const kept = await readdir(join(place, 'home/student/.config/Lab Companion'))
  if (!kept.includes('logs')) throw refusal("The user's files are gone.", kept.join('\n'))
  const mention = await runCommand('grep', ['-rl', 'lab-companion', join(place, 'usr/share/mime'), join(place, 'usr/share/applications')])
  if (mention.stdout !== '') throw refusal('Menus or file types still name it.', mention.stdout)
  await must(['dpkg', '--purge', name])
  return `left after removal: ${left.join(', ')} and the user's own files`
}
