import { join } from 'node:path'
import { runCommand } from '../../processes.mjs'
import { reasonOf } from '../../setup/steps.mjs'
import { findingsOnFormat, rpmQuery } from '../rhel.mjs'
import { expectLibraries } from '../rpm.mjs'
import { actAsAdministrator, expectAdministrators } from './administrator.mjs'
import { freshTrial } from './deb.mjs'
import { expectIn, leftovers, refusal } from './trial.mjs'

/** A folder that belongs to a package of RHEL's own, which Debian's rpm does not know of. */
const folderOfRhel = '/usr/share/metainfo'

/**
 * The RPM in a Debian, whose packages rpm does not know: it is installed without a look at what it requires, and that is held against RHEL 9's list instead.
 *
 * @param {import('./deb.mjs').CheckOrder} order
 * @returns {import('../../setup/steps.mjs').Step[]}
 */
export function rpmSteps(order) {
  /** @type {import('./trial.mjs').Trial} */
  let trial
  let before = new Set()
  /** @param {readonly string[]} args */
  const rpm = async (...args) => {
    const outcome = await runCommand('rpm', ['--root', trial.place, ...args])
    if (outcome.code !== 0) throw refusal(`rpm ${args.join(' ')} failed.`, reasonOf(outcome))
    return outcome.stdout.trim()
  }
  return [
    {
      title: 'RPM',
      async run(doing) {
        trial = await freshTrial(order, 'rpm', doing)
        before = await trial.listFiles()
        const scripts = await rpm('-qp', '--scripts', '--triggers', order.packages.rpm)
        if (scripts !== '') throw refusal('It runs scripts at its installation.', scripts)
        await rpm('--nodeps', '-i', order.older.rpm)
        expectIn(await trial.must(['lab-companion', '--version'], { user: 'student' }), `Lab Companion ${order.older.version}`)
        doing('the older one, as a user, without a network, sandboxed by the set-uid helper')
        return trial.play('job', { sandbox: 'helper' })
      }
    },
    {
      title: 'RPM upgrade',
      async run(doing) {
        const written = actAsAdministrator(trial.place, '.rpmsave')
        await rpm('--nodeps', '-U', order.packages.rpm)
        expectAdministrators(trial.place, written)
        const owned = new Set((await rpm('-ql', order.packages.name)).split('\n'))
        const stray = (await leftovers(trial, before)).filter((path) => !owned.has(path) && ![folderOfRhel, ...written].includes(path))
        if (stray.length > 0) throw refusal('Files of the older version are left.', stray.join('\n'))
        await rpm('-V', '--nodeps', order.packages.name)
        doing('classroom, login, progress, notes, settings')
        return trial.play('again', { sandbox: 'helper' })
      }
    },
    {
      title: 'RHEL 9',
      async run() {
        const findings = findingsOnFormat(await rpm('-qp', '--queryformat', rpmQuery, order.packages.rpm))
        if (findings.length > 0) throw refusal('The rpm of RHEL 9 would not take it.', findings.join('\n'))
        return `${expectLibraries(join(trial.place, 'usr/lib/lab-companion'))}; zstd, SHA-256, no scripts. Not started on RHEL: there is none here`
      }
    },
    {
      title: 'Remove RPM',
      async run() {
        await rpm('-e', '--nodeps', order.packages.name)
        const left = await leftovers(trial, before)
        if (left.some((path) => !path.startsWith('/etc/lab-companion') && path !== folderOfRhel)) throw refusal('Files are left.', left.join('\n'))
        return `left after removal: ${left.join(', ')}`
      }
    }
  ]
}
