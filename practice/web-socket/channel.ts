import type { Duplex } from 'node:stream'
import { encodeFrame, FrameReader, opcodes } from './frames'

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

/** An upgraded connection: binary messages are its bytes, and text messages are ignored, as KubeVirt ignores them. */
export class WebSocketChannel implements ByteChannel {
  readonly #socket: Duplex
  readonly #client: boolean
  readonly #dataListeners: ((bytes: Uint8Array) => void)[] = []
  readonly #closeListeners: (() => void)[] = []
  #unheard: Buffer[] = []
  #closed = false
  #messageOpcode = 0

  /** @param client which side this one is */
  constructor(socket: Duplex, head: Buffer, client: boolean) {
    this.#socket = socket
    this.#client = client
    const reader = new FrameReader(!client)
    const receive = (bytes: Buffer): void => {
      try {
        for (const { opcode, payload } of reader.read(bytes)) this.#take(opcode, payload)
      } catch {
        this.close()
      }
    }
    socket.on('data', receive)
    socket.on('error', () => this.close())
    socket.on('end', () => this.close())
    socket.on('close', () => this.#tellClosed())
    if (head.length > 0) receive(head)
  }

  send(bytes: Uint8Array): Promise<void> {
    return this.#write(opcodes.binary, bytes)
  }

  onData(listener: (bytes: Uint8Array) => void): void {
    this.#dataListeners.push(listener)
    const unheard = this.#unheard
    this.#unheard = []
    for (const bytes of unheard) listener(bytes)
  }

  onClose(listener: () => void): void {
    if (this.#closed) listener()
    else this.#closeListeners.push(listener)
  }

  close(): void {
    this.#socket.destroy()
    this.#tellClosed()
  }

  /** Says goodbye in good order, then closes. */
  async end(code: number): Promise<void> {
    const payload = Buffer.alloc(2)
    payload.writeUInt16BE(code)
    await this.#write(opcodes.close, payload)
    this.#socket.end()
  }

  #write(opcode: number, payload: Uint8Array): Promise<void> {
    if (this.#closed || !this.#socket.writable) return Promise.resolve()
    if (this.#socket.write(encodeFrame(opcode, payload, this.#client))) return Promise.resolve()
    return new Promise((resolve) => {
      const done = (): void => {
        this.#socket.off('drain', done).off('close', done)
        resolve()
      }
      this.#socket.on('drain', done).on('close', done)
    })
  }

  #take(opcode: number, payload: Buffer): void {
    if (opcode === opcodes.ping) void this.#write(opcodes.pong, payload)
    else if (opcode === opcodes.close) void this.end(payload.length >= 2 ? payload.readUInt16BE(0) : 1000)
    else if (opcode <= opcodes.binary) {
      if (opcode !== opcodes.continuation) this.#messageOpcode = opcode
      if (this.#messageOpcode === opcodes.binary && payload.length > 0) this.#deliver(payload)
    }
  }

  #deliver(payload: Buffer): void {
    if (this.#dataListeners.length > 0) {
      for (const listener of this.#dataListeners) listener(payload)
      return
    }
    this.#unheard.push(payload)
    if (this.#unheard.reduce((sum, { length }) => sum + length, 0) > longestUnheard) this.close()
  }

  #tellClosed(): void {
    if (this.#closed) return
    this.#closed = true
    for (const listener of this.#closeListeners) listener()
  }
}
