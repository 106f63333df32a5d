import { join } from 'node:path'
import { outDir, root } from './paths.mjs'
import { exitOf, startChild } from './processes.mjs'
import { setUp } from './setup/index.mjs'

await setUp('practice', { quiet: true })
const practice = startChild(process.execPath, [join(outDir, 'practice', 'main.cjs'), ...process.argv.slice(2)], {
  cwd: root,
  detached: true,
  stdio: 'inherit'
})
process.exitCode = await exitOf(practice)
