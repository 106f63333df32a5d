import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cacheDir } from '../paths.mjs'
import { runCommand, startChild } from '../processes.mjs'
import { reasonOf, StepFailure } from '../setup/steps.mjs'
import { runtimePackages } from '../setup/system-packages.mjs'

/** What stands on a desktop beside the program: a display, a bus, a keyring, and the owners of menus and file types. */
const desktop = ['xvfb', 'xauth', 'dbus', 'dbus-x11', 'gnome-keyring', 'libglib2.0-bin', 'shared-mime-info', 'desktop-file-utils', 'hicolor-icon-theme', 'man-db', 'bash-completion', 'apt-utils']

/** What the program depends on, so that its own installation changes nothing else. */
const dependencies = [...runtimePackages('debian').map((alternatives) => alternatives.at(-1) ?? ''), 'xdg-utils']

/** A mirror that is slow takes minutes for the 300 MB of a desktop's libraries. */
const limitMs = 20 * 60_000

/**
 * A Debian 12 as it is installed, without anything of this machine, kept for the next time.
 *
 * @param {import('../setup/steps.mjs').Doing} doing
 * @returns {Promise<string>} its folder
 * @throws {StepFailure}
 */
export async function cleanRoot(doing) {
  const folder = join(cacheDir, 'clean-root')
  if (existsSync(folder)) return folder
  const draft = `${folder}.partial`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { recursive: true })
  doing('debootstrap bookworm')
  const bootstrapped = await runCommand('debootstrap', ['--variant=minbase', 'bookworm', draft], { timeoutMs: limitMs })
  if (bootstrapped.code !== 0) throw new StepFailure('The clean root could not be made.', { why: reasonOf(bootstrapped), type: `debootstrap --variant=minbase bookworm ${draft}` })
  doing('the libraries of a desktop')
  const installed = await inRoot(draft, ['apt-get', 'install', '-y', '--no-install-recommends', ...desktop, ...dependencies], { timeoutMs: limitMs })
  if (installed.code !== 0) throw new StepFailure('The clean root got no libraries.', { why: reasonOf(installed), type: `chroot ${draft} apt-get install …` })
  await inRoot(draft, ['useradd', '--create-home', '--shell', '/bin/bash', 'student'])
  await inRoot(draft, ['apt-get', 'clean'])
  renameSync(draft, folder)
  return folder
}

/**
 * The clean root with other packages of Debian in it, kept like it.
 *
 * @param {string} name
 * @param {readonly string[]} packages
 * @param {import('../setup/steps.mjs').Doing} doing
 * @returns {Promise<string>} its folder
 * @throws {StepFailure}
 */
export async function rootWith(name, packages, doing) {
  const folder = join(cacheDir, `clean-root-${name}`)
  if (existsSync(folder)) return folder
  const draft = `${folder}.partial`
  rmSync(draft, { recursive: true, force: true })
  await copyRoot(await cleanRoot(doing), draft)
  doing(packages.join(' '))
  for (const command of [['apt-get', 'update'], ['apt-get', 'install', '-y', '--no-install-recommends', ...packages], ['apt-get', 'clean']]) {
    const outcome = await inRoot(draft, command, { timeoutMs: limitMs })
    if (outcome.code !== 0) throw new StepFailure(`${packages.join(', ')} could not be installed.`, { why: reasonOf(outcome), type: `chroot ${draft} ${command.join(' ')}` })
  }
  renameSync(draft, folder)
  return folder
}

/**
 * @param {string} from
 * @param {string} to
 * @returns {Promise<void>} a copy that may be changed
 */
export async function copyRoot(from, to) {
  const { code, stderr } = await runCommand('cp', ['-a', '--reflink=auto', from, to])
  if (code !== 0) throw new Error(stderr)
  cpSync('/etc/resolv.conf', join(to, 'etc/resolv.conf'), { dereference: true })
}

/**
 * @typedef {{ user?: string, isWholeSystem?: boolean }} Inside isWholeSystem: the folder becomes the root of its mounts. In a mere chroot, which is
 *   otherwise what it is, the kernel denies user namespaces, as hardened systems do.
 */

/**
 * The command that runs another one inside. Its mounts and processes are its own: they end with it, and nothing is left mounted.
 *
 * @param {string} root
 * @param {readonly string[]} command
 * @param {Inside} inside
 * @returns {string[]}
 */
function commandInRoot(root, command, { user = 'root', isWholeSystem = false }) {
  const mounts = [
    ...(isWholeSystem ? [`mount --bind '${root}' '${root}'`] : []),
    `mount --rbind /dev '${root}/dev'`,
    `mount -t proc proc '${root}/proc'`,
    `mount -t sysfs -o ro sys '${root}/sys'`,
    `mount -t tmpfs -o mode=1777 tmp '${root}/tmp'`,
    ...(isWholeSystem ? [`cd '${root}'`, 'pivot_root . .', 'umount -l .', 'cd /'] : [])
  ]
  const home = user === 'root' ? '/root' : `/home/${user}`
  const environment = [`HOME=${home}`, `USER=${user}`, 'PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', 'LANG=C.UTF-8', 'DEBIAN_FRONTEND=noninteractive']
  const inside = ['chroot', `--userspec=${user}:${user}`, isWholeSystem ? '/' : root, 'env', '-i', ...environment, ...command]
  return ['unshare', '--mount', '--pid', '--fork', '--kill-child', '--propagation', 'private', 'sh', '-c', `${mounts.join(' && ')} && exec "$@"`, 'sh', ...inside]
}

/**
 * @param {string} root
 * @param {readonly string[]} command
 * @param {Inside & { timeoutMs?: number }} [options]
 */
export function inRoot(root, command, { timeoutMs = 120_000, ...inside } = {}) {
  const [first = '', ...rest] = commandInRoot(root, command, inside)
  return runCommand(first, rest, { timeoutMs })
}

/**
 * @param {string} root
 * @param {readonly string[]} command
 * @param {Inside} inside
 */
export function startInRoot(root, command, inside) {
  const [first = '', ...rest] = commandInRoot(root, command, inside)
  return startChild(first, rest, { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
}
