import { measureCalmly } from '../../scripts/bench/calm.mjs'

/**
 * Measures two things in turn, so that whatever else the machine does meets both alike.
 *
 * @param {number} rounds
 * @param {() => Promise<number>} measureValue
 * @param {() => Promise<number>} measureBaseline
 * @returns {Promise<{ value: number, baseline: number }>} the medians
 */
export async function alternate(rounds, measureValue, measureBaseline) {
  const values = []
  const baselines = []
  for (let round = 0; round < rounds; round++) {
    baselines.push(await measureCalmly(measureBaseline))
    values.push(await measureCalmly(measureValue))
  }
  return { value: median(values), baseline: median(baselines) }
}

/** @param {readonly number[]} numbers at least one */
function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  return /** @type {number} */ (sorted[Math.floor(sorted.length / 2)])
}
