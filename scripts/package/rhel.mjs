import { basename } from 'node:path'
import { x64 } from './elf.mjs'

/**
 * What RHEL 9 offers to a program, and under which package's name. None can be had where packages are made, so that every program and library of
 * ours is read and held against this: `npm run package` makes nothing that would not load there.
 */

/** The newest versions of symbols in RHEL 9.0, whose libraries a later minor release may renew but not take back. */
const newest = /** @type {Record<string, string>} */ ({
  GLIBC: '2.34',
  // Of GCC 11.
  GLIBCXX: '3.4.29',
  CXXABI: '1.3.13',
  GCC: '7.0.0',
  NSS: '3.71',
  NSSUTIL: '3.59',
  ALSA: '1.2.6',
  LIBDBUS: '1.3',
  LIBUDEV: '247',
  // libxkbcommon's.
  V: '1.0.0'
})

/** Packages of RHEL 9 (BaseOS and AppStream), with the libraries of theirs that something of ours is linked with. */
const packages = /** @type {Record<string, readonly string[]>} */ ({
  glibc: ['ld-linux-x86-64.so.2', 'libc.so.6', 'libdl.so.2', 'libm.so.6', 'libpthread.so.0', 'librt.so.1', 'libutil.so.1'],
  libgcc: ['libgcc_s.so.1'],
  'libstdc++': ['libstdc++.so.6'],
  'alsa-lib': ['libasound.so.2'],
  'at-spi2-atk': ['libatk-bridge-2.0.so.0'],
  'at-spi2-core': ['libatspi.so.0'],
  atk: ['libatk-1.0.so.0'],
  cairo: ['libcairo.so.2'],
  'cups-libs': ['libcups.so.2'],
  'dbus-libs': ['libdbus-1.so.3'],
  expat: ['libexpat.so.1'],
  glib2: ['libgio-2.0.so.0', 'libglib-2.0.so.0', 'libgobject-2.0.so.0'],
  gtk3: ['libgdk-3.so.0', 'libgtk-3.so.0'],
  libX11: ['libX11.so.6'],
  libXcomposite: ['libXcomposite.so.1'],
  libXdamage: ['libXdamage.so.1'],
  libXext: ['libXext.so.6'],
  libXfixes: ['libXfixes.so.3'],
  libXrandr: ['libXrandr.so.2'],
  libdrm: ['libdrm.so.2'],
  libsecret: ['libsecret-1.so.0'],
  libxcb: ['libxcb.so.1'],
  libxkbcommon: ['libxkbcommon.so.0'],
  'mesa-libgbm': ['libgbm.so.1'],
  nspr: ['libnspr4.so'],
  nss: ['libnss3.so', 'libsmime3.so'],
  'nss-util': ['libnssutil3.so'],
  pango: ['libpango-1.0.so.0'],
  'systemd-libs': ['libudev.so.1']
})

/** Packages with libraries, for what the RPM requires. */
export const libraryPackages = Object.keys(packages)

/** What the rpm of RHEL 9.0 (4.16) can do, of what it is asked for by ours: a newer rpmbuild may ask for more. */
const rpmFeatures = ['CompressedFileNames', 'FileDigests', 'PayloadFilesHavePrefix', 'PayloadIsZstd']

/** SHA-256 by OpenPGP's number. RHEL 9's crypto policy believes no SHA-1, and in FIPS mode there is no MD5. */
const sha256 = '8'

/** What `rpm -qp --queryformat` is to print of a package. */
export const rpmQuery = '%{PAYLOADCOMPRESSOR} %{FILEDIGESTALGO} %{PAYLOADDIGESTALGO} %|SHA256HEADER?{yes}:{no}|\\n[%{REQUIRENAME}\\n]'

/**
 * @param {string} said by rpm, asked by rpmQuery
 * @returns {string[]} in sentences, what would keep the rpm of RHEL 9 from reading or believing the package itself
 */
export function findingsOnFormat(said) {
  const [first = '', ...required] = said.trim().split('\n')
  const [compressor, files, payload, header] = first.split(' ')
  const unknown = required.flatMap((name) => /^rpmlib\((.*)\)$/.exec(name)?.[1] ?? []).filter((feature) => !rpmFeatures.includes(feature))
  return [
    ...(compressor === 'zstd' ? [] : [`its payload is compressed by ${compressor}, not zstd`]),
    ...(files === sha256 && payload === sha256 && header === 'yes' ? [] : ['its files, payload and header have not all digests by SHA-256']),
    ...unknown.map((feature) => `it asks for rpmlib(${feature}), which nobody has looked for in RHEL 9`)
  ]
}

/**
 * @param {readonly { path: string, needs: import('./elf.mjs').Needs }[]} programs with the libraries that come along
 * @param {readonly string[]} required names of packages that the RPM requires
 * @returns {string[]} in sentences, what would keep a program from loading on RHEL 9
 */
export function findingsOnRhel(programs, required) {
  const ours = new Set(programs.map(({ path }) => basename(path)))
  return programs.flatMap(({ path, needs: { machine, libraries, versions } }) => [
    ...(machine === x64 ? [] : [`${path} is for another processor (ELF machine ${machine})`]),
    ...versions.filter(isTooNew).map((version) => `${path} needs ${version}, and RHEL 9 has ${newest[familyOf(version)] ?? 'none of that'}`),
    ...libraries.filter((name) => !ours.has(name)).flatMap((name) => findingOf(path, name, required))
  ])
}

/** @param {string} path @param {string} library @param {readonly string[]} required */
function findingOf(path, library, required) {
  const owner = libraryPackages.find((name) => packages[name]?.includes(library))
  if (owner === undefined) return [`${path} needs ${library}, and no package of RHEL 9 is known for it`]
  return required.includes(owner) ? [] : [`${path} needs ${library}, and the RPM does not require ${owner}`]
}

/**
 * @param {string} version such as GLIBC_2.28, ALSA_0.9.0rc4, LIBDBUS_1_3
 * @returns {boolean} also of one that nobody has looked for in RHEL 9, or that a library keeps to itself (GLIBC_PRIVATE)
 */
function isTooNew(version) {
  const [, family = '', number = ''] = /^([A-Z]+)_(\d[\d._]*)/.exec(version) ?? []
  const limit = newest[family]
  return limit === undefined || compareVersions(number, limit) > 0
}

/** @param {string} version */
const familyOf = (version) => version.split('_')[0] ?? ''

/** @param {string} one @param {string} other @returns {number} above 0 where the first is newer */
function compareVersions(one, other) {
  const [left, right] = [one, other].map((text) => text.split(/[._]/).map(Number))
  const length = Math.max(left?.length ?? 0, right?.length ?? 0)
  return Array.from({ length }, (_, index) => (left?.[index] ?? 0) - (right?.[index] ?? 0)).find((difference) => difference !== 0) ?? 0
}
