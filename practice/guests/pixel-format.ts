/** How a viewer wants its pixels. The names are RFB's. */
export interface PixelFormat {
  bitsPerPixel: 8 | 16 | 32
  depth: number
  bigEndian: boolean
  max: readonly [red: number, green: number, blue: number]
  shift: readonly [red: number, green: number, blue: number]
}

/** As the frame buffer has them: what a viewer that asks for nothing gets. */
export const nativeFormat: PixelFormat = { bitsPerPixel: 32, depth: 24, bigEndian: false, max: [255, 255, 255], shift: [16, 8, 0] }

/** @returns undefined for a format that RFB does not know, or that needs a colour map */
export function readPixelFormat(bytes: Buffer): PixelFormat | undefined {
  const bitsPerPixel = bytes.readUInt8(0)
  const isTrueColour = bytes.readUInt8(3) !== 0
  if ((bitsPerPixel !== 8 && bitsPerPixel !== 16 && bitsPerPixel !== 32) || !isTrueColour) return undefined
  const max = [bytes.readUInt16BE(4), bytes.readUInt16BE(6), bytes.readUInt16BE(8)] as const
  const shift = [bytes.readUInt8(10), bytes.readUInt8(11), bytes.readUInt8(12)] as const
  if (shift.some((bits) => bits >= bitsPerPixel)) return undefined
  return { bitsPerPixel, depth: bytes.readUInt8(1), bigEndian: bytes.readUInt8(2) !== 0, max, shift }
}

export function writePixelFormat({ bitsPerPixel, depth, bigEndian, max, shift }: PixelFormat): Buffer {
  const bytes = Buffer.alloc(16)
  bytes.set([bitsPerPixel, depth, bigEndian ? 1 : 0, 1])
  max.forEach((value, index) => bytes.writeUInt16BE(value, 4 + index * 2))
  bytes.set(shift, 10)
  return bytes
}

/** Writes pixels as a viewer wants them. */
export interface PixelWriter {
  /** Of one pixel. */
  bytes: number
  /** @returns where the next pixel goes */
  write(target: Buffer, at: number, rgb: number): number
}

/**
 * @param compact leaves a byte out that carries no colour, as ZRLE has it ("CPIXEL")
 */
export function createPixelWriter(format: PixelFormat, compact: boolean): PixelWriter {
  const { max, shift, bigEndian } = format
  const size = format.bitsPerPixel / 8
  const used = max.reduce((bits, value, index) => (bits | (value << (shift[index] ?? 0))) >>> 0, 0)
  const dropsHighest = used >>> 24 === 0
  const dropsLowest = (used & 0xff) === 0
  const isCompact = compact && size === 4 && format.depth <= 24 && (dropsHighest || dropsLowest)
  const bytes = isCompact ? 3 : size
  const down = isCompact && !dropsHighest ? 8 : 0
  const scale = (value: number, index: number): number => (Math.round((value * (max[index] ?? 0)) / 255) << (shift[index] ?? 0)) >>> 0
  const tables = [0, 1, 2].map((index) => Uint32Array.from({ length: 256 }, (_, value) => scale(value, index)))
  const [red = new Uint32Array(256), green = red, blue = red] = tables
  return {
    bytes,
    write(target, at, rgb) {
      const value = (((red[rgb >>> 16] ?? 0) | (green[(rgb >>> 8) & 0xff] ?? 0) | (blue[rgb & 0xff] ?? 0)) >>> down) >>> 0
      for (let index = 0; index < bytes; index += 1) {
        target[at + index] = value >>> (8 * (bigEndian ? bytes - 1 - index : index))
      }
      return at + bytes
    },
  }
}
