import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * The measurements of a checkout, in the order of their files' names.
 *
 * @param {string} root
 * @param {number} [round] figures that are measured together are kept by their file: each round gets files of its own
 * @returns {Promise<readonly import('../bench.mjs').Suite[]>}
 */
export async function loadSuites(root, round = 0) {
  const directory = join(root, 'tests', 'bench')
  const files = readdirSync(directory).filter((file) => file.endsWith('.bench.mjs'))
  return Promise.all(files.sort().map((file) => import(`${pathToFileURL(join(directory, file)).href}?round=${round}`)))
}

/** @param {readonly import('../bench.mjs').Suite[]} suites */
export function benchesOf(suites) {
  return suites.flatMap(({ benches }) => benches)
}
