import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { root } from '../../../../scripts/paths.mjs'

const files = ['library', 'indexing', 'exchange'].map((name) => `tests/unit/main/notes/${name}.test.ts`)

// Without root a namespace of users lets one make the other.
const alone = process.geteuid?.() === 0 ? ['--net'] : ['--net', '--map-root-user']
const isPermitted = spawnSync('unshare', [...alone, 'true']).status === 0

it('nothing of the notes needs a network: their tests pass where there is none', { timeout: 120_000 }, async ({ skip }) => {
  skip(!isPermitted, 'this computer lets nobody make a network namespace')
  const run = promisify(execFile)
  const interfaces = await run('unshare', [...alone, 'cat', '/proc/net/dev'])
  expect(interfaces.stdout).not.toMatch(/eth|en[ps]\d/)
  const { stdout } = await run('unshare', [...alone, process.execPath, 'node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', ...files], { cwd: root, env: { ...process.env, NO_COLOR: '1' } })
  expect(stdout).toMatch(/Tests\s+\d+ passed/)
  expect(stdout).not.toMatch(/failed/)
})
