import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../../paths.mjs'
import { runCommand } from '../../processes.mjs'
import { reasonOf } from '../../setup/steps.mjs'
import { copyRoot, inRoot, rootWith } from '../clean-root.mjs'
import { createTrial, expectIn, refusal } from './trial.mjs'

/** What a control host of Debian has, and dnf as a workstation of RHEL has it. */
const tools = ['ansible-core', 'sudo', 'dnf', 'python3-dnf', 'python3-apt', 'rpm']

/** Ansible copies a module, and Python starts, for each line. */
const limitMs = 5 * 60_000

const ownFolder = '.config/Lab Companion'

/** What the next student of the same account must not find. */
const handedOn = ['Documents/Lab Companion notes', 'Lab Companion notes', '.local/share/keyrings', '.kube', '.ssh/known_hosts', '.bash_history', '.zsh_history']

/** Other programs' own. */
const strangers = ['.config/other', 'Documents/other', '.ssh/config']

/** @returns {string[]} the lines of docs/INSTRUCTORS.md that a reader would paste */
function linesOfInstructors() {
  return readFileSync(join(root, 'docs', 'INSTRUCTORS.md'), 'utf8').split('\n').filter((line) => line.startsWith('ansible '))
}

/**
 * A package with nothing in it but the names that the RPM requires, in RHEL's place: dnf resolves them as it does there. That RHEL has packages of these
 * names it cannot show.
 *
 * @param {string} rpm
 * @param {string} folder
 * @returns {Promise<string>} its file
 */
async function packNames(rpm, folder) {
  mkdirSync(folder)
  const { stdout } = await runCommand('rpm', ['-qpR', rpm])
  const names = [...new Set(stdout.split('\n').filter((line) => /^[\w+-]+$/.test(line)))]
  const spec = join(folder, 'names.spec')
  writeFileSync(spec, `Name: rhel-names\nVersion: 9\nRelease: 1\nSummary: Names\nLicense: Apache-2.0\nBuildArch: noarch\n${names.map((name) => `Provides: ${name}\n`).join('')}%description\nNames.\n%files\n`)
  const built = await runCommand('rpmbuild', ['-bb', '--define', `_topdir ${folder}`, '--define', `_dbpath ${join(folder, 'db')}`, spec])
  const [name] = await readdir(join(folder, 'RPMS', 'noarch')).catch(() => [])
  if (name === undefined) throw refusal('The names of RHEL could not be packed.', reasonOf(built))
  return join(folder, 'RPMS', 'noarch', name)
}

/**
 * @param {string} place
 * @param {() => Promise<void>} reset
 * @param {{ gone: readonly string[], kept: readonly string[] }} wanted of a student's home, afterwards
 */
async function resets(place, reset, { gone, kept }) {
  const student = join(place, 'home/student')
  for (const path of [...gone, ...kept]) mkdirSync(join(student, path), { recursive: true })
  await reset()
  const left = gone.filter((path) => existsSync(join(student, path)))
  const lost = kept.filter((path) => !existsSync(join(student, path)))
  if (left.length + lost.length > 0) throw refusal('A line of docs/INSTRUCTORS.md removes too little or too much.', `Left: ${left.join(', ') || 'nothing'}. Lost: ${lost.join(', ') || 'nothing'}.`)
}

/**
 * The lines for Ansible of docs/INSTRUCTORS.md, as they stand there, on one computer that is its own workstation.
 *
 * @param {import('./deb.mjs').CheckOrder} order
 * @returns {import('../../setup/steps.mjs').Step[]}
 */
