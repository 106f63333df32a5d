import { root } from './paths.mjs'
import { runCommand } from './processes.mjs'
import { setUp } from './setup/index.mjs'

/** Scripts of package.json, so that each can be run alone by the same name. */
const checks = [
  { script: 'typecheck', says: 'types' },
  { script: 'lint', says: 'rules of the code' },
  { script: 'borders', says: 'borders between the rooms' },
  { script: 'unused', says: 'nothing unused' },
  // What it has to say is part of the result: an audit that could not be done is none.
  { script: 'supply-chain', says: 'what we depend on', tells: true }
]

await setUp('check', { quiet: true })
const outcomes = await Promise.all(
  checks.map(async ({ script, says, tells }) => {
    const started = performance.now()
    const { code, stdout, stderr } = await runCommand('npm', ['run', '--silent', script], { cwd: root })
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    const [told = '', ...warnings] = tells && code === 0 ? stdout.trim().split('\n') : []
    const mark = code !== 0 ? '✗' : warnings.length > 0 ? '!' : '✓'
    console.log(`  ${mark} ${says}${told && `: ${told}`} (${seconds} s)`)
    return { complaint: code === 0 ? '' : `\nnpm run ${script}:\n${(stdout + stderr).trim()}\n`, warnings }
  })
)
// Last, where it is read.
for (const { warnings } of outcomes) for (const warning of warnings) console.log(`\n${warning}`)
const complaints = outcomes.map(({ complaint }) => complaint).join('')
if (complaints) {
  console.error(complaints)
  process.exitCode = 1
}
