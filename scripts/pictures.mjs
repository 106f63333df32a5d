import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from './paths.mjs'

// The pictures of the documentation are taken by the end-to-end tests that look at the same things; this keeps them.
const { status } = spawnSync(process.execPath, [join(root, 'scripts', 'desktop.mjs'), '--', 'npx', 'playwright', 'test', '-c', 'tests/e2e/playwright.config.ts', 'pictures', 'anatomy'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, LC_PICTURES: join(root, 'docs', 'pictures') }
})
process.exitCode = status ?? 1
