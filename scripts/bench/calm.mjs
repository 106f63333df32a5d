import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'

/** /proc/stat counts in hundredths of a second. */
const tickMs = 10
/** Below this share a figure of a virtual machine repeats as well as one of a machine of its own. */
const calmShare = 0.01
/** A host that is busy stays so for minutes: more tries would make the bench long, not better. */
const attempts = 4

/**
 * What the host of a virtual machine gave to others while this machine had work for it: Linux counts it as "steal" (proc_stat(5)).
 *
 * @returns {number} milliseconds since the start, of all processors together; 0 on a machine of its own, and where there is no /proc
 */
export function stolenMs() {
  try {
    const [, , , , , , , , steal] = readFileSync('/proc/stat', 'utf8').split(/\s+/, 9)
    return Number(steal) * tickMs
  } catch {
    return 0
  }
}

/**
 * Measures again where the host took more than a hundredth of the processors' time meanwhile. How the value came out has no say in it.
 *
 * @template T
 * @param {() => Promise<T>} measure
 * @param {() => number} [stolen] milliseconds until now
 * @returns {Promise<T>} of the calmest attempt
 */
export async function measureCalmly(measure, stolen = stolenMs) {
  /** @type {{ value: T, share: number } | undefined} */
  let calmest
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const before = stolen()
    const started = performance.now()
    const value = await measure()
    const share = (stolen() - before) / (performance.now() - started) / cpus().length
    if (!calmest || share < calmest.share) calmest = { value, share }
    if (share <= calmShare) break
  }
  return /** @type {{ value: T }} */ (calmest).value
}
