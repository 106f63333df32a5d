import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { align, withUnit } from './rows.mjs'
import { benchesOf, loadSuites } from './suites.mjs'

/**
 * @typedef {import('../bench.mjs').Bench} Bench
 * @typedef {import('../bench.mjs').Row} Row
 * @typedef {{ here: Row[], there: Row[] }} Pair the rows of one bench, one for each round
 */

/** Two of each, in turn: what else the machine does meets both, and a figure that swings shows itself. */
const rounds = 2

/** Less than this is what the same checkout differs by from run to run. */
const noise = 0.1

/**
 * Makes another checkout ready, by its own scripts.
 *
 * @param {string} checkout its root
 */
export async function setUpOther(checkout) {
  const { setUp } = await import(pathToFileURL(join(checkout, 'scripts', 'setup', 'index.mjs')).href)
  await setUp('test')
}

/**
 * Measures what both checkouts have, in turn.
 *
 * @param {string} here
 * @param {string} there
 * @param {(bench: Bench) => boolean} isWanted
 * @param {(bench: Bench) => Promise<Row>} measure
 * @returns {Promise<Pair[]>}
 */
export async function measureBoth(here, there, isWanted, measure) {
  /** @type {Map<string, Pair>} */
  const pairs = new Map()
  for (let round = 0; round < rounds; round += 1) {
    const others = benchesOf(await loadSuites(there, round))
    for (const bench of benchesOf(await loadSuites(here, round)).filter(isWanted)) {
      const other = others.find(({ name }) => name === bench.name)
      if (other === undefined) continue
      const pair = pairs.get(bench.name) ?? { here: [], there: [] }
      pairs.set(bench.name, pair)
      pair.there.push(await measure(other))
      pair.here.push(await measure(bench))
    }
  }
  return [...pairs.values()]
}

/**
 * @param {readonly Pair[]} pairs
 * @returns {string}
 */
export function formatComparison(pairs) {
  const lines = pairs.map(({ here, there }) => {
    const name = here[0]?.name ?? ''
    const [mine, other] = [best(here), best(there)]
    if (mine === null || other === null) return ['!', name, figure(other), figure(mine), 'failed']
    const change = costOf(mine) / costOf(other) - 1
    const sign = Math.abs(change) <= noise || Number.isNaN(change) ? ' ' : change > 0 ? '▲' : '▼'
    return [sign, name, figure(other), figure(mine), Number.isNaN(change) ? '–' : `${change > 0 ? '+' : ''}${(100 * change).toFixed(0)} %`]
  })
  return align([['', 'Measured', 'There', 'Here', 'Change'], ...lines])
}

/** The round that was disturbed least. @param {readonly Row[]} rows */
function best(rows) {
  const measured = rows.filter(({ value }) => value !== null)
  return measured.sort((a, b) => costOf(a) - costOf(b))[0] ?? null
}

/** The ratio says more than the value: its baseline met the same minute. @param {Row} row */
function costOf({ ratio, value }) {
  return ratio ?? value ?? Number.NaN
}

/** @param {Row | null} row */
function figure(row) {
  if (row === null || row.value === null) return 'failed'
  const ratio = row.ratio === null ? '' : ` (${row.ratio.toFixed(2)})`
  return `${withUnit(row.value, row.unit)}${ratio}`
}
