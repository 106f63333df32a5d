import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { electronPath } from '../../scripts/electron-path.mjs'
import { root } from '../../scripts/paths.mjs'
import { startChild, stopChild } from '../../scripts/processes.mjs'
import { alternate } from './rounds.mjs'

const marker = join(root, 'tests', 'bench', 'interactive-marker.cjs')
const bareWindow = join(root, 'tests', 'bench', 'bare-window')

/** Chromium refuses to start its sandbox as root. */
const rootOnly = process.getuid?.() === 0 ? ['--no-sandbox'] : []

/** Seven rounds keep the median within 5 % from run to run, and take 20 s. */
const rounds = 7

/** Either program draws within 2 s; the limit is for a machine that does other things too. */
const drawnMs = 30_000

/** @type {import('../../scripts/bench.mjs').About} */
export const about = {
  title: 'Start-up',
  how: "From the start of the process until the first button is drawn and the page is idle, against an Electron window with one button, seven rounds in turn; medians, after one start of each that fills the disk's cache. A round in which the host of a virtual machine took more than a hundredth of the processors' time is taken again, three times at most.",
  limits: "Electron's own start is two thirds. Main reads 20 kB before it opens the window and the rest while the page loads; the page's first chunk holds the first screen only."
}

/** @type {readonly import('../../scripts/bench.mjs').Bench[]} */
export const benches = [
  {
    name: 'Start-up to an interactive window, against a bare window',
    unit: 'ms',
    goal: 1.5,
    async run({ env, folder }) {
      const program = () => timeStart(root, join(folder, 'program'), env)
      const bare = () => timeStart(bareWindow, join(folder, 'bare'), env)
      // The first start fills the disk's cache and makes the profile.
      await bare()
      await program()
      return alternate(rounds, program, bare)
    }
  }
]

/**
 * @param {string} application
 * @param {string} userData
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} milliseconds from the start of the process until the first button is on the screen
 */
async function timeStart(application, userData, env) {
  const started = Date.now()
  const app = startChild(electronPath(), [...rootOnly, '-r', marker, application, `--user-data-dir=${userData}`], {
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore']
  })
  try {
    const input = /** @type {import('node:stream').Readable} */ (app.stdout)
    for await (const line of createInterface({ input, signal: AbortSignal.timeout(drawnMs) })) {
      const drawn = /^interactive (\d+)$/.exec(line)?.[1]
      if (drawn) return Number(drawn) - started
    }
    throw new Error(`${application} did not draw its first button within ${drawnMs / 1000} s`)
  } finally {
    await stopChild(app)
  }
}
