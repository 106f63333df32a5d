import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** @typedef {import('./archive.mjs').Entry} Entry */

const here = import.meta.dirname
const libraries = 'usr/lib/i386-linux-gnu'

/** The frame buffer, the disk and its file system, the mouse, the network card. An order in which each finds what it needs. */
const modules = [
  'fb_sys_fops', 'syscopyarea', 'sysfillrect', 'sysimgblt', 'drm', 'drm_kms_helper', 'ttm', 'drm_ttm_helper', 'drm_vram_helper', 'bochs',
  'scsi_common', 'scsi_mod', 'libata', 'ata_piix', 'crct10dif_common', 'crc-t10dif', 'crc64', 'crc64-rocksoft', 't10-pi', 'sd_mod',
  'crc16', 'mbcache', 'jbd2', 'crc32c_generic', 'ext4', 'psmouse',
  'virtio', 'virtio_ring', 'virtio_pci_legacy_dev', 'virtio_pci_modern_dev', 'virtio_pci', 'failover', 'net_failover', 'virtio_net'
]

/** What `loadkeys` finds by name: keyboards that stand in classrooms, and the files that theirs include. */
const keyMaps = /^(qwerty\/us|qwertz\/(de|de-latin1|de-latin1-nodeadkeys)|azerty\/(fr|fr-latin1|fr-latin9|fr-pc)|include\/[^/]+)\.(kmap|inc)\.gz$/
const keyMapFolder = 'usr/share/keymaps/i386'

/** Programs that an ordinary user may run with root's rights: links to a second copy of busybox, which has the bit. */
const setUserId = ['su', 'passwd', 'login', 'ping', 'ping6', 'traceroute']

/**
 * The root disk of a guest, as the entries of an archive; busybox itself adds the links to its applets when the disk is made.
 *
 * @param {string} packages the unpacked Debian packages
 * @returns {Entry[]}
 */
export function listRootFiles(packages) {
  const busybox = readFileSync(join(packages, 'bin/busybox'))
  const bash = join(packages, 'bin/bash')
  const agent = join(packages, 'usr/sbin/qemu-ga')
  const loadkeys = join(packages, 'bin/loadkeys')
  return [
    ...['dev', 'proc', 'sys', 'run', 'mnt', 'opt', 'srv', 'home', 'etc', 'etc/rc.d', 'usr', 'usr/bin', 'usr/sbin', 'usr/lib', libraries, 'usr/local', 'usr/local/bin', 'usr/local/sbin', 'usr/share', 'usr/share/keymaps', keyMapFolder, ...['qwerty', 'qwertz', 'azerty', 'include'].map((folder) => `${keyMapFolder}/${folder}`), 'var', 'var/lib', 'var/log', 'var/tmp'].map((path) => directory(path)),
    directory('tmp', 0o1777),
    directory('root', 0o700),
    directory('home/student', 0o700, 1000),
    ...['bin', 'sbin', 'lib'].map((path) => link(path, `usr/${path}`)),
    link('var/run', '/run'),
    link('etc/mtab', '/proc/self/mounts'),
    ...listOwnFiles(join(here, 'root')),
    ...['reboot', 'poweroff', 'halt'].map((name) => link(`usr/sbin/${name}`, 'shutdown')),
    program('usr/bin/busybox', busybox),
    program('usr/lib/busybox-setuid', busybox, 0o4755),
    ...setUserId.map((name) => link(`usr/bin/${name}`, '/usr/lib/busybox-setuid')),
    program('usr/bin/bash', readFileSync(bash)),
    program('usr/sbin/qemu-ga', readFileSync(agent)),
    program('usr/bin/loadkeys', readFileSync(loadkeys)),
    ...listKeyMaps(packages),
    ...listLibraries(packages, [bash, agent, loadkeys])
  ]
}

/**
 * The initial RAM disk: enough to mount the root disk.
 *
 * @param {string} packages
 * @returns {Entry[]}
 */
