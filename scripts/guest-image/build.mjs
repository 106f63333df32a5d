import { createHash } from 'node:crypto'
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'
import { cacheDir, root } from '../paths.mjs'
import { packCpio, packTar } from './archive.mjs'
import { bundle } from './bundle.mjs'
import { fetchPackages } from './debian-packages.mjs'
import { listChecksums, listInitialFiles, listRootFiles } from './root.mjs'

/** What the practice classroom starts its guests from, and a release ships. */
export const guestImageDir = join(cacheDir, 'guest')

/** What the image is made of may be deleted when it is made. */
const workDir = join(cacheDir, 'guest-packages')

/** The i386 packages of Debian 12, the last Debian with a kernel for them. A name with `*` stands for what it depends on. */
const packageNames = [
  'linux-image-686*', 'busybox-static', 'seabios', 'bash', 'qemu-guest-agent', 'kbd', 'console-data',
  'libc6', 'libtinfo6', 'libglib2.0-0', 'libpcre2-8-0', 'libnuma1', 'libudev1', 'liburing2'
]

/** Files of ours whose change makes another image. */
const sources = ['scripts/guest-image', 'practice/guests/bake.ts', 'practice/guests/machine.ts', 'practice/guests/machine-shape.ts', 'practice/guests/sparse-disk.ts']

/**
 * Makes the guest image, unless it is there already. It takes a minute on a quiet machine, and 60 MB from Debian.
 *
 * @param {(doing: string) => void} report
 * @returns {Promise<'made' | 'there already'>}
 * @throws {import('./debian-packages.mjs').PackagesMissing}
 */
export async function buildGuestImage(report) {
  const inputs = await fingerprint()
  if ((await readManifest())?.inputs === inputs) return 'there already'

  const { unpacked, packages } = await fetchPackages({ directory: workDir, names: packageNames, report })
  const [kernel] = (await readdir(join(unpacked, 'boot'))).filter((name) => name.startsWith('vmlinuz-'))
  if (!kernel) throw new Error('the kernel package has no kernel')
  const emulator = join(root, 'node_modules/v86/build/v86.wasm')
  const bios = join(unpacked, 'usr/share/seabios/bios.bin')
  const videoBios = join(unpacked, 'usr/share/seabios/vgabios-stdvga.bin')

  report('bundling the emulator')
  const bakery = join(workDir, 'bake.cjs')
  await bundle('practice/guests/bake.ts', bakery)
  const { bakeGuest, machineVersion } = createRequire(import.meta.url)(bakery)
  const rootFiles = listRootFiles(unpacked)
  const ingredients = {
    wasm: await readFile(emulator),
    bios: await readFile(bios),
    videoBios: await readFile(videoBios),
    kernel: await readFile(join(unpacked, 'boot', kernel)),
    initialRamDisk: await pack(packCpio(listInitialFiles(unpacked)), constants.Z_BEST_SPEED),
    rootFiles: packTar([...rootFiles, listChecksums(rootFiles)]),
    report
  }
  // One installation in ten was seen to fail on a busy machine, and to succeed when it was tried again.
  const { state, disk } = await bakeGuest(ingredients).catch((/** @type {Error} */ error) => {
    // What the guest printed meanwhile says nothing to who waits.
    report(`trying again: ${error.message.split('\n')[0]}`)
    return bakeGuest(ingredients)
  })

  report('packing the image')
  const draft = `${guestImageDir}.${process.pid}`
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { recursive: true })
  await writeFile(join(draft, 'state.gz'), await pack(state, constants.Z_BEST_COMPRESSION))
  await writeFile(join(draft, 'disk.gz'), await pack(disk, constants.Z_BEST_COMPRESSION))
  await copyFile(emulator, join(draft, 'v86.wasm'))
  await copyFile(bios, join(draft, 'bios.bin'))
  await copyFile(videoBios, join(draft, 'vgabios.bin'))
  await writeFile(join(draft, 'manifest.json'), `${JSON.stringify({ inputs, machine: machineVersion, kernel, packages, made: new Date().toISOString() }, null, 2)}\n`)
  await rm(guestImageDir, { recursive: true, force: true })
  await rename(draft, guestImageDir)
  return 'made'
}

const pack = (/** @type {Uint8Array} */ bytes, /** @type {number} */ level) => promisify(gzip)(bytes, { level })

/** @returns {Promise<{ inputs?: string, packages?: string[] } | undefined>} packages: of Debian, such as bash_5.2.15-2_i386 */
export async function readManifest() {
  try {
    return JSON.parse(await readFile(join(guestImageDir, 'manifest.json'), 'utf8'))
  } catch {
    // None, or one that was cut off: either way the image has to be made.
    return undefined
  }
}

async function fingerprint() {
  const hash = createHash('sha256').update(packageNames.join(' '))
  const { version } = JSON.parse(await readFile(join(root, 'node_modules/v86/package.json'), 'utf8'))
  hash.update(version)
  for (const source of sources) {
    const entries = source.endsWith('.ts') ? [] : await readdir(join(root, source), { recursive: true, withFileTypes: true })
    const files = source.endsWith('.ts') ? [join(root, source)] : entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    for (const file of files.sort()) hash.update(file.slice(root.length)).update(await readFile(file))
  }
  return hash.digest('hex')
}
