import { WebSocket, type RawData } from 'ws'

/** A stream of bytes in both directions. */
export interface ByteChannel {
  /** Resolves when the other side has taken enough for more to be sent. */
  send(bytes: Uint8Array): Promise<void>
  onData(listener: (bytes: Uint8Array) => void): void
  onClose(listener: () => void): void
  /** Ends it without a word, as a connection that breaks. */
  close(): void
}

/** What has come before somebody listens; a client that sends more before that is not one of ours. */
const longestUnheard = 1024 * 1024

/** No message of these streams is longer; a longer one is an attack on the memory. */
export const longestMessage = 16 * 1024 * 1024

/** A WebSocket whose binary messages are the stream's bytes; text messages are ignored, as KubeVirt ignores them. */
export class WebSocketChannel implements ByteChannel {
  readonly #socket: WebSocket
  readonly #listeners: ((bytes: Uint8Array) => void)[] = []
  #unheard: Buffer[] = []
  #unheardLength = 0

  constructor(socket: WebSocket) {
    this.#socket = socket
    // What breaks it also closes it.
    socket.on('error', () => undefined)
    socket.on('message', (data, isBinary) => {
      if (isBinary) this.#deliver(asBuffer(data))
    })
  }

  send(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(bytes, { binary: true }, () => resolve())
      else resolve()
    })
  }

  onData(listener: (bytes: Uint8Array) => void): void {
    this.#listeners.push(listener)
    const unheard = this.#unheard
    this.#unheard = []
    for (const bytes of unheard) listener(bytes)
  }

  onClose(listener: () => void): void {
    if (this.#socket.readyState === WebSocket.CLOSED) listener()
    else this.#socket.once('close', listener)
  }

  close(): void {
    this.#socket.terminate()
  }

  /** Says goodbye in good order, then closes. */
  end(): void {
    this.#socket.close(1000)
  }

  #deliver(bytes: Buffer): void {
    if (this.#listeners.length > 0) {
      for (const listener of this.#listeners) listener(bytes)
      return
    }
    this.#unheard.push(bytes)
    this.#unheardLength += bytes.length
    if (this.#unheardLength > longestUnheard) this.close()
  }
}

function asBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)
}
