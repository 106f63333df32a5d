import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { runCommand } from '../processes.mjs'
import { reasonOf, StepFailure } from '../setup/steps.mjs'
import { writeDebian } from './deb.mjs'
import { rpmSpec } from './rpm.mjs'
import { home, setUid } from './tree.mjs'

/**
 * @typedef {object} Order
 * @property {string} tree
 * @property {import('./release.mjs').Release} release
 * @property {string} work
 * @property {string} out
 * @property {readonly string[]} [configuration] absolute paths of files in the tree about which an upgrade asks where an administrator has changed them:
 *   none of ours, but one of the versions that the upgrade is tried from
 */

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('./release.mjs').Release} release
 */
async function run(command, args, { date }) {
  const epoch = `${Date.parse(`${date}T00:00:00Z`) / 1000}`
  const outcome = await runCommand(command, args, { env: { ...process.env, SOURCE_DATE_EPOCH: epoch, LC_ALL: 'C' } })
  if (outcome.code !== 0) throw new StepFailure(`${command} failed.`, { why: reasonOf(outcome), type: `${command} ${args.join(' ')}` })
  return outcome.stdout
}

/**
 * @param {Order} order
 * @returns {Promise<string>} the package's file
 */
export async function writeDeb({ tree, release, out, configuration = [] }) {
  const usage = await run('du', ['-sk', tree], release)
  writeDebian(tree, release, { installedKiB: Number.parseInt(usage, 10), configuration })
  const file = join(out, `${release.packageName}_${release.version}_amd64.deb`)
  // Debian 12 and Ubuntu read zstd; xz takes minutes to make the file a tenth smaller.
  await run('dpkg-deb', ['--root-owner-group', '-Zzstd', '-z9', '--build', tree, file], release)
  rmSync(join(tree, 'DEBIAN'), { recursive: true })
  return file
}

/**
 * @param {Order} order
 * @returns {Promise<string>}
 */
export async function writeRpm({ tree, release, work, out, configuration = [] }) {
  const top = join(work, 'rpm')
  mkdirSync(top)
  const spec = join(top, 'lab-companion.spec')
  writeFileSync(spec, rpmSpec(release, { tree, configuration, setUid }))
  await run('rpmbuild', ['-bb', '--target', 'x86_64', '--define', `_topdir ${top}`, '--define', `_dbpath ${join(top, 'db')}`, '--nodeps', spec], release)
  const folder = join(top, 'RPMS', 'x86_64')
  const [name = ''] = await readdir(folder)
  const file = join(out, name)
  cpSync(join(folder, name), file)
  return file
}

/**
 * The program's folder, with what documents it; nothing of it needs root, and nothing goes anywhere else.
 *
 * @param {Order} order
 * @returns {Promise<string>}
 */
export async function writeTar({ tree, release, work, out }) {
  const name = `${release.packageName}-${release.version}-linux-x64`
  const folder = join(work, name)
  renameSync(join(tree, home), folder)
  cpSync(join(tree, 'usr', 'share'), join(folder, 'share'), { recursive: true })
  const file = join(out, `${name}.tar.xz`)
  // Set-uid means nothing for files that do not belong to root.
  await run('tar', ['-C', work, '--sort=name', '--owner=0', '--group=0', '--numeric-owner', `--mtime=${release.date}`, '--mode=u-s', '-I', 'xz -1 -T0', '-cf', file, name], release)
  renameSync(folder, join(tree, home))
  return file
}
