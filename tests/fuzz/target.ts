import type fc from 'fast-check'

/** Something hostile, and what must hold whatever it is. */
export interface Target {
  readonly name: string
  /** How many inputs the long run tries. */
  readonly runs: number
  /** Tries so many inputs. Rejects with the smallest input that breaks the property, its seed and its path. */
  run(fastCheck: typeof fc, options: { numRuns: number; seed: number; path?: string }): Promise<void>
}

/** What takes longer than 100 ms is felt: `npm run fuzz` says so. Among other tests only what would take ever longer fails, not what is slow on a slow machine. */
const LIMIT_MS = Number(process.env['LC_FUZZ_LIMIT_MS'] ?? 1_000)
/** A collection of garbage makes one try slow, but not each of them. */
const TRIES = 4
/** So much is not garbage. */
const SURELY_MS = LIMIT_MS * 10

interface Description<Input> {
  runs: number
  inputs: (fastCheck: typeof fc) => fc.Arbitrary<Input>
  /** Throws, or rejects, where something is wrong. Called again with the same input where it took too long. */
  holds: (input: Input) => void | Promise<void>
}

/** A row of the table: `holds` is true of each input, in good time, and nothing that all objects share is changed by it. */
export function target<Input>(name: string, { runs, inputs, holds }: Description<Input>): Target {
  const quickly = async (input: Input): Promise<void> => {
    let fastest = Infinity
    for (let tries = 0; tries < TRIES && fastest > LIMIT_MS; tries += 1) {
      // The processor's time: what others do on the machine meanwhile makes nothing slow here.
      const began = process.cpuUsage()
      await holds(input)
      const { user, system } = process.cpuUsage(began)
      fastest = Math.min(fastest, (user + system) / 1000)
      if (fastest > SURELY_MS) break
    }
    if (fastest > LIMIT_MS) throw new Error(`took ${fastest.toFixed(0)} ms`)
  }
  return {
    name,
    runs,
    async run(fastCheck, options) {
      const shared = sharedProperties()
      await fastCheck.assert(fastCheck.asyncProperty(inputs(fastCheck), quickly), { ...options, verbose: 0 })
      if (sharedProperties() !== shared) throw new Error('something was added to what all objects share')
    },
  }
}

function sharedProperties(): string {
  return [Object.prototype, Array.prototype, Function.prototype].map((shared) => Object.getOwnPropertyNames(shared).join()).join(';')
}