export function ansibleSteps(order) {
  const { packages, work } = order
  return [
    {
      title: 'Ansible',
      async run(doing) {
        const place = join(work, 'ansible')
        await copyRoot(await rootWith('ansible', tools, doing), place)
        const { must } = createTrial(place, packages.pictures)
        const course = join(place, 'srv/course')
        mkdirSync(join(course, 'lab-companion/classrooms'), { recursive: true })
        writeFileSync(join(course, 'lab-companion/classrooms/room-12.yaml'), 'kind: Classroom\n', { mode: 0o666 })
        mkdirSync(join(place, 'etc/ansible'), { recursive: true })
        writeFileSync(join(place, 'etc/ansible/hosts'), '[workstations]\nlocalhost ansible_connection=local\n')

        const lines = linesOfInstructors()
        const lineWith = (/** @type {string} */ part) => lines.find((line) => line.includes(part)) ?? fail(part)
        const run = (/** @type {string} */ line) => inRoot(place, ['sh', '-c', `cd /srv/course && ${line}`], { timeoutMs: limitMs })
        const mustRun = async (/** @type {string} */ line) => {
          doing(line.replace(/ -a .*/, ''))
          const outcome = await run(line)
          if (outcome.code !== 0) throw refusal(`This line of docs/INSTRUCTORS.md fails: ${line}`, reasonOf(outcome))
        }

        const { older } = order
        copyFileSync(older.rpm, join(course, 'lab-companion.rpm'))
        const refused = await run(lineWith('builtin.dnf'))
        if (refused.code === 0) throw refusal('dnf installs it where nothing has what it requires.', refused.stdout)
        expectIn(refused.stdout + refused.stderr, 'nothing provides')
        copyFileSync(await packNames(packages.rpm, join(work, 'names')), join(course, 'names.rpm'))
        await must(['rpm', '-i', '/srv/course/names.rpm'])
        await mustRun(lineWith('builtin.dnf'))
        expectIn(await must(['lab-companion', '--version']), `Lab Companion ${older.version}`)
        copyFileSync(packages.rpm, join(course, 'lab-companion.rpm'))
        await mustRun(lineWith('builtin.dnf'))
        if ((await must(['lab-companion', '--version'])).includes(older.version)) throw refusal('The line does not bring the newer version.', lineWith('builtin.dnf'))

        await mustRun(lineWith('builtin.copy'))
        const laid = await must(['stat', '-c', '%U:%G %a', '/etc/lab-companion', '/etc/lab-companion/classrooms', '/etc/lab-companion/classrooms/room-12.yaml'])
        if (laid !== 'root:root 755\nroot:root 755\nroot:root 644') throw refusal('The files do not lie as the program wants them.', laid)

        writeFileSync(join(place, 'etc/lab-companion/policy.yaml'), 'kind: Policy\n')
        await mustRun(lineWith('builtin.file'))
        if (existsSync(join(place, 'etc/lab-companion/policy.yaml'))) throw refusal('The line for a file that is gone leaves it there.', lineWith('builtin.file'))

        const [forSame, forOthers] = lines.filter((line) => line.includes('builtin.shell'))
        if (forSame === undefined || forOthers === undefined) throw fail('builtin.shell, twice')
        await resets(place, () => mustRun(forSame), { gone: [ownFolder], kept: [...handedOn, ...strangers] })
        // Any program of that name is ours to the line.
        const refusedReset = await run(`cp "$(command -v sleep)" /tmp/lab-companion && /tmp/lab-companion 60 & until pgrep -x lab-companion; do :; done; ${forOthers}`)
        if (refusedReset.code === 0) throw refusal('The line for another student does not mind an open program.', forOthers)
        await resets(place, () => mustRun(forOthers), { gone: [ownFolder, ...handedOn], kept: strangers })

        await must(['rpm', '-e', packages.name])
        copyFileSync(packages.deb, join(course, 'lab-companion.deb'))
        await mustRun(lineWith('builtin.apt'))
        expectIn(await must(['dpkg', '--listfiles', packages.name]), '/usr/bin/lab-companion')
        return `${lines.length} lines of docs/INSTRUCTORS.md, as they stand there: RPM installed and upgraded by dnf, DEB by apt, files laid and taken away, a desk reset for the same student and for another`
      }
    }
  ]
}

/** @param {string} part @returns {never} */
function fail(part) {
  throw refusal(`docs/INSTRUCTORS.md has no line with ${part}.`, 'It had one.')
}
