import { setPriority } from 'node:os'
import { buildGuestImage, guestImageDir } from './guest-image/build.mjs'
import { PackagesMissing } from './guest-image/debian-packages.mjs'
import { withLock } from './lock.mjs'

/** A minute of one processor: whoever works on this machine goes first. */
setPriority(15)

const start = Date.now()
try {
  const report = (/** @type {string} */ doing) => console.log(`guest image: ${doing} (${Math.round((Date.now() - start) / 1000)} s)`)
  const outcome = await withLock('guest-image', () => buildGuestImage(report), () => report('waiting for another command that makes it'))
  console.log(`guest image: ${outcome}, in ${guestImageDir}`)
} catch (error) {
  if (!(error instanceof PackagesMissing)) throw error
  console.error(`guest image: ${error.message}`)
  process.exitCode = 1
}
