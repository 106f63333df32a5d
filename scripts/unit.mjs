import { join } from 'node:path'
import { outDir, root } from './paths.mjs'
import { exitOf, startChild } from './processes.mjs'
import { setUp } from './setup/index.mjs'

await setUp(process.argv[2] === 'try' ? 'tryUnit' : 'unit', { quiet: true })
const tool = startChild(process.execPath, [join(outDir, 'unit', 'main.cjs'), ...process.argv.slice(2)], { cwd: process.env['INIT_CWD'] ?? root, stdio: 'inherit' })
process.exitCode = await exitOf(tool)
