import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** Two tools of Debian's base system; without them this machine cannot make the image. */
const tools = ['apt-get', 'dpkg-deb']

/** A slow mirror takes minutes for the 60 MB; a dead one must not hold the build for ever. */
const timeout = 15 * 60_000

/** The guest image needs a Debian package that cannot be had here. */
export class PackagesMissing extends Error {}

/**
 * Fetches i386 packages with apt from the sources that this machine has, and unpacks them. It keeps its own package
 * lists under `directory`, so that the machine's stay as they are, and needs no root.
 *
 * @param {object} order
 * @param {string} order.directory
 * @param {readonly string[]} order.names packages to fetch; a name that ends in `*` is a metapackage: what it depends on is fetched
 * @param {(doing: string) => void} order.report
 * @returns {Promise<{ unpacked: string, packages: string[] }>} unpacked: the folder that holds all of them; packages: such as bash_5.2.15-2_i386
 * @throws {PackagesMissing}
 */
export async function fetchPackages({ directory, names, report }) {
  for (const tool of tools) {
    await execute(tool, ['--version']).catch(() => {
      throw new PackagesMissing(`The guest image is made from Debian packages, and ${tool} is not on this machine. A release brings the image along.`)
    })
  }
  const configuration = await configureApt(directory)
  const apt = (/** @type {string} */ tool, /** @type {readonly string[]} */ ...words) =>
    execute(tool, ['-c', configuration, ...words], { cwd: join(directory, 'archives'), env: { ...process.env, LC_ALL: 'C' }, timeout, maxBuffer: 64 << 20 })

  report('reading the package lists')
  // One unreachable source among several is no trouble: whether the packages can be had, the download tells.
  await apt('apt-get', 'update').catch(() => undefined)
  const wanted = await Promise.all(names.map(async (name) => (name.endsWith('*') ? newestOf(name.slice(0, -1), apt) : name)))
  report(`fetching ${wanted.length} packages`)
  await apt('apt-get', 'download', ...wanted).catch((/** @type {{ stderr?: string }} */ error) => {
    const reasons = (error.stderr ?? '').split('\n').filter((line) => line.startsWith('E:'))
    throw new PackagesMissing(`apt has no i386 packages for the guest image (it takes those of Debian 12): ${reasons.join(' ') || 'no answer'}`)
  })
  const root = join(directory, 'unpacked')
  await rm(root, { recursive: true, force: true })
  const files = (await readdir(join(directory, 'archives'))).filter((file) => file.endsWith('.deb'))
  for (const file of files) {
    report(`unpacking ${file.split('_')[0] ?? file}`)
    await execute('dpkg-deb', ['-x', join(directory, 'archives', file), root])
  }
  // apt writes the colon of a version's epoch as %3a.
  return { unpacked: root, packages: files.map((file) => decodeURIComponent(file.replace(/\.deb$/, ''))).sort() }
}

/**
 * @param {string} name
 * @param {(tool: string, ...words: readonly string[]) => Promise<{ stdout: string }>} apt
 */
async function newestOf(name, apt) {
  const { stdout } = await apt('apt-cache', 'depends', name).catch(() => ({ stdout: '' }))
  const newest = /Depends: (\S+)/.exec(stdout)?.[1]
  if (!newest) throw new PackagesMissing(`apt knows no i386 package ${name} (Debian 12 has it).`)
  return newest
}

/** @param {string} directory */
async function configureApt(directory) {
  await rm(join(directory, 'archives'), { recursive: true, force: true })
  for (const folder of ['state/lists/partial', 'cache/archives/partial', 'sources', 'archives']) {
    await mkdir(join(directory, folder), { recursive: true })
  }
  // A source may be bound to the machine's own architecture; a copy can be freed of that.
  await cp('/etc/apt', join(directory, 'sources'), { recursive: true, dereference: true })
  await writeFile(join(directory, 'state/status'), '')
  const file = join(directory, 'apt.conf')
  await writeFile(
    file,
    [
      `Dir::State "${join(directory, 'state')}";`,
      `Dir::State::status "${join(directory, 'state/status')}";`,
      `Dir::Cache "${join(directory, 'cache')}";`,
      `Dir::Etc::sourcelist "${join(directory, 'sources/sources.list')}";`,
      `Dir::Etc::sourceparts "${join(directory, 'sources/sources.list.d')}";`,
      'APT::Architecture "i386";',
      '#clear APT::Architectures;',
      'APT::Architectures { "i386"; };',
      // What the machine does after its own updates is not for these lists.
      '#clear APT::Update::Post-Invoke;',
      '#clear APT::Update::Post-Invoke-Success;',
      ''
    ].join('\n')
  )
  return file
}
