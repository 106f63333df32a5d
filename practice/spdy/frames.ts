/** The frames of SPDY/3.1 that Kubernetes' clients use (draft-mbelshe-httpbis-spdy-00, 2.2): flow control and settings are not among them. */

export type Frame =
  | { type: 'open'; stream: number; headers: Buffer; isLast: boolean }
  | { type: 'data'; stream: number; bytes: Buffer; isLast: boolean }
  | { type: 'reset'; stream: number }
  | { type: 'ping'; id: number }
  | { type: 'other' }

const headLength = 8

/** kubectl copies in pieces of 32 KiB; a frame may say that it has 16 MiB. */
const longestFrame = 1024 * 1024

const controls = { open: 1, reply: 2, reset: 3, ping: 6, goAway: 7 } as const
const version = 3
const last = 1
const streamMask = 0x7fffffff

/** Takes bytes as they come. @throws Error when they are not SPDY */
export class FrameReader {
  #pending: Buffer = Buffer.alloc(0)

  read(bytes: Uint8Array): Frame[] {
    const frames: Frame[] = []
    this.#pending = this.#pending.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#pending, bytes])
    while (this.#pending.length >= headLength) {
      const length = this.#pending.readUIntBE(5, 3)
      if (length > longestFrame) throw new Error(`a frame of ${length} bytes is too long`)
      if (this.#pending.length < headLength + length) break
      frames.push(readFrame(this.#pending.subarray(0, headLength + length)))
      this.#pending = this.#pending.subarray(headLength + length)
    }
    return frames
  }
}

function readFrame(frame: Buffer): Frame {
  const isLast = (frame.readUInt8(4) & last) !== 0
  const body = frame.subarray(headLength)
  if ((frame.readUInt8(0) & 0x80) === 0) return { type: 'data', stream: frame.readUInt32BE(0) & streamMask, bytes: body, isLast }
  if ((frame.readUInt16BE(0) & 0x7fff) !== version) throw new Error('it is another version of SPDY')
  switch (frame.readUInt16BE(2)) {
    case controls.open:
      // Its number, the stream that it belongs to, its priority; then the headers.
      return { type: 'open', stream: body.readUInt32BE(0) & streamMask, headers: body.subarray(10), isLast }
    case controls.reset:
      return { type: 'reset', stream: body.readUInt32BE(0) & streamMask }
    case controls.ping:
      return { type: 'ping', id: body.readUInt32BE(0) }
    default:
      return { type: 'other' }
  }
}

function control(type: number, body: Buffer): Buffer {
  const head = Buffer.alloc(headLength)
  head.writeUInt16BE(0x8000 | version, 0)
  head.writeUInt16BE(type, 2)
  head.writeUIntBE(body.length, 5, 3)
  return Buffer.concat([head, body])
}

function numbers(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length)
  values.forEach((value, index) => bytes.writeUInt32BE(value, 4 * index))
  return bytes
}

export const packReply = (stream: number, headers: Buffer): Buffer => control(controls.reply, Buffer.concat([numbers(stream), headers]))
export const packPing = (id: number): Buffer => control(controls.ping, numbers(id))
export const packGoAway = (lastStream: number): Buffer => control(controls.goAway, numbers(lastStream, 0))

export function packData(stream: number, bytes: Uint8Array, isLast: boolean): Buffer {
  const head = Buffer.alloc(headLength)
  head.writeUInt32BE(stream, 0)
  head.writeUInt8(isLast ? last : 0, 4)
  head.writeUIntBE(bytes.length, 5, 3)
  return Buffer.concat([head, bytes])
}
