import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from './paths.mjs'
import { cleanUpAtEnd, exitOf, runCommand, startChild } from './processes.mjs'
import { setUp } from './setup/index.mjs'
import { reasonOf, runSteps, StepFailure } from './setup/steps.mjs'

const usage = `Usage: npm run package:check -- [DIR]
  Tries the packages in DIR (dist/ otherwise): installs the DEB in a clean Debian 12, plays the main job in it without any network, and removes it again;
  plays it from the tarball, too; puts the RPM into a root of its own; lints what they bring. Needs root, and a Debian to bootstrap the other from.`

/** What is refreshed by others when menus and file types change; it must hold no word of ours afterwards. */
const refreshed = /^\/(usr\/share\/(mime|applications\/mimeinfo\.cache|icons\/hicolor\/icon-theme\.cache)|var\/(lib\/dpkg|lib\/apt|cache|log)|etc\/resolv\.conf|tmp|home\/student)(\/|$)/

async function main() {
  let folder
  try {
    const { positionals } = parseArgs({ allowPositionals: true })
    if (positionals.length > 1) throw new Error('one folder at a time')
    folder = resolve(process.env['INIT_CWD'] ?? process.cwd(), positionals[0] ?? join(root, 'dist'))
  } catch (error) {
    console.error(`${/** @type {Error} */ (error).message}\n\n${usage}`)
    return 2
  }
  await setUp('package', { quiet: true })
  const work = mkdtempSync(join(tmpdir(), 'lab-companion-check-'))
  const forget = cleanUpAtEnd(() => rmSync(work, { recursive: true, force: true }))
  try {
    await runSteps(await stepsOf(folder, work))
    return 0
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error
    return 1
  } finally {
    forget()
  }
}

/**
 * @param {string} folder with the packages
 * @param {string} work
 * @returns {Promise<import('./setup/steps.mjs').Step[]>}
 */
