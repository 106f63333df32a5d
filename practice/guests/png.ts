import { promisify } from 'node:util'
import { deflate } from 'node:zlib'

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** 8 bits for each of red, green and blue. */
const trueColour = [8, 2, 0, 0, 0]

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  return crc
})

/** @param picture four bytes a pixel: blue, green, red, and one without meaning */
export async function encodePng(picture: { width: number; height: number; pixels: Uint8Array }): Promise<Buffer> {
  const { width, height, pixels } = picture
  // Each line begins with its filter: 0 is none.
  const lines = Buffer.alloc(height * (1 + width * 3))
  for (let y = 0, from = 0, to = 0; y < height; y += 1) {
    to += 1
    for (let x = 0; x < width; x += 1, from += 4, to += 3) {
      lines[to] = pixels[from + 2] ?? 0
      lines[to + 1] = pixels[from + 1] ?? 0
      lines[to + 2] = pixels[from] ?? 0
    }
  }
  const size = Buffer.alloc(8)
  size.writeUInt32BE(width, 0)
  size.writeUInt32BE(height, 4)
  return Buffer.concat([
    signature,
    chunk('IHDR', Buffer.concat([size, Buffer.from(trueColour)])),
    chunk('IDAT', await promisify(deflate)(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), content])
  const frame = Buffer.alloc(4)
  frame.writeUInt32BE(content.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crcOf(body))
  return Buffer.concat([frame, body, check])
}

function crcOf(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}
