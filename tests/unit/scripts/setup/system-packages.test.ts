import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { StepFailure } from '../../../../scripts/setup/steps.mjs'
import { systemPackages } from '../../../../scripts/setup/system-packages.mjs'

let directory: string

/** Puts a command before the machine's own. Each notes how it was called. */
function fake(name: string, script: string) {
  const file = join(directory, name)
  writeFileSync(file, `#!/bin/sh\necho "${name} $*" >> ${directory}/calls\n${script}\n`)
  chmodSync(file, 0o755)
}

const calls = () => (existsSync(join(directory, 'calls')) ? readFileSync(join(directory, 'calls'), 'utf8').trim().split('\n') : [])

/** A machine as after the release that renamed the libraries, with everything but the named ones. */
function fakeDebian(...missing: string[]) {
  fake('dpkg-query', `for name; do case " -W -f ${missing.join(' ')} " in *" $name "*) ;; *) echo "installed $name" ;; esac; done`)
  fake('apt-cache', 'case $2 in *t64|libnss3) echo "  Candidate: 1.0" ;; *) echo "  Candidate: (none)" ;; esac')
  fake('apt-get', '')
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'system-packages-'))
  vi.stubEnv('PATH', `${directory}:${process.env['PATH']}`)
})
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  rmSync(directory, { recursive: true })
})

const asUser = (uid: number) => vi.spyOn(process as { getuid: () => number }, 'getuid').mockReturnValue(uid)
const run = () => systemPackages(['run']).run(() => {})

it('has nothing to do when either name of each library is installed', async () => {
  fakeDebian('libgtk-3-0', 'libasound2t64')
  expect(await run()).toMatch(/^all \d+ are there$/)
  expect(calls().filter((call) => call.startsWith('apt-get install'))).toEqual([])
})

it('installs as root what is missing, by the name that this release has', async () => {
  fakeDebian('libgtk-3-0', 'libgtk-3-0t64', 'libnss3')
  asUser(0)
  expect(await run()).toBe('2 installed')
  expect(calls()).toContain('apt-get update')
  expect(calls().at(-1)).toBe('apt-get install -y --no-install-recommends libgtk-3-0t64 libnss3')
})

it('gives the line to paste when sudo would ask for a password', async () => {
  fakeDebian('libnss3')
  fake('sudo', 'exit 1')
  asUser(1000)
  const failure = await run().catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(StepFailure)
  expect(failure).toMatchObject({ type: 'sudo apt-get install -y --no-install-recommends libnss3' })
  expect(calls().filter((call) => call.startsWith('apt-get install'))).toEqual([])
})

it("passes apt's reason on when it cannot install", async () => {
  fakeDebian('libnss3')
  fake('apt-get', '[ "$1" = install ] && echo "E: Unable to locate package libnss3" >&2 && exit 100; exit 0')
  asUser(0)
  await expect(run()).rejects.toMatchObject({ why: 'E: Unable to locate package libnss3' })
})
