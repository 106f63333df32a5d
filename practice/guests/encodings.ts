import { constants, createDeflate } from 'node:zlib'
import type { PixelWriter } from './pixel-format.js'
import type { Rectangle } from './screen.js'
import { bytesPerPixel } from './worker-messages.js'

/** The side of a tile, by the standard. */
const zrleTile = 64

/** A ZRLE tile of more colours than these has no palette whose indices pack into half a byte. */
const largestPalette = 16

/** The pixels that a rectangle is cut from. */
export interface Frame {
  width: number
  pixels: Buffer
}

const colourAt = (frame: Frame, x: number, y: number): number => frame.pixels.readUInt32LE((y * frame.width + x) * bytesPerPixel) & 0xffffff

export function encodeRaw(frame: Frame, rectangle: Rectangle, writer: PixelWriter): Buffer {
  const bytes = Buffer.alloc(rectangle.width * rectangle.height * writer.bytes)
  let at = 0
  for (let y = rectangle.y; y < rectangle.y + rectangle.height; y += 1) {
    for (let x = rectangle.x; x < rectangle.x + rectangle.width; x += 1) at = writer.write(bytes, at, colourAt(frame, x, y))
  }
  return bytes
}

/** One zlib stream serves a viewer from its first rectangle to its last. */
export class ZrleEncoder {
  private readonly deflate = createDeflate()
  private packed: Buffer[] = []

  constructor() {
    this.deflate.on('data', (bytes: Buffer) => this.packed.push(bytes))
  }

  /** Has to be finished before the next rectangle begins. */
  async encode(frame: Frame, rectangle: Rectangle, writer: PixelWriter): Promise<Buffer> {
    this.packed = []
    this.deflate.write(encodeTiles(frame, rectangle, writer))
    await new Promise<void>((resolve) => this.deflate.flush(constants.Z_SYNC_FLUSH, resolve))
    const content = Buffer.concat(this.packed)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(content.length)
    return Buffer.concat([length, content])
  }

  close(): void {
    this.deflate.close()
  }
}

function encodeTiles(frame: Frame, { x, y, width, height }: Rectangle, writer: PixelWriter): Buffer {
  const tiles: Buffer[] = []
  for (let top = y; top < y + height; top += zrleTile) {
    for (let left = x; left < x + width; left += zrleTile) {
      const tile = { x: left, y: top, width: Math.min(zrleTile, x + width - left), height: Math.min(zrleTile, y + height - top) }
      tiles.push(encodeTile(frame, tile, writer))
    }
  }
  return Buffer.concat(tiles)
}

/** One colour, a palette, or the pixels as they are: text on a console is nearly always one of the first two. */
function encodeTile(frame: Frame, tile: Rectangle, writer: PixelWriter): Buffer {
  const palette = findPalette(frame, tile)
  if (!palette) return Buffer.concat([Buffer.from([0]), encodeRaw(frame, tile, writer)])
  const bits = palette.size === 1 ? 0 : palette.size === 2 ? 1 : palette.size <= 4 ? 2 : 4
  const stride = Math.ceil((tile.width * bits) / 8)
  const bytes = Buffer.alloc(1 + palette.size * writer.bytes + stride * tile.height)
  bytes[0] = palette.size
  let at = 1
  for (const colour of palette.keys()) at = writer.write(bytes, at, colour)
  if (bits === 0) return bytes
  for (let row = 0; row < tile.height; row += 1, at += stride) {
    for (let column = 0; column < tile.width; column += 1) {
      const index = palette.get(colourAt(frame, tile.x + column, tile.y + row)) ?? 0
      const bit = column * bits
      const byte = at + (bit >>> 3)
      bytes[byte] = (bytes[byte] ?? 0) | (index << (8 - bits - (bit & 7)))
    }
  }
  return bytes
}

/** @returns the number of each colour, or undefined when there are too many */
function findPalette(frame: Frame, tile: Rectangle): Map<number, number> | undefined {
  const palette = new Map<number, number>()
  let last = -1
  for (let y = tile.y; y < tile.y + tile.height; y += 1) {
    for (let x = tile.x; x < tile.x + tile.width; x += 1) {
      const colour = colourAt(frame, x, y)
      if (colour === last) continue
      last = colour
      if (palette.has(colour)) continue
      if (palette.size === largestPalette) return undefined
      palette.set(colour, palette.size)
    }
  }
  return palette
}
