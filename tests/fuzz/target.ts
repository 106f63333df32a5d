import { openSync, readSync } from 'node:fs'
import type fc from 'fast-check'

/** Something hostile, and what must hold whatever it is. */
export interface Target {
  readonly name: string
  /** How many inputs the long run tries. */
  readonly runs: number
  /** Tries so many inputs. Rejects with the smallest input that breaks the property, its seed and its path. */
  run(fastCheck: typeof fc, options: { numRuns: number; seed: number; path?: string; interruptAfterTimeLimit?: number; markInterruptAsFailure?: boolean }): Promise<void>
}

/** What keeps everything else waiting for longer than 100 ms is felt: `npm run fuzz` says so. Among other tests only what would take ever longer fails, not what is slow on a slow machine. */
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
      fastest = Math.min(fastest, await longestHang(() => holds(input)))
      if (fastest > SURELY_MS) break
    }
    if (fastest > LIMIT_MS) throw new Error(`hangs for ${fastest.toFixed(0)} ms`)
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

/** Two readers one after the other are two works. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** For how long nothing else could run, in ms: from one turn of the event loop to the next, or to the end. */
async function longestHang(work: () => void | Promise<void>): Promise<number> {
  let longest = 0
  let turnedAt = threadTime()
  let isOver = false
  const turn = (): void => {
    const now = threadTime()
    longest = Math.max(longest, now - turnedAt)
    turnedAt = now
    if (!isOver) setImmediate(turn)
  }
  setImmediate(turn)
  try {
    await work()
  } finally {
    isOver = true
    turn()
  }
  return longest
}

const ownTime = process.platform === 'linux' ? openSync('/proc/thread-self/schedstat', 'r') : null
const digits = Buffer.alloc(64)

/** The processor's time of this thread in ms: what others do on the machine meanwhile, and what is compiled and collected beside it, makes nothing slow here. */
function threadTime(): number {
  if (ownTime !== null) return Number.parseInt(digits.toString('latin1', 0, readSync(ownTime, digits, 0, digits.length, 0)), 10) / 1e6
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function sharedProperties(): string {
  return [Object.prototype, Array.prototype, Function.prototype].map((shared) => Object.getOwnPropertyNames(shared).join()).join(';')
}
