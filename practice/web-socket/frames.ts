import { createHash, randomBytes } from 'node:crypto'

/** RFC 6455, as much of it as KubeVirt's and Kubernetes' streams use: no extensions. */

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

export interface Frame {
  opcode: number
  last: boolean
  payload: Buffer
}

export class FrameError extends Error {}

/** No stream of these needs more in one piece; a longer one is an attack on the memory. */
const longestFrame = 16 * 1024 * 1024

/** The answer to a key that proves that the server speaks WebSocket. */
export function acceptKey(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
}

/** A client masks what it sends, a server does not. */
export function encodeFrame(opcode: number, payload: Uint8Array, masked: boolean): Buffer {
  const { length } = payload
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10)
  head[0] = 0x80 | opcode
  if (length < 126) head[1] = length
  else if (length < 65_536) {
    head[1] = 126
    head.writeUInt16BE(length, 2)
  } else {
    head[1] = 127
    head.writeBigUInt64BE(BigInt(length), 2)
  }
  if (!masked) return Buffer.concat([head, payload])
  head[1] = (head[1] ?? 0) | 0x80
  const mask = randomBytes(4)
  return Buffer.concat([head, mask, applyMask(payload, mask)])
}

function applyMask(payload: Uint8Array, mask: Buffer): Buffer {
  const result = Buffer.from(payload)
  for (let index = 0; index < result.length; index += 1) result[index] = (result[index] ?? 0) ^ (mask[index & 3] ?? 0)
  return result
}

/** Takes bytes as they come and gives whole frames. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0)
  readonly #masked: boolean

  /** @param masked whether the other side is a client, which has to mask */
  constructor(masked: boolean) {
    this.#masked = masked
  }

  /** @throws FrameError when the bytes are no WebSocket */
  read(bytes: Buffer): Frame[] {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes])
    const frames: Frame[] = []
    for (let frame = this.#next(); frame !== undefined; frame = this.#next()) frames.push(frame)
    return frames
  }

  #next(): Frame | undefined {
    const rest = this.#rest
    if (rest.length < 2) return undefined
    const [first = 0, second = 0] = rest
    if ((first & 0x70) !== 0) throw new FrameError('an extension was not agreed')
    if ((second & 0x80) !== 0 !== this.#masked) throw new FrameError(this.#masked ? 'a client has to mask' : 'a server must not mask')
    let length = second & 0x7f
    let offset = 2
    if (length === 126) {
      if (rest.length < 4) return undefined
      length = rest.readUInt16BE(2)
      offset = 4
    } else if (length === 127) {
      if (rest.length < 10) return undefined
      const wide = rest.readBigUInt64BE(2)
      length = wide > BigInt(longestFrame) ? Number.POSITIVE_INFINITY : Number(wide)
      offset = 10
    }
    if (length > longestFrame) throw new FrameError('the frame is too long')
    const start = offset + (this.#masked ? 4 : 0)
    if (rest.length < start + length) return undefined
    const payload = rest.subarray(start, start + length)
    this.#rest = rest.subarray(start + length)
    return { opcode: first & 0x0f, last: (first & 0x80) !== 0, payload: this.#masked ? applyMask(payload, rest.subarray(offset, start)) : Buffer.from(payload) }
  }
}
