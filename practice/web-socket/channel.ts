import type { Duplex } from 'node:stream'
import { WebSocket, type RawData } from 'ws'

/** A stream of bytes in both directions. */
export interface ByteChannel {
  /** Resolves when the other side has taken enough for more to be sent. */
  send(bytes: Uint8Array): Promise<void>
  onData(listener: (bytes: Uint8Array) => void): void
  onClose(listener: () => void): void
  /** Ends it without a word to the other side. */
  close(): void
}

/** What has come before somebody listens; a client that sends more before that is not one of ours. */
const longestUnheard = 1024 * 1024

/** No message of these streams is longer; a longer one is an attack on the memory. */
export const longestMessage = 16 * 1024 * 1024

/** Who does not take what is on its way to it hears no goodbye either. */
const longestGoodbyeMs = 500

/** A WebSocket whose binary messages are the stream's bytes; text messages are ignored, as KubeVirt ignores them. */
export class WebSocketChannel implements ByteChannel {
  readonly #socket: WebSocket
  readonly #listeners: ((bytes: Uint8Array) => void)[] = []
  #unheard: Buffer[] = []
  #unheardLength = 0
  #isOver = false

  /** @param carrier the connection below it, where closing is to be heard there in good order */
  constructor(
    socket: WebSocket,
    private readonly carrier?: Duplex,
  ) {
    this.#socket = socket
    // What breaks it also closes it.
    socket.on('error', () => undefined)
    socket.on('message', (data, isBinary) => {
      if (isBinary) this.#deliver(asBuffer(data))
    })
  }

  send(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.readyState === WebSocket.OPEN && !this.#isOver) this.#socket.send(bytes, { binary: true }, () => resolve())
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

  /** As an API server does for KubeVirt: no closing message, but the goodbye of TLS. */
  close(): void {
    this.#isOver = true
    const breakOff = (): void => this.#socket.terminate()
    if (this.carrier?.writable !== true) return breakOff()
    this.carrier.removeAllListeners('data')
    this.carrier.end(breakOff)
    setTimeout(breakOff, longestGoodbyeMs).unref()
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
