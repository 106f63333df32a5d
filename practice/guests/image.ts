import { readFile, stat } from 'node:fs/promises'
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
  constructor(directory: string, what: string, progress: string | undefined) {
    const advice = progress === undefined ? '"node scripts/guest-image.mjs" makes it.' : `It is being made: ${progress}. Look again in a minute.`
    super(`There is ${what} in ${directory}: VMs run, but their consoles stay dark. ${advice}`)
  }
}

/** @throws GuestImageMissing unless the image is whole, and of the machine that this program builds */
export async function checkImage(directory: string): Promise<void> {
  const { machine } = JSON.parse(Buffer.from(await readImageFile(directory, 'manifest')).toString('utf8')) as { machine?: number }
  if (machine !== machineVersion) throw await missing(directory, 'only a guest image of another version')
}

/** @throws GuestImageMissing */
export async function readImageFile(directory: string, file: keyof typeof imageFiles): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const bytes = await readFile(join(directory, imageFiles[file]))
    // A small file shares its memory with others: one of its own can be handed on.
    return new Uint8Array(bytes)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw await missing(directory, 'no guest image')
    throw error
  }
}

/** Its longest silent step, the fetching of 60 MB, takes minutes on a slow line; one that was killed does not clean up. */
const progressIsOldAfter = 10 * 60_000

/** `scripts/guest-image.mjs` says beside the image what it does. */
async function missing(directory: string, what: string): Promise<GuestImageMissing> {
  const file = `${directory}.progress`
  const isFresh = await stat(file).then(({ mtimeMs }) => Date.now() - mtimeMs < progressIsOldAfter, () => false)
  const progress = isFresh ? await readFile(file, 'utf8').catch(() => undefined) : undefined
  return new GuestImageMissing(directory, what, progress)
}
