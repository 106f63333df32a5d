import { join } from 'node:path'
import { outDir, root } from './paths.mjs'
import { exitOf, startChild } from './processes.mjs'
import { setUp } from './setup/index.mjs'

const [command, ...rest] = process.argv.slice(2)

/** @param {readonly string[]} given */
const runTool = (given) => exitOf(startChild(process.execPath, [join(outDir, 'unit', 'main.cjs'), ...given], { cwd: process.env['INIT_CWD'] ?? root, stdio: 'inherit' }))

await setUp('unit', { quiet: true })
// The classroom of the first trial takes minutes to make: not for a unit that has mistakes, or is not there.
const isTrial = command === 'try' && !rest.some((word) => word === '--help' || word === '-h')
process.exitCode = isTrial ? await runTool(['check', ...rest]) : 0
if (process.exitCode === 0) {
  if (isTrial) await setUp('tryUnit', { quiet: true })
  process.exitCode = await runTool(process.argv.slice(2))
}
