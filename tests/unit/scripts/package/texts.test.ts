import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { bashCompletion, manualPage, programArguments } from '../../../../scripts/package/arguments.mjs'
import { debControl, writeDebian } from '../../../../scripts/package/deb.mjs'
import { desktopEntry, fileTypes, metainfo, mimeTypes } from '../../../../scripts/package/desktop-files.mjs'
import { fuses } from '../../../../scripts/package/fuses.mjs'
import type { Release } from '../../../../scripts/package/release.mjs'
import { versionText } from '../../../../scripts/package/release.mjs'
import { rpmSpec } from '../../../../scripts/package/rpm.mjs'
import { optionsFor, testedSystems } from '../../../../scripts/package/systems.mjs'
import { readOrder } from '../../../../scripts/package.mjs'
import { billOfMaterials, otherParts, thirdPartyLicences } from '../../../../scripts/package/third-parties.mjs'

const release: Release = { packageName: 'lab-companion', version: '1.2.3', date: '2026-02-01', electron: '45.4.1', isStandIn: false, description: 'A companion', note: null, guestPackages: ['bash_5.2.15-2+b13_i386', 'busybox-static_1:1.35.0-4_i386', 'linux-image-6.1.0-50-686_6.1.176-1_i386'] }
const standIn: Release = { ...release, packageName: 'lab-companion-stand-in', electron: '25.1.1', isStandIn: true, note: 'Built with Electron 25.1.1, for tests only.' }

/** A PNG file begins with its signature and a chunk whose first number is the width. */
const widthOf = (png: Buffer): number => (png.toString('latin1', 1, 4) === 'PNG' ? png.readUInt32BE(16) : 0)

describe('what a package says', () => {
  it('of a stand-in: that it is one, everywhere', () => {
    expect(versionText(standIn)).toContain('for tests only')
    expect(debControl(standIn, 1)).toMatch(/^Package: lab-companion-stand-in$/m)
    expect(debControl(standIn, 1)).toContain('for tests only')
    expect(rpmSpec(standIn, { tree: '/t', configuration: [], setUid: [] })).toContain('for tests only')
    expect(versionText(release)).toBe('Lab Companion 1.2.3\nElectron 45.4.1')
    expect(debControl(release, 1)).not.toContain('tests')
  })

  it('to dpkg and rpm: what it needs, and what belongs to root', () => {
    const control = debControl(release, 4_711)
    expect(control).toMatch(/^Installed-Size: 4711$/m)
    expect(control).toContain('libgtk-3-0t64 | libgtk-3-0')
    // A blank line would end the paragraph.
    expect(control.trim()).not.toContain('\n\n')
    const spec = rpmSpec(release, { tree: '/t', configuration: [], setUid: ['/usr/lib/lab-companion/chrome-sandbox'] })
    expect(spec).toContain('Requires: gtk3\n')
    expect(spec).toContain('%dir /etc/lab-companion\n')
    expect(spec).toContain('%attr(4755,root,root) /usr/lib/lab-companion/chrome-sandbox')
    expect(spec).toContain('* Sun Feb 01 2026 ')
  })

  it('to dpkg: nothing to ask an administrator about, and what becomes of the file that it would have asked about', async () => {
    const tree = await mkdtemp(join(tmpdir(), 'tree-'))
    onTestFinished(() => rm(tree, { recursive: true }))
    writeDebian(tree, release, { installedKiB: 1, configuration: [] })
    expect((await readdir(join(tree, 'DEBIAN'))).sort()).toEqual(['control', 'postinst', 'postrm', 'preinst'])
    expect(await readFile(join(tree, 'DEBIAN', 'preinst'), 'utf8')).toContain('rm_conffile /etc/lab-companion/README -- "$@"')
    expect(rpmSpec(release, { tree, configuration: [], setUid: [] })).not.toContain('%config')
  })

  it('to a desktop: which files are its own', () => {
    for (const { type, kind } of fileTypes) {
      expect(desktopEntry()).toContain(`${type};`)
      expect(metainfo(release)).toContain(`<mediatype>${type}</mediatype>`)
      expect(mimeTypes()).toContain(`value="kind: ${kind}"`)
    }
    expect(desktopEntry()).toMatch(/^Exec=lab-companion %f$/m)
  })

  it('in its manual and completion: every argument', () => {
    for (const { name } of programArguments) {
      expect(manualPage(release)).toContain(`\\-\\-${name.replaceAll('-', '\\-')}`)
      expect(bashCompletion()).toContain(`--${name}`)
    }
  })

  it('of its parts: each with a licence, in the list and in the bill of materials', () => {
    const licences = thirdPartyLicences(release)
    const bill = JSON.parse(billOfMaterials(release)) as { bomFormat: string; components: { name: string; licenses?: unknown[] }[] }
    expect(bill.bomFormat).toBe('CycloneDX')
    for (const { name } of otherParts(release)) {
      expect(licences).toContain(`${name} `)
      expect(bill.components.map((component) => component.name)).toContain(name)
    }
    for (const name of ['react', 'zod', 'v86']) expect(bill.components.map((component) => component.name)).toContain(name)
    expect(licences).not.toContain('unknown')
  })

  it('of the guests’ Linux: each package by the name and version that advisories have for it, and its licence', () => {
    const bill = JSON.parse(billOfMaterials(release)) as { components: { name: string; purl?: string; licenses: { expression: string }[] }[] }
    expect(bill.components.find(({ name }) => name === 'busybox-static')).toMatchObject({ version: '1:1.35.0-4', purl: 'pkg:deb/debian/busybox-static@1%3A1.35.0-4?arch=i386&distro=debian-12', licenses: [{ expression: 'GPL-2.0-only' }] })
    expect(rpmSpec(release, { tree: '/t', configuration: [], setUid: [] })).toMatch(/^License: .*Apache-2\.0 AND .*GPL-2\.0-only AND GPL-3\.0-or-later.* AND MPL-2\.0/m)
    expect(() => billOfMaterials({ ...release, guestPackages: ['nobody_1_i386'] })).toThrow('nobody is in the guests, and its licence is not named')
  })
})

