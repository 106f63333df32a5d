import { rmSync, writeFileSync } from 'node:fs'
import { setPriority } from 'node:os'
import { buildGuestImage, guestImageDir } from './guest-image/build.mjs'
import { PackagesMissing } from './guest-image/debian-packages.mjs'
import { withLock } from './lock.mjs'

/** A minute of one processor: whoever works on this machine goes first. */
setPriority(15)

const progressFile = `${guestImageDir}.progress`
const start = Date.now()
try {
  const report = (/** @type {string} */ doing) => {
    const line = `${doing} (${Math.round((Date.now() - start) / 1000)} s)`
    console.log(`guest image: ${line}`)
    // Read by a classroom that is running already, for whoever looks at a console.
    writeFileSync(progressFile, line)
  }
  const outcome = await withLock('guest-image', () => buildGuestImage(report), () => console.log('guest image: waiting for another command that makes it'))
  if (outcome === 'made' || !process.argv.includes('--quiet-if-there')) console.log(`guest image: ${outcome}, in ${guestImageDir}`)
} catch (error) {
  if (!(error instanceof PackagesMissing)) throw error
  console.error(`guest image: ${error.message}`)
  process.exitCode = 1
} finally {
  rmSync(progressFile, { force: true })
}
