import { existsSync } from 'node:fs'
import { runCommand } from '../processes.mjs'
import { reasonOf, StepFailure } from './steps.mjs'

/**
 * @typedef {'run' | 'headless' | 'test' | 'package'} Need run: the window on a desktop; headless: the same without a desktop;
 *   test: everything that the suite starts; package: what makes packages, and a clean root to try one in
 * @typedef {object} Distribution
 * @property {string} tool the package tool's command
 * @property {Record<Need, readonly (readonly string[])[]>} packages alternatives, first choice first
 * @property {(names: readonly string[]) => Promise<Set<string>>} listInstalled
 * @property {(names: readonly string[]) => Promise<string | undefined>} choose the alternative that this release offers
 * @property {readonly (readonly string[])[]} refresh commands to run before the packages are chosen
 * @property {(names: readonly string[]) => readonly string[]} install
 */

/** @param {readonly string[]} names */
const each = (...names) => names.map((name) => [name])

/** Debian 13 and Ubuntu 24.04 renamed libraries whose time_t grew to 64 bits, hence the `t64` alternatives. @type {Distribution} */
const debian = {
  tool: 'apt-get',
  packages: {
    run: [
      ['libgtk-3-0t64', 'libgtk-3-0'],
      ['libasound2t64', 'libasound2'],
      ['libatspi2.0-0t64', 'libatspi2.0-0'],
      ['libcups2t64', 'libcups2'],
      ...each('libnss3', 'libgbm1', 'libxss1', 'libsecret-1-0', 'libdbus-1-3', 'openssh-client', 'ca-certificates'),
      ...each('tar', 'gzip', 'procps')
    ],
    headless: each('xvfb', 'dbus', 'dbus-bin', 'gnome-keyring', 'fonts-dejavu-core'),
    test: each('openssh-server', 'zsh', 'xauth', 'dbus-x11', 'tigervnc-viewer', 'xdotool'),
    package: each('rpm', 'librsvg2-bin', 'appstream', 'desktop-file-utils', 'shared-mime-info', 'debootstrap')
  },
  async listInstalled(names) {
    // Status 1 only says that some are unknown.
    const { stdout } = await runCommand('dpkg-query', ['-W', '-f', '${db:Status-Status} ${Package}\n', ...names])
    return new Set(stdout.split('\n').flatMap((line) => (line.startsWith('installed ') ? [line.slice(10)] : [])))
  },
  async choose(names) {
    for (const name of names) {
      const { stdout } = await runCommand('apt-cache', ['policy', name], { env: { ...process.env, LC_ALL: 'C' } })
      const candidate = /Candidate: (.+)/.exec(stdout)?.[1]
      if (candidate && candidate !== '(none)') return name
    }
    return undefined
  },
  refresh: [['apt-get', 'update']],
  install: (names) => ['apt-get', 'install', '-y', '--no-install-recommends', ...names]
}

/** @type {Distribution} */
const fedora = {
  tool: 'dnf',
  packages: {
    run: [
      ...each('gtk3', 'nss', 'alsa-lib', 'mesa-libgbm', 'libXScrnSaver', 'libsecret', 'at-spi2-core', 'cups-libs'),
      ...each('dbus-libs', 'openssh-clients', 'ca-certificates', 'tar', 'gzip', 'procps-ng')
    ],
    headless: each('xorg-x11-server-Xvfb', 'dbus-daemon', 'dbus-tools', 'gnome-keyring', 'dejavu-sans-fonts'),
    test: each('openssh-server', 'zsh', 'xorg-x11-xauth', 'dbus-x11', 'tigervnc', 'xdotool'),
    package: each('rpm-build', 'dpkg', 'librsvg2-tools', 'appstream', 'desktop-file-utils', 'shared-mime-info', 'debootstrap')
  },
  async listInstalled(names) {
    const { stdout } = await runCommand('rpm', ['-q', '--qf', 'installed %{NAME}\n', ...names])
    return new Set(stdout.split('\n').flatMap((line) => (line.startsWith('installed ') ? [line.slice(10)] : [])))
  },
  choose: async (names) => names[0],
  refresh: [],
  install: (names) => ['dnf', 'install', '-y', ...names]
}