export function listInitialFiles(packages) {
  const files = findModules(packages)
  const needed = modules.map((name) => {
    const file = files.get(name)
    if (!file) throw new Error(`the kernel package has no module ${name}`)
    return file
  })
  return [
    ...['bin', 'dev', 'proc', 'sys', 'root', 'modules'].map((path) => directory(path)),
    program('init', readFileSync(join(here, 'initramfs/init'))),
    program('bin/busybox', readFileSync(join(packages, 'bin/busybox'))),
    { path: 'mounts', mode: 0o644, content: readFileSync(join(here, 'initramfs/mounts')) },
    ...needed.map((file) => ({ path: `modules/${basename(file)}`, mode: 0o644, content: readFileSync(file) })),
    { path: 'modules/order', mode: 0o644, content: Buffer.from(needed.map((file) => `${basename(file)}\n`).join('')) }
  ]
}

/**
 * By which the guest sees that its disk was written right: as `md5sum -c` reads it.
 *
 * @param {readonly Entry[]} entries
 * @returns {Entry}
 */
export function listChecksums(entries) {
  const lines = entries.flatMap(({ path, content }) => (content ? [`${createHash('md5').update(content).digest('hex')}  ${path}\n`] : []))
  return { path: 'checksums', mode: 0o600, content: Buffer.from(lines.join('')) }
}

/** @param {string} path @param {number} [mode] @param {number} [owner] @returns {Entry} */
const directory = (path, mode = 0o755, owner = 0) => ({ path, mode, owner })

/** @param {string} path @param {string} target @returns {Entry} */
const link = (path, target) => ({ path, mode: 0o777, target })

/** @param {string} path @param {Buffer} content @param {number} [mode] @returns {Entry} */
const program = (path, content, mode = 0o755) => ({ path, mode, content })

/** @param {string} folder @returns {Entry[]} */
function listOwnFiles(folder) {
  return listFiles(folder).map((file) => {
    const path = relative(folder, file)
    const content = readFileSync(file)
    const mode = path === 'etc/shadow' ? 0o600 : content.subarray(0, 2).toString() === '#!' ? 0o755 : 0o644
    return { path, mode, content }
  })
}

/** @param {string} folder @returns {string[]} */
function listFiles(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

/** Unpacked, as there is no gzip for loadkeys to start. @param {string} packages @returns {Entry[]} */
function listKeyMaps(packages) {
  const folder = join(packages, keyMapFolder)
  return listFiles(folder)
    .map((file) => relative(folder, file))
    .filter((path) => keyMaps.test(path))
    .map((path) => ({ path: `${keyMapFolder}/${path.slice(0, -'.gz'.length)}`, mode: 0o644, content: gunzipSync(readFileSync(join(folder, path))) }))
}

/** @param {string} packages @returns {Map<string, string>} */
function findModules(packages) {
  return new Map(listFiles(join(packages, 'lib/modules')).filter((file) => file.endsWith('.ko')).map((file) => [basename(file, '.ko'), file]))
}

/**
 * The shared libraries that programs need, and the loader.
 *
 * @param {string} packages
 * @param {readonly string[]} programs
 * @returns {Entry[]}
 */
function listLibraries(packages, programs) {
  const folders = [join(packages, 'lib/i386-linux-gnu'), join(packages, libraries)]
  const found = new Map(folders.flatMap((folder) => readdirSync(folder).filter((name) => name.includes('.so')).map((name) => [name, join(folder, name)])))
  const needed = new Set()
  const visit = (/** @type {string} */ file) => {
    const text = readFileSync(file).toString('latin1')
    for (const [name] of text.matchAll(/lib[\w+.-]+\.so\.\d+/g)) {
      const library = found.get(name)
      if (!library || needed.has(name)) continue
      needed.add(name)
      visit(library)
    }
  }
  programs.forEach(visit)
  return [
    program('usr/lib/ld-linux.so.2', readFileSync(join(packages, 'lib/ld-linux.so.2'))),
    ...[...needed].map((name) => program(`${libraries}/${name}`, readFileSync(/** @type {string} */ (found.get(name)))))
  ]
}
