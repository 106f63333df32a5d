import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './paths.mjs'

const folder = join(root, 'docs', 'pictures')

// The pictures of the documentation are taken by the end-to-end tests that look at the same things; this keeps them.
const { status } = spawnSync(process.execPath, [join(root, 'node_modules', 'playwright', 'cli.js'), 'test', '-c', 'tests/e2e/playwright.config.ts', 'pictures', 'anatomy.spec', 'tree', 'console.spec', 'guide.spec'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, LC_PICTURES: folder }
})
process.exitCode = status ?? 1
if (status === 0) shrink()

/**
 * A window has few colours: with a palette its picture is a third as large. Without `-treedepth` the greys of the panels would be rounded, to yellowish ones.
 * Without ImageMagick they stay as they are.
 */
function shrink() {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.png'))) {
    const path = join(folder, file)
    spawnSync('convert', [path, '-dither', 'None', '-treedepth', '8', '-colors', '240', '-define', 'png:compression-level=9', `PNG8:${path}`], { stdio: 'inherit' })
  }
}
