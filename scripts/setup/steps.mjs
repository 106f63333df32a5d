import { stripVTControlCharacters } from 'node:util'

/**
 * A step that could not be done, told so that the reader can act on it.
 */
export class StepFailure extends Error {
  /**
   * @param {string} what one sentence
   * @param {{ why: string, type: string, cause?: unknown }} details `type` is a command to paste
   */
  constructor(what, { why, type, cause }) {
    super(what, { cause })
    this.name = 'StepFailure'
    this.why = why
    this.type = type
  }
}

/**
 * @typedef {(activity: string) => void} Doing a step calls it when it starts something that takes time
 * @typedef {{ title: string, run: (doing: Doing) => Promise<string> }} Step resolves to its result, in a few words
 */

/** Once a second is often enough to see that it goes on, and seldom enough to read. */
const tickMs = 1_000

const titleWidth = 18

/**
 * Runs steps in order, shows each with its time on standard error (standard output is the program's own), and stops at
 * the first failure.
 *
 * @param {readonly Step[]} steps
 * @param {{ quiet?: boolean, output?: NodeJS.WriteStream }} [options] quiet: only steps with something to do are shown
 * @returns {Promise<void>}
 * @throws {StepFailure} after it was shown
 */
export async function runSteps(steps, { quiet = false, output = process.stderr } = {}) {
  for (const { title, run } of steps) {
    const started = performance.now()
    const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`
    const name = title.padEnd(titleWidth)
    let activity = ''
    const showActivity = () => output.write(`\r\x1b[K  … ${name} ${activity} (${seconds()})`)
    /** @type {NodeJS.Timeout | undefined} */
    let ticking
    const doing = (/** @type {string} */ next) => {
      activity = next
      if (!output.isTTY) return void output.write(`  … ${name} ${activity}\n`)
      showActivity()
      ticking ??= setInterval(showActivity, tickMs)
    }
    const line = output.isTTY ? '\r\x1b[K' : ''
    try {
      const result = await run(doing)
      if (!quiet || activity) output.write(`${line}  ✓ ${name} ${result} (${seconds()})\n`)
    } catch (error) {
      output.write(`${line}  ✗ ${name} failed (${seconds()})\n`)
      if (error instanceof StepFailure) output.write(describeFailure(error))
      throw error
    } finally {
      clearInterval(ticking)
    }
  }
}

/**
 * @param {StepFailure} failure
 * @returns {string}
 */
function describeFailure(failure) {
  const indent = (/** @type {string} */ text) => text.trim().replaceAll('\n', '\n              ')
  return `\n    What:     ${indent(failure.message)}\n    Why:      ${indent(failure.why)}\n    Type:     ${indent(failure.type)}\n\n`
}

/**
 * The part of a failed command's output that tells why.
 *
 * @param {{ stdout: string, stderr: string, code: number }} outcome
 * @returns {string}
 */
export function reasonOf({ stdout, stderr, code }) {
  const lines = stripVTControlCharacters(stderr.trim() || stdout.trim()).split('\n')
  const npm = lines.flatMap((line) => /^npm (?:error|ERR!) (.+)/.exec(line)?.[1] ?? [])
  const plain = lines.filter((line) => !/^\s+at /.test(line))
  const first = plain.findIndex((line) => /\b(?:error|failed|panicked)\b/i.test(line))
  // Most tools end with the reason; npm's usage and a compiler's trace come after it. Twelve lines hold it in full
  // without pushing the advice off the screen.
  const telling = npm.length > 0 ? npm.slice(0, 12) : first >= 0 ? plain.slice(first, first + 12) : plain.slice(-12)
  return telling.join('\n') || `It ended with status ${code} and said nothing.`
}
