import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cleanUpAtEnd } from '../processes.mjs'
import { runSteps, StepFailure } from '../setup/steps.mjs'

/**
 * A command about packages, from its arguments to its exit status: reads them, makes the clone ready, and runs its steps with a folder that is gone
 * afterwards.
 *
 * @template Order
 * @param {object} command
 * @param {string} command.usage
 * @param {(args: readonly string[], directory: string) => Order} command.readOrder directory: where relative paths start; throws an Error with a sentence for the user
 * @param {(order: Order) => Promise<void>} command.prepare
 * @param {(order: Order, work: string) => Promise<import('../setup/steps.mjs').Step[]>} command.stepsOf
 * @returns {Promise<number>} the exit status
 */
export async function runPackageCommand({ usage, readOrder, prepare, stepsOf }) {
  let order
  try {
    order = readOrder(process.argv.slice(2), process.env['INIT_CWD'] ?? process.cwd())
  } catch (error) {
    console.error(`${/** @type {Error} */ (error).message}\n\n${usage}`)
    return 2
  }
  await prepare(order)
  const work = mkdtempSync(join(tmpdir(), 'lab-companion-package-'))
  const forget = cleanUpAtEnd(() => rmSync(work, { recursive: true, force: true }))
  try {
    await runSteps(await stepsOf(order, work))
    return 0
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error
    return 1
  } finally {
    forget()
  }
}
