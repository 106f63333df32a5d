import fc from 'fast-check'
import { describe, it, vi } from 'vitest'

vi.mock('electron', async () => {
  const { MessageChannelDouble } = await import('./electron')
  return { MessageChannelMain: MessageChannelDouble }
})

const { targets } = await import('./targets')

/** What of its inputs a target tries: all in `npm run fuzz`, and so few in `npm test` that all targets together take half a minute. */
const SHARE = Number(process.env['LC_FUZZ_SHARE'] ?? 0.01)
const LEAST = 10
/** Another one each time; a failure names it, and `npm run fuzz -- --seed` takes it. */
const SEED = Number(process.env['LC_FUZZ_SEED'] ?? Date.now() % 2 ** 31)
/** A target's whole long run on a busy machine. */
const LIMIT_MS = 15 * 60_000

console.log(`Fuzzing with seed ${SEED}, ${SHARE * 100} % of all inputs`)

describe(`with seed ${SEED}`, () => {
  it.each(targets.map((target) => [target.name, target] as const))('%s', (_name, target) => target.run(fc, { numRuns: Math.max(LEAST, Math.ceil(target.runs * SHARE)), seed: SEED }), LIMIT_MS)
})
