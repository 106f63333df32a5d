import { createInflate, type Inflate } from 'node:zlib'
import { headerDictionary } from './dictionary'

/** Kubernetes' streams have a handful of short headers; more than that is an attack on the memory. */
const longestBlock = 64 * 1024

/** Reads the header blocks of one connection: they are one compressed stream, so that each is read after the one before. */
export class HeaderReader {
  readonly #inflate: Inflate = createInflate({ dictionary: headerDictionary })
  #parts: Buffer[] = []
  #length = 0
  #failed: Error | undefined

  constructor() {
    this.#inflate.on('data', (part: Buffer) => {
      this.#length += part.length
      if (this.#length <= longestBlock) this.#parts.push(part)
    })
    this.#inflate.on('error', (error) => (this.#failed = error))
  }

  /** @throws Error when it is no header block */
  async read(block: Uint8Array): Promise<ReadonlyMap<string, string>> {
    this.#parts = []
    this.#length = 0
    await new Promise<void>((resolve, reject) => {
      this.#inflate.once('error', reject)
      this.#inflate.write(block, () => {
        this.#inflate.off('error', reject)
        resolve()
      })
    })
    if (this.#failed !== undefined) throw this.#failed
    if (this.#length > longestBlock) throw new Error('the headers are too long')
    return readPairs(Buffer.concat(this.#parts))
  }

  close(): void {
    this.#inflate.destroy()
  }
}

/** @throws RangeError when it is cut off */
function readPairs(bytes: Buffer): Map<string, string> {
  let at = 0
  const number = (): number => {
    at += 4
    return bytes.readUInt32BE(at - 4)
  }
  const text = (): string => {
    const length = number()
    if (at + length > bytes.length) throw new RangeError('the headers are cut off')
    at += length
    return bytes.toString('utf8', at - length, at)
  }
  const headers = new Map<string, string>()
  for (let left = number(); left > 0; left -= 1) headers.set(text().toLowerCase(), text())
  return headers
}

/** zlib's two bytes before a stream that uses no dictionary. */
const streamHead = Buffer.from([0x78, 0x01])

/** Writes empty header blocks, which is all that a reply needs here, as pieces of a compressed stream that are not compressed. */
export class EmptyHeaders {
  #begun = false

  next(): Buffer {
    // A stored block of deflate: its type, its length and that length's complement; then the number of headers, none. An empty one flushes it.
    const block = Buffer.from([0, 4, 0, 0xfb, 0xff, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff])
    const piece = this.#begun ? block : Buffer.concat([streamHead, block])
    this.#begun = true
    return piece
  }
}
