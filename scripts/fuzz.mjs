import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { root } from './paths.mjs'
import { exitOf, startChild } from './processes.mjs'
import { setUp } from './setup/index.mjs'

const USAGE = 'Usage: npm run fuzz -- [--share PART-OF-ALL-INPUTS] [--seed NUMBER] [PART-OF-A-TARGET’S-NAME]'

/** A key that is pressed waits no longer than this without being missed. */
const FELT_MS = '100'

async function main() {
  /** @type {{ values: { share?: string, seed?: string }, positionals: string[] }} */
  let given
  try {
    given = parseArgs({ options: { share: { type: 'string' }, seed: { type: 'string' } }, allowPositionals: true })
  } catch (error) {
    console.error(`${/** @type {Error} */ (error).message}\n\n${USAGE}`)
    return 2
  }
  const { values, positionals } = given
  await setUp('test')
  const only = positionals.length > 0 ? ['--testNamePattern', positionals.join(' ')] : []
  const fuzzing = startChild(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--project', 'fuzz', '--reporter=verbose', ...only], {
    cwd: root,
    env: { ...process.env, LC_FUZZ_SHARE: values.share ?? '1', LC_FUZZ_SEED: values.seed ?? String(Date.now() % 2 ** 31), LC_FUZZ_LIMIT_MS: FELT_MS },
    stdio: ['ignore', 'inherit', 'inherit']
  })
  return exitOf(fuzzing)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = await main()