/**
 * What an installed program needs of its system.
 *
 * @param {'debian' | 'fedora'} family
 * @returns {readonly (readonly string[])[]} alternatives, first choice first
 */
export function runtimePackages(family) {
  return { debian, fedora }[family].packages.run
}

/** Installing openssh-server starts its service; the tests start an sshd of their own, on loopback. */
const silenceSshd = ['systemctl', 'disable', '--now', 'ssh.service', 'ssh.socket', 'sshd.service']

/**
 * @param {readonly Need[]} needs
 * @returns {import('./steps.mjs').Step}
 */
export function systemPackages(needs) {
  return {
    title: 'System packages',
    async run(doing) {
      const distribution = await detectDistribution()
      if (!distribution) return 'neither apt nor dnf here: GTK 3, NSS, ALSA, GBM, libXss and libsecret must be there'
      const wanted = needs.flatMap((need) => distribution.packages[need])
      const installed = await distribution.listInstalled(wanted.flat())
      const missing = wanted.filter((names) => !names.some((name) => installed.has(name)))
      if (missing.length === 0) return `all ${wanted.length} are there`

      const prefix = await findRootPrefix()
      if (prefix) {
        for (const command of distribution.refresh) {
          doing(command.join(' '))
          // A refresh may fail for one foreign source; whether the packages can be had, the installation tells.
          await runCommandAs(prefix, command)
        }
      }
      const chosen = await Promise.all(
        missing.map(async (names) => (await distribution.choose(names)) ?? /** @type {string} */ (names.at(-1)))
      )
      const commands = [distribution.install(chosen)]
      if (chosen.includes('openssh-server') && existsSync('/run/systemd/system')) commands.push(silenceSshd)
      const line = commands.map((command) => `sudo ${command.join(' ')}`).join('; ')
      if (!prefix) {
        throw new StepFailure(`${missing.length} system packages are missing: ${chosen.join(', ')}.`, {
          why: 'Installing them takes administrator rights, and sudo asks for a password.',
          type: line
        })
      }
      doing(`installing ${chosen.join(' ')}`)
      const [install = [], ...afterwards] = commands
      const outcome = await runCommandAs(prefix, install)
      if (outcome.code !== 0) {
        throw new StepFailure(`${distribution.tool} could not install ${chosen.join(', ')}.`, {
          why: reasonOf(outcome),
          type: line
        })
      }
      // Which of the units exist differs by distribution; those that do not are no trouble.
      for (const command of afterwards) await runCommandAs(prefix, command)
      return `${chosen.length} installed`
    }
  }
}

/** @returns {Promise<Distribution | undefined>} */
async function detectDistribution() {
  for (const [distribution, query] of /** @type {const} */ ([[debian, 'dpkg-query'], [fedora, 'rpm']])) {
    const [asked, tool] = await Promise.all([runCommand(query, ['--version']), runCommand(distribution.tool, ['--version'])])
    if (asked.code === 0 && tool.code === 0) return distribution
  }
  return undefined
}

/**
 * What to put before a command to run it as root without a question.
 *
 * @returns {Promise<readonly string[] | undefined>} undefined when that cannot be done
 */
export async function findRootPrefix() {
  if (process.getuid?.() === 0) return []
  const { code } = await runCommand('sudo', ['-n', 'true'])
  return code === 0 ? ['sudo', '-n'] : undefined
}

/**
 * @param {readonly string[]} prefix
 * @param {readonly string[]} command
 */
export function runCommandAs(prefix, command) {
  // sudo drops the environment; `env` sets it on the inside. Without a terminal debconf must not ask.
  const [first = '', ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', ...command]
  return runCommand(first, rest)
}
