/** 64 KiB: large enough that a 10 GiB disk needs few blocks, small enough that one written sector costs little. */
const blockSize = 65_536

const zeroes = new Uint8Array(blockSize)

/** The blocks of a disk by their number; a block that is missing is what the disk below has there, at the bottom zero. */
export type Blocks = Map<number, Uint8Array>

/**
 * A disk that takes memory only for what was written: reads fall through to `base`, writes stay in `written`.
 * It has the shape that v86 asks of a disk image. Its content is no part of the emulator's saved state, so that
 * one saved state serves every guest; whoever saves a guest saves `written` beside it.
 */
export class SparseDisk {
  readonly written: Blocks
  readonly byteLength: number
  onload: ((event: object) => void) | undefined
  onprogress: undefined

  constructor(byteLength: number, private readonly base: Blocks, written: Blocks = new Map()) {
    this.byteLength = byteLength
    this.written = written
  }

  load(): void {
    this.onload?.({})
  }

  get(start: number, length: number, done: (bytes: Uint8Array) => void): void {
    done(this.read(start, length))
  }

  get_and_cache(start: number, length: number, done: (bytes: Uint8Array) => void): void {
    done(this.read(start, length))
  }

  get_from_cache(start: number, length: number): Uint8Array {
    return this.read(start, length)
  }

  set(start: number, bytes: Uint8Array, done: () => void): void {
    for (const { index, from, at, length } of spans(start, bytes.length)) {
      const piece = bytes.subarray(at, at + length)
      const below = this.written.get(index) ?? this.base.get(index)
      if (!below && isZero(piece)) continue
      let block = this.written.get(index)
      if (!block) {
        block = below ? below.slice() : new Uint8Array(blockSize)
        this.written.set(index, block)
      }
      block.set(piece, from)
    }
    done()
  }

  get_state(): [number] {
    return [this.byteLength]
  }

  set_state(): void {
    // The content belongs to the guest, not to the saved state that it was restored from.
  }

  private read(start: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length)
    for (const { index, from, at, length: size } of spans(start, length)) {
      const block = this.written.get(index) ?? this.base.get(index)
      if (block) bytes.set(block.subarray(from, from + size), at)
    }
    return bytes
  }
}

function* spans(start: number, length: number): Generator<{ index: number; from: number; at: number; length: number }> {
  for (let at = 0; at < length; ) {
    const index = Math.floor((start + at) / blockSize)
    const from = (start + at) % blockSize
    const size = Math.min(blockSize - from, length - at)
    yield { index, from, at, length: size }
    at += size
  }
}

const isZero = (bytes: Uint8Array): boolean => Buffer.compare(bytes, zeroes.subarray(0, bytes.length)) === 0

/** Writes blocks one after the other: the number (4 bytes, little endian), then the content. Blocks of zeros stay in: they may hide the base's. */
export function packBlocks(blocks: Blocks): Uint8Array {
  const packed = Buffer.alloc(blocks.size * (4 + blockSize))
  let at = 0
  for (const [index, block] of [...blocks].sort(([a], [b]) => a - b)) {
    at = packed.writeUInt32LE(index, at)
    packed.set(block, at)
    at += blockSize
  }
  return packed
}

/** @throws Error when the bytes are not whole blocks */
export function unpackBlocks(packed: Uint8Array): Blocks {
  if (packed.length % (4 + blockSize) !== 0) throw new Error(`a disk of ${packed.length} bytes is cut off`)
  const blocks: Blocks = new Map()
  const view = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength)
  for (let at = 0; at < packed.length; at += 4 + blockSize) {
    blocks.set(view.readUInt32LE(at), packed.subarray(at + 4, at + 4 + blockSize))
  }
  return blocks
}
