import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

/** A program is idle when two looks, half a second apart, differ by less than this share. */
const steady = 0.005
const lookEveryMs = 500

/** What a page has to tidy up after its start is done long before. */
const longestMs = 20_000

/**
 * @param {number} root a process's id
 * @returns {Promise<number>} the memory of it and all its descendants in MB, once they are idle; shared pages are counted
 *   once (PSS)
 */
export async function idleMemory(root) {
  const deadline = Date.now() + longestMs
  for (let before = 0; ; ) {
    const now = sumOf(root)
    if (Math.abs(now - before) < steady * now || Date.now() > deadline) return now
    before = now
    await delay(lookEveryMs)
  }
}

/** @param {number} root */
function sumOf(root) {
  let kilobytes = 0
  for (const pid of treeOf(root)) {
    try {
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
      kilobytes += Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0)
    } catch (error) {
      // ESRCH, ENOENT: it ended meanwhile. Anything else would make the sum too small unnoticed.
      if (!['ESRCH', 'ENOENT'].includes(/** @type {NodeJS.ErrnoException} */ (error).code ?? '')) throw error
    }
  }
  return kilobytes / 1024
}

/**
 * @param {number} root
 * @returns {number[]} it and all its descendants
 */
export function treeOf(root) {
  /** @type {Map<number, number[]>} */
  const children = new Map()
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    try {
      // The command, in parentheses, may itself hold spaces and parentheses.
      const [, parent] = readFileSync(`/proc/${entry}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
      const siblings = children.get(Number(parent))
      if (siblings) siblings.push(Number(entry))
      else children.set(Number(parent), [Number(entry)])
    } catch {
      // It ended between the listing and the look.
    }
  }
  const tree = [root]
  for (const pid of tree) tree.push(...(children.get(pid) ?? []))
  return tree
}
