import { join } from 'node:path'
import { outDir, root } from './paths.mjs'
import { exitOf, startChild } from './processes.mjs'
import { setUp } from './setup/index.mjs'

await setUp('practice', { quiet: true })
const words = process.argv.slice(2)
const practice = startChild(process.execPath, [join(outDir, 'practice', 'main.cjs'), ...words], {
  cwd: root,
  detached: true,
  stdio: 'inherit'
})
// The classroom does not wait for its guests. What is said meanwhile is no part of --json's one line.
if (!words.some((word) => /^--(no-guests|guest-image)/.test(word))) {
  startChild(process.execPath, [join(root, 'scripts', 'guest-image.mjs'), '--quiet-if-there'], { cwd: root, stdio: ['ignore', 2, 2] })
}
process.exitCode = await exitOf(practice)
