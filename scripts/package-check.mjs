import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { runPackageCommand } from './package/command.mjs'
import { root } from './paths.mjs'
import { setUp } from './setup/index.mjs'

const usage = `Usage: npm run package:check -- [--only deb,tar,rpm,ansible,scan] [--older DIR] [DIR]
  Tries the packages in DIR (dist/ otherwise) in a clean Debian 12: an older DEB is installed and used, as an ordinary user without any network; this one
  over it; the administrator's files in /etc; its removal. Plays the tarball, too, and the RPM, which is upgraded and read for what RHEL 9 lacks; forbids
  the sandbox; runs the lines for Ansible of docs/INSTRUCTORS.md; scans the build. Needs root, and a Debian to bootstrap the other from. Takes eight minutes, the first time four more.
  --older DIR   the older DEB and RPM, as npm run package has made them of an earlier commit; otherwise this clone's program is packed under an older number`

const parts = /** @type {const} */ (['deb', 'tar', 'rpm', 'ansible', 'scan'])

/** @typedef {{ folder: string, older: string | null, wanted: readonly string[] }} Order folder: with the packages; older: with those of an earlier version; wanted: some of the parts */

/**
 * @param {readonly string[]} args
 * @param {string} directory
 * @returns {Order}
 */
function readOrder(args, directory) {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { only: { type: 'string' }, older: { type: 'string' } } })
  if (positionals.length > 1) throw new Error('one folder at a time')
  const wanted = values.only?.split(',') ?? parts
  const unknown = wanted.find((part) => !parts.some((known) => known === part))
  if (unknown !== undefined) throw new Error(`there is no part ${unknown}`)
  return { folder: resolve(directory, positionals[0] ?? join(root, 'dist')), older: values.older === undefined ? null : resolve(directory, values.older), wanted }
}

/**
 * @param {Order} order
 * @param {string} work
 * @returns {Promise<import('./setup/steps.mjs').Step[]>}
 */
async function stepsOf({ folder, older, wanted }, work) {
  // They use packages that set-up brings.
  const [{ olderSteps }, { debSteps }, { tarSteps }, { rpmSteps }, { ansibleSteps }, { scanSteps }] = await Promise.all([
    import('./package/check/older.mjs'), import('./package/check/deb.mjs'), import('./package/check/tar.mjs'), import('./package/check/rpm.mjs'), import('./package/check/ansible.mjs'), import('./package/check/scan.mjs')
  ])
  const names = await readdir(folder).catch(() => [])
  const [deb, rpm, tar] = ['_amd64.deb', '.x86_64.rpm', '-linux-x64.tar.xz'].map((end) => names.find((name) => name.endsWith(end)))
  if (deb === undefined || rpm === undefined || tar === undefined) throw new Error(`There are not all three packages in ${folder}: npm run package first.`)
  const packages = { name: deb.split('_')[0] ?? '', deb: join(folder, deb), rpm: join(folder, rpm), tar: join(folder, tar), pictures: join(folder, 'pictures') }
  const order = { packages, work, olderFolder: older, older: { version: '', deb: '', rpm: '' } }
  const steps = { deb: debSteps(order), tar: tarSteps(order), rpm: rpmSteps(order), ansible: ansibleSteps(order), scan: scanSteps() }
  return [...(wanted.every((part) => part === 'tar' || part === 'scan') ? [] : olderSteps(order)), ...parts.filter((part) => wanted.includes(part)).flatMap((part) => steps[part])]
}

process.exitCode = await runPackageCommand({ usage, readOrder, prepare: () => setUp('package', { quiet: true }), stepsOf })
