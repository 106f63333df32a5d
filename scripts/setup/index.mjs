import { withLock } from '../lock.mjs'
import { build } from './build.mjs'
import { guestImage, guestImageInBackground } from './guest-image.mjs'
import { kubectl } from './kubectl.mjs'
import { nodeVersion } from './node-version.mjs'
import { npmPackages } from './npm-packages.mjs'
import { electronRuntime } from './runtime.mjs'
import { sandbox } from './sandbox.mjs'
import { runSteps, StepFailure } from './steps.mjs'
import { systemPackages } from './system-packages.mjs'

const isLinux = process.platform === 'linux'

/**
 * @typedef {'build' | 'start' | 'show' | 'test' | 'practice' | 'unit' | 'tryUnit' | 'check' | 'package'} Purpose show: start without a display
 * @type {Record<Purpose, () => import('./steps.mjs').Step[]>}
 */
const plans = {
  build: () => [nodeVersion(), npmPackages(), electronRuntime(), build(['app', 'practice'])],
  start: () => [...windowed(['run']), build(['app', 'practice']), guestImageInBackground()],
  show: () => [...windowed(['run', 'headless']), build(['app', 'practice']), guestImage()],
  test: () => [...windowed(['run', 'headless', 'test']), build(['app', 'practice', 'unit']), kubectl(), guestImage()],
  practice: () => [nodeVersion(), npmPackages(), build(['practice'])],
  unit: () => [nodeVersion(), npmPackages(), build(['unit'])],
  tryUnit: () => [nodeVersion(), npmPackages(), build(['practice', 'unit']), kubectl(), guestImage()],
  check: () => [nodeVersion(), npmPackages()],
  // Elsewhere there is neither a package of Linux to write nor Debian's tools to make the guests from.
  package: () => (isLinux ? [nodeVersion(), systemPackages(['package']), npmPackages(), electronRuntime(), build(['app', 'practice']), guestImage()] : [nodeVersion(), npmPackages(), electronRuntime(), build(['app', 'practice'])])
}

/** @param {readonly import('./system-packages.mjs').Need[]} needs */
const windowed = (needs) => [nodeVersion(), systemPackages(needs), npmPackages(), electronRuntime(), sandbox()]

/**
 * Makes this clone ready for a purpose, one process at a time. A step that fails is shown with what to type, and ends
 * this script with status 1.
 *
 * @param {Purpose} purpose
 * @param {{ quiet?: boolean }} [options]
 * @returns {Promise<void>}
 */
export async function setUp(purpose, options) {
  const steps = plans[purpose]()
  const tellWait = () => process.stderr.write('  … another command of this clone is at it; waiting for it to finish\n')
  try {
    await withLock('set-up', () => runSteps(steps, options), tellWait)
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error
    process.exit(1)
  }
}