async function stepsOf(folder, work) {
  const [{ cleanRoot, copyRoot, inRoot }, { readFuses, fuses }, { runtimePackages }, { newestGlibc }, { listPackage }] = await Promise.all([
    import('./package/clean-root.mjs'), import('./package/fuses.mjs'), import('./setup/system-packages.mjs'), import('./package/symbols.mjs'), import('@electron/asar')
  ])
  const names = await readdir(folder).catch(() => [])
  const deb = names.find((name) => name.endsWith('_amd64.deb'))
  const rpm = names.find((name) => name.endsWith('.x86_64.rpm'))
  const tar = names.find((name) => name.endsWith('-linux-x64.tar.xz'))
  if (deb === undefined || rpm === undefined || tar === undefined) throw new Error(`There are not all three packages in ${folder}: npm run package first.`)
  const packageName = deb.split('_')[0] ?? ''
  const place = join(work, 'root')
  let before = new Set()

  /** @param {string} command @param {'helper' | 'namespaces'} sandbox */
  const play = async (command, sandbox) => {
    const pictures = join(folder, `pictures-${sandbox}`)
    // Nothing but loopback: a laptop on a train has the practice classroom, too.
    const script = 'ip link set lo up && exec "$@"'
    const args = ['--net', 'sh', '-c', script, 'sh', process.execPath, join(root, 'scripts', 'package-play.mjs'), place, pictures, command, sandbox]
    if ((await exitOf(startChild('unshare', args, { stdio: ['ignore', 'inherit', 'inherit'], detached: true }))) === 0) return `played without a network; pictures: ${pictures}`
    throw new StepFailure('The program did not do its job.', { why: 'See above.', type: `ls ${pictures}` })
  }
  /** @param {readonly string[]} command @param {{ user?: string }} [options] */
  const must = async (command, options) => {
    const outcome = await inRoot(place, command, options)
    if (outcome.code !== 0) throw new StepFailure(`${command.join(' ')} failed.`, { why: reasonOf(outcome), type: `npm run package:check` })
    return outcome.stdout.trim()
  }
  return [
    {
      title: 'Clean root',
      async run(doing) {
        const depends = [...runtimePackages('debian').map((alternatives) => alternatives.at(-1) ?? ''), 'xdg-utils']
        const clean = await cleanRoot(depends, doing)
        await copyRoot(clean, place)
        before = await listFiles(place)
        return `Debian 12, ${before.size} files`
      }
    },
    {
      title: 'Install DEB',
      async run() {
        await runCommand('cp', [join(folder, deb), join(place, 'var/cache/lab-companion.deb')])
        await must(['dpkg', '--install', '/var/cache/lab-companion.deb'])
        rmSync(join(place, 'var/cache/lab-companion.deb'))
        return `${(await listFiles(place)).size - before.size} files more`
      }
    },
    {
      title: 'What it brings',
      async run() {
        expectIn(await must(['lab-companion', '--version'], { user: 'student' }), 'Lab Companion')
        expectIn(await must(['lab-companion', '--help'], { user: 'student' }), '--classroom FILE')
        const wrong = await inRoot(place, ['lab-companion', '--bogus'], { user: 'student' })
        if (wrong.code !== 2) throw new StepFailure('A wrong option is not refused.', { why: reasonOf(wrong), type: 'lab-companion --bogus' })
        expectIn(await must(['sh', '-c', 'man --warnings=all lab-companion 2>&1 | cat']), 'EXIT STATUS')
        expectIn(await must(['bash', '-c', 'source /usr/share/bash-completion/bash_completion; _completion_loader lab-companion; COMP_WORDS=(lab-companion --cl) COMP_CWORD=1; _lab_companion; echo "${COMPREPLY[*]}"']), '--classroom')
        writeFileSync(join(place, 'home/student/mine.classroom.yaml'), 'kind: Classroom\n')
        expectIn(await must(['gio', 'info', '-a', 'standard::content-type', '/home/student/mine.classroom.yaml']), 'vnd.lab-companion.classroom+yaml')
        expectIn(await must(['gio', 'mime', 'application/vnd.lab-companion.classroom+yaml']), 'lab-companion.desktop')
        for (const [tool, ...args] of [
          ['desktop-file-validate', join(place, 'usr/share/applications/lab-companion.desktop')],
          ['appstreamcli', 'validate', '--no-net', join(place, 'usr/share/metainfo/io.labcompanion.LabCompanion.metainfo.xml')]
        ]) {
          const outcome = await runCommand(tool ?? '', args)
          if (outcome.code !== 0) throw new StepFailure(`${tool} complains.`, { why: reasonOf(outcome), type: [tool, ...args].join(' ') })
        }
        return 'version, help, manual, completion, file types, menu entry, AppStream'
      }
    },
    {
      title: 'Archive',
      async run() {
        const archive = join(place, 'usr/lib/lab-companion/resources/app.asar')
        const listed = listPackage(archive, { isPack: true })
        const packed = listed.filter((line) => line.startsWith('pack ')).map((line) => line.replace(/^\S+\s*:\s*/, ''))
        const stray = packed.filter((path) => /\.node$|\.map$|\.ts$(?<!\.d\.ts)/.test(path))
        if (packed.length === 0 || stray.length > 0) throw new StepFailure('The archive holds what it should not.', { why: stray.join(', ') || 'It is empty.', type: `asar list ${archive}` })
        return `${listed.length} entries, add-ons beside it, no sources`
      }
    },
    {
      title: 'Fuses',
      async run() {
        const found = await readFuses(join(place, 'usr/lib/lab-companion/lab-companion'))
        const wrong = Object.entries(fuses).filter(([name, wanted]) => found[name] !== wanted && found[name] !== null)
        if (wrong.length > 0) throw new StepFailure('Fuses are not as they should be.', { why: wrong.join(', '), type: 'npm run package' })
        const node = await inRoot(place, ['ELECTRON_RUN_AS_NODE=1', '/usr/lib/lab-companion/lab-companion', '-e', 'console.log("runs as " + "Node")'], { user: 'student' })
        if (node.stdout.includes('runs as Node')) throw new StepFailure('The program runs as Node.', { why: node.stdout, type: 'npm run package' })
        return `${Object.entries(found).filter(([, state]) => state !== null).length} set, and it does not run as Node`
      }
    },
    {
      title: 'Main job',
      async run(doing) {
        doing('as a user, without a network, sandboxed by the set-uid helper')
        return play('lab-companion', 'helper')
      }
    },
    {
      title: 'Remove DEB',
      async run() {
        writeFileSync(join(place, 'etc/lab-companion/ours.classroom.yaml'), 'kind: Classroom\n')
        await must(['dpkg', '--remove', packageName])
        const left = await leftovers(place, before)
        if (left.some((path) => !path.startsWith('/etc/lab-companion'))) throw new StepFailure('Files are left.', { why: left.join('\n'), type: 'npm run package:check' })
        if (!left.includes('/etc/lab-companion/ours.classroom.yaml')) throw new StepFailure("The administrator's files are gone.", { why: left.join('\n'), type: 'npm run package:check' })
        const kept = await readdir(join(place, 'home/student/.config/Lab Companion'))
        if (!kept.includes('practice')) throw new StepFailure("The user's files are gone.", { why: kept.join('\n'), type: 'npm run package:check' })
        const mention = await runCommand('grep', ['-rl', 'lab-companion', join(place, 'usr/share/mime'), join(place, 'usr/share/applications')])
        if (mention.stdout !== '') throw new StepFailure('Menus or file types still name it.', { why: mention.stdout, type: 'npm run package:check' })
        await must(['dpkg', '--purge', packageName])
        return `left after removal: ${left.join(', ')} and the user's own files`
      }
    },
    {
      title: 'Tarball',
      async run(doing) {
        await must(['rm', '-rf', '/home/student/.config'])
        await runCommand('tar', ['-xf', join(folder, tar), '-C', join(place, 'home/student'), '--no-same-owner'])
        const [name = ''] = (await readdir(join(place, 'home/student'))).filter((entry) => entry.endsWith('-linux-x64'))
        doing('as a user, without a network, sandboxed by user namespaces')
        return play(`/home/student/${name}/bin/lab-companion`, 'namespaces')
      }
    },
    {
      title: 'RPM',
      async run() {
        const file = join(folder, rpm)
        const rpmRoot = join(work, 'rpm-root')
        mkdirSync(rpmRoot)
        /** @param {readonly string[]} args */
        const ask = async (...args) => {
          const outcome = await runCommand('rpm', args)
          if (outcome.code !== 0) throw new StepFailure(`rpm ${args[0]} failed.`, { why: reasonOf(outcome), type: `rpm ${args.join(' ')}` })
          return outcome.stdout.trim()
        }
        const listed = (await ask('-qlp', file)).split('\n')
        for (const path of ['/usr/bin/lab-companion', '/usr/share/applications/lab-companion.desktop', '/etc/lab-companion/README']) {
          if (!listed.includes(path)) throw new StepFailure(`The RPM lacks ${path}.`, { why: `It has ${listed.length} files.`, type: `rpm -qlp ${file}` })
        }
        expectIn(await ask('-qp', '--scripts', file), '')
        // This machine's rpm has no packages that could fulfil what it requires.
        const inIt = ['--root', rpmRoot, '--nodeps']
        await ask(...inIt, '-i', file)
        await ask('--root', rpmRoot, '-V', '--nodeps', packageName)
        const version = await runCommand(join(rpmRoot, 'usr/bin/lab-companion'), ['--version'])
        expectIn(version.stdout, 'Lab Companion')
        const newest = newestGlibc(join(rpmRoot, 'usr/lib/lab-companion'))
        if (newest > 34) throw new StepFailure(`Something needs glibc 2.${newest}.`, { why: 'RHEL 9 has 2.34.', type: 'npm run package:check' })
        writeFileSync(join(rpmRoot, 'etc/lab-companion/README'), 'changed by an administrator\n')
        await ask(...inIt, '-e', packageName)
        const left = [...(await listFiles(rpmRoot))].filter((path) => path.includes('lab-companion'))
        if (left.some((path) => !path.startsWith('/etc/lab-companion'))) throw new StepFailure('Files are left.', { why: left.join('\n'), type: 'npm run package:check' })
        return `${listed.length} files, installed and removed by rpm in a root of its own; glibc 2.${newest} at most. Not started on RHEL: there is none here`
      }
    }
  ]
}

/** @param {string} text @param {string} part */
function expectIn(text, part) {
  if (!text.includes(part)) throw new StepFailure(`"${part}" is not in what was said.`, { why: text, type: 'npm run package:check' })
}

/** @param {string} folder */
async function listFiles(folder) {
  const { stdout } = await runCommand('find', [folder, '-xdev', '-printf', '/%P\n'])
  return new Set(stdout.split('\n').filter((path) => path.length > 1))
}

/** @param {string} place @param {Set<unknown>} before */
async function leftovers(place, before) {
  return [...(await listFiles(place))].filter((path) => !before.has(path) && !refreshed.test(path)).sort()
}

process.exitCode = await main()
