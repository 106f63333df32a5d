import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findRuntime } from '../../../../scripts/electron-path.mjs'
import { checkElectron } from '../../../../scripts/package/electron.mjs'

const runtime = findRuntime()
const real = dirname(runtime?.path ?? '')

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'electron-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A distribution of the same files, but for those that `without` names, and with a smaller program, which is quicker to read. */
async function distribution(...without: string[]): Promise<string> {
  for (const name of readdirSync(real)) if (!without.includes(name)) await symlink(name === 'electron' ? '/bin/true' : join(real, name), join(folder, name))
  return folder
}

describe('an Electron that somebody has named', () => {
  it('is taken with the version that it says itself', async () => {
    expect(checkElectron(real)).toBe(runtime?.version)
    const other = await distribution('version')
    await writeFile(join(other, 'version'), 'v38.1.2\n')
    expect(checkElectron(other)).toBe('38.1.2')
  })

  it('is refused where it is none', async () => {
    expect(() => checkElectron(join(folder, 'nowhere'))).toThrow(`There is no folder ${folder}/nowhere.`)
    expect(() => checkElectron(folder)).toThrow('it has no program named electron')
    await writeFile(join(folder, 'electron'), '#!/bin/sh\n')
    expect(() => checkElectron(folder)).toThrow('its electron is no 64-bit program of Linux')
  })

  it('is refused for another processor', async () => {
    const program = await readFile('/bin/true')
    // AArch64's number.
    program.writeUInt16LE(183, 18)
    await writeFile(join(await distribution('electron'), 'electron'), program)
    expect(() => checkElectron(folder)).toThrow('its electron is for another processor')
  })

  it('is refused where a part or the version is missing', async () => {
    await distribution('icudtl.dat', 'locales', 'version')
    await mkdir(join(folder, 'locales'))
    expect(() => checkElectron(folder)).toThrow('it lacks icudtl.dat, locales/en-US.pak; unpack the whole of its ZIP file')
    await symlink(join(real, 'icudtl.dat'), join(folder, 'icudtl.dat'))
    await writeFile(join(folder, 'locales', 'en-US.pak'), '')
    expect(() => checkElectron(folder)).toThrow('its file "version" is missing')
    await writeFile(join(folder, 'version'), 'latest\n')
    expect(() => checkElectron(folder)).toThrow('is missing, or is none')
  })

  it('ends the command before anything is built', async () => {
    const said = await new Promise<{ code: unknown; err: string }>((resolve) => {
      execFile(process.execPath, ['scripts/package.mjs', '--electron', folder], (error, _out, err) => resolve({ code: error?.code, err }))
    })
    expect(said.code).toBe(2)
    expect(said.err).toMatch(/is no Electron for linux on x64: it has no program named electron\.\n\nUsage: npm run package/)
  })
})
