import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { collectGarbage } from './garbage'
import { Guest, type GuestEnd, type GuestEvents } from './guest.js'
import { checkImage, readImageFile } from './image.js'
import { packSeed, type SeedInput } from './seed.js'
import type { SavedGuest } from './worker-messages.js'

export type { Guest, GuestEnd } from './guest.js'
export { AgentError } from './agent.js'
export { readGuestFile, writeGuestFile } from './guest-file.js'
export { GuestImageMissing } from './image.js'
export { encodePng } from './png.js'

export { serveRfb, type ByteDuplex } from './rfb.js'
export type { SavedGuest } from './worker-messages.js'

export interface GuestOptions extends SeedInput, GuestEvents {
  /** What this guest wrote to its disk in an earlier life. */
  disk?: Uint8Array
  /** Goes on where this guest was saved, its sessions included; it brings its disk along. */
  saved?: SavedGuest
}

export interface Guests {
  /**
   * @throws GuestImageMissing
   */
  start(options: GuestOptions): Promise<Guest>
  /** Takes the power of all of them away. */
  stop(): Promise<void>
}

/**
 * @param place where the guest image lies, and the bundle of `worker.ts`
 */
export function createGuests(place: { imageDirectory: string; workerFile: string }): Guests {
  const running = new Set<Guest>()
  let baseDisk: Promise<SharedArrayBuffer> | undefined

  return {
    async start(options) {
      baseDisk ??= shareBaseDisk(place.imageDirectory)
      // An image that is made while the program runs is found by the next start.
      baseDisk.catch(() => (baseDisk = undefined))
      const disk = options.saved?.disk ?? options.disk
      const guest = Guest.start(
        place.workerFile,
        {
          imageDirectory: place.imageDirectory,
          baseDisk: await baseDisk,
          seed: packSeed(options),
          ...(disk && { disk }),
          ...(options.saved && { state: options.saved.state }),
        },
        {
          onEnd(end: GuestEnd) {
            running.delete(guest)
            options.onEnd(end)
          },
          onReboot: () => options.onReboot?.(),
          onSerial: (bytes) => options.onSerial?.(bytes),
        },
      )
      running.add(guest)
      return guest
    },
    async stop() {
      await Promise.allSettled([...running].map((guest) => guest.powerOff()))
      running.clear()
    },
  }
}

/** One disk for all guests: each keeps what it writes for itself. */
async function shareBaseDisk(imageDirectory: string): Promise<SharedArrayBuffer> {
  await checkImage(imageDirectory)
  const bytes = await promisify(gunzip)(await readImageFile(imageDirectory, 'disk'))
  const shared = new SharedArrayBuffer(bytes.length)
  new Uint8Array(shared).set(bytes)
  setImmediate(collectGarbage)
  return shared
}