describe('a release', () => {
  it('refuses to run as Node, to be inspected, and to load anything but its archive', () => {
    expect(fuses).toEqual({
      RunAsNode: false,
      EnableCookieEncryption: false,
      EnableNodeOptionsEnvironmentVariable: false,
      EnableNodeCliInspectArguments: false,
      EnableEmbeddedAsarIntegrityValidation: true,
      OnlyLoadAppFromAsar: true,
      LoadBrowserProcessSpecificV8Snapshot: false,
      GrantFileProtocolExtraPrivileges: false,
    })
  })

  it('has a configuration for three systems, of which one has been tried', () => {
    expect(testedSystems).toEqual(['linux'])
    for (const system of ['linux', 'darwin', 'win32'] as const) expect(optionsFor(system, release)).toMatchObject({ platform: system, asar: { unpack: '**/*.node' } })
    expect(() => optionsFor('sunos', release)).toThrow('no package for sunos')
  })

  it('has an icon of its own for each system, of pictures in the sizes that it shows', async () => {
    const { icon } = optionsFor('win32', release)
    expect(optionsFor('darwin', release).icon).toBe(icon)
    const ico = await readFile(`${String(icon)}.ico`)
    const sizes = Array.from({ length: ico.readUInt16LE(4) }, (_, index) => widthOf(ico.subarray(ico.readUInt32LE(6 + 16 * index + 12))))
    expect(sizes).toEqual([16, 24, 32, 48, 64, 256])
    const icns = await readFile(`${String(icon)}.icns`)
    expect([icns.toString('latin1', 0, 4), icns.readUInt32BE(4)]).toEqual(['icns', icns.length])
    const widths: number[] = []
    for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) widths.push(widthOf(icns.subarray(at + 8)))
    expect(widths).toEqual([32, 64, 128, 256, 256, 512, 512, 1024])
  })

  it('is signed on macOS for this computer alone, unless somebody has an identity', () => {
    expect(optionsFor('darwin', release).osxSign).toMatchObject({ identity: '-', identityValidation: false })
    vi.stubEnv('LAB_COMPANION_SIGNING_IDENTITY', 'Developer ID Application: Somebody')
    onTestFinished(() => void vi.unstubAllEnvs())
    expect(optionsFor('darwin', release).osxSign).toEqual({ identity: 'Developer ID Application: Somebody' })
  })

  it('is ordered by formats and a directory', () => {
    expect(readOrder(['--electron', 'e', '--stand-in', '--format', 'deb,tar'], '/home/s')).toMatchObject({ electron: '/home/s/e', standIn: true, formats: ['deb', 'tar'] })
    expect(readOrder([], '/').formats).toEqual(['deb', 'rpm', 'tar'])
    expect(() => readOrder(['--format', 'zip'], '/')).toThrow('no format zip')
    expect(() => readOrder(['--bogus'], '/')).toThrow('bogus')
  })
})
