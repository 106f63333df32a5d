import fc from 'fast-check'
import { describe, it } from 'vitest'
import type { Target } from './target'

/** What of its inputs a target tries: all in `npm run fuzz`, and so few in `npm test` that all targets together take half a minute. */
const SHARE = Number(process.env['LC_FUZZ_SHARE'] ?? 0.01)
const LEAST = 10
/** Always the same in `npm test`, which fails for what was changed only; another one each time in `npm run fuzz`, whose `--seed` takes it again. */
const SEED = Number(process.env['LC_FUZZ_SEED'] ?? 20_261_123)
/** A target's whole long run on a busy machine. One that finds something and then looks for the smallest input stops before, and says what it has. */
const LIMIT_MS = 15 * 60_000
const STOPS_MS = LIMIT_MS - 60_000

/** A test for each target. */
export function runTargets(targets: readonly Target[]): void {
  console.log(`Fuzzing with seed ${SEED}, ${SHARE * 100} % of all inputs`)
  describe(`with seed ${SEED}`, () => {
    it.each(targets.map((target) => [target.name, target] as const))('%s', (_name, target) => target.run(fc, { numRuns: Math.max(LEAST, Math.ceil(target.runs * SHARE)), seed: SEED, interruptAfterTimeLimit: STOPS_MS, markInterruptAsFailure: true }), LIMIT_MS)
  })
}
