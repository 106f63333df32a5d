import { open, readFile, rename, rm } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip, gzip, constants } from 'node:zlib'
import type { SavedGuest } from './worker-messages.js'

/** "A guest, first format": a file of another kind or of a later program is refused, not guessed at. */
const signature = Buffer.from('GUEST 1\n')

/**
 * Writes a saved guest, whole or not at all.
 *
 * Format, as one gzip stream: the signature, the length of the state (4 bytes, little endian), the state, the disk.
 */
export async function writeGuestFile(file: string, guest: SavedGuest): Promise<void> {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(guest.state.length)
  // Fast: most of 60 MB is text and programs that shrink to a third at any level, and somebody waits for the program to close.
  const packed = await promisify(gzip)(Buffer.concat([signature, length, guest.state, guest.disk]), { level: constants.Z_BEST_SPEED })
  const draft = `${file}.${process.pid}.tmp`
  try {
    const handle = await open(draft, 'w', 0o600)
    try {
      await handle.writeFile(packed)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

/** @throws Error that names the file when it holds no guest */
export async function readGuestFile(file: string): Promise<SavedGuest> {
  const bytes = await promisify(gunzip)(await readFile(file)).catch((error: unknown) => {
    throw new Error(`${file}: ${String(error)}`)
  })
  const start = signature.length + 4
  const length = bytes.length >= start && bytes.subarray(0, signature.length).equals(signature) ? bytes.readUInt32LE(signature.length) : undefined
  if (length === undefined || start + length > bytes.length) throw new Error(`${file} is no saved guest`)
  return { state: bytes.subarray(start, start + length), disk: bytes.subarray(start + length) }
}
