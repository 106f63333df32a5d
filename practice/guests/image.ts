import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { machineVersion } from './machine-shape.js'

/**
 * What `scripts/guest-image.mjs` leaves, and a release ships. The emulator's program is one of the files: its saved states
 * fit that very version.
 */
export const imageFiles = {
  state: 'state.gz',
  disk: 'disk.gz',
  emulator: 'v86.wasm',
  bios: 'bios.bin',
  videoBios: 'vgabios.bin',
  /** Written last: an image without it is not complete. */
  manifest: 'manifest.json',
} as const

/** There is no guest image, only a part of one, or one of another version. */
export class GuestImageMissing extends Error {
  constructor(readonly directory: string, what = 'no guest image') {
    super(`There is ${what} in ${directory}: VMs run, but their consoles stay dark. "node scripts/guest-image.mjs" makes it.`)
  }
}

/** @throws GuestImageMissing unless the image is whole, and of the machine that this program builds */
export async function checkImage(directory: string): Promise<void> {
  const { machine } = JSON.parse(Buffer.from(await readImageFile(directory, 'manifest')).toString('utf8')) as { machine?: number }
  if (machine !== machineVersion) throw new GuestImageMissing(directory, 'only a guest image of another version')
}

/** @throws GuestImageMissing */
export async function readImageFile(directory: string, file: keyof typeof imageFiles): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const bytes = await readFile(join(directory, imageFiles[file]))
    // A small file shares its memory with others: one of its own can be handed on.
    return new Uint8Array(bytes)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new GuestImageMissing(directory)
    throw error
  }
}
