import type { ConnectionEvent } from './network.js'

/** What a guest's worker is started with. */
export interface WorkerInput {
  imageDirectory: string
  /** The image's disk, unpacked once for all guests. */
  baseDisk: SharedArrayBuffer
  /** A tar archive: this guest's own configuration. */
  seed: Uint8Array
  /** The packed blocks that this guest wrote. */
  disk?: Uint8Array
  /** A state of this guest to go on from; without it the guest starts. */
  state?: Uint8Array
}

/** A guest as it stands: what is in its memory and what it wrote to its disk. */
export interface SavedGuest {
  state: Uint8Array
  disk: Uint8Array
}

/** What a change of the screen is told by: one row of the console's letters high, so that a typed letter changes one tile. */
export const tileSize = { width: 64, height: 16 } as const

/** Blue, green, red, and a byte without meaning. */
export const bytesPerPixel = 4

/** A rectangle of the screen whose pixels changed. */
export interface Patch {
  x: number
  y: number
  width: number
  height: number
  pixels: Uint8Array
}

export interface Picture {
  width: number
  height: number
  /** What changed since the last picture; all of it when the size changed. */
  patches: Patch[]
}

/** What a worker answers, each with its argument and its result. */
export interface WorkerCalls {
  run: [argument: undefined, result: undefined]
  halt: [argument: undefined, result: undefined]
  picture: [argument: undefined, result: Picture]
  save: [argument: undefined, result: SavedGuest]
  readDisk: [argument: undefined, result: Uint8Array]
}

/** What a worker takes without an answer. */
export type WorkerOrder =
  | { order: 'serial'; port: number; bytes: Uint8Array }
  | { order: 'keys'; codes: readonly number[] }
  | { order: 'pointer'; deltaX: number; deltaY: number; buttons: readonly [boolean, boolean, boolean] }
  | { order: 'crash' }
  | { order: 'connect'; connection: number; port: number }
  | { order: 'write'; connection: number; bytes: Uint8Array }
  /** So many of the connection's bytes have gone on. */
  | { order: 'take'; connection: number; count: number }
  | { order: 'close'; connection: number }

export type WorkerRequest = { [Call in keyof WorkerCalls]: { call: Call; id: number; argument: WorkerCalls[Call][0] } }[keyof WorkerCalls]

export type WorkerNews =
  | { news: 'serial'; port: number; bytes: Uint8Array }
  | { news: 'connection'; connection: number; event: ConnectionEvent }
  | { news: 'answer'; id: number; result: unknown }
  | { news: 'failure'; id: number; message: string }
  /** The emulator gave up; its thread ends after this. */
  | { news: 'crashed'; message: string; disk: Uint8Array }
