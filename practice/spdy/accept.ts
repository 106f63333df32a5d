import type { Duplex } from 'node:stream'
import type { ByteChannel } from '../web-socket/channel'
import type { Upgrade } from '../web-socket/accept'

/** A channel that can also say goodbye in good order. */
export interface EndableChannel extends ByteChannel {
  end(): void
}

export function asksForSpdy({ request }: Upgrade): boolean {
  return (request.headers.upgrade ?? '').toLowerCase() === 'spdy/3.1'
}

/** What the client would speak over SPDY, in its order. */
export function offeredStreamProtocols({ request }: Upgrade): string[] {
  const offered = request.headers['x-stream-protocol-version']
  return (Array.isArray(offered) ? offered.join(',') : (offered ?? '')).split(',').flatMap((one) => one.trim() || [])
}

/** Answers 101; what follows on the connection is SPDY. */
export function acceptSpdy({ socket, head }: Upgrade, protocol: string): EndableChannel {
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: ${protocol}\r\n\r\n`)
  return new SocketChannel(socket, head)
}

class SocketChannel implements EndableChannel {
  readonly #socket: Duplex
  #head: Uint8Array

  constructor(socket: Duplex, head: Uint8Array) {
    this.#socket = socket
    this.#head = head
  }

  send(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.writable) this.#socket.write(bytes, () => resolve())
      else resolve()
    })
  }

  onData(listener: (bytes: Uint8Array) => void): void {
    if (this.#head.length > 0) listener(this.#head)
    this.#head = new Uint8Array()
    this.#socket.on('data', listener)
  }

  onClose(listener: () => void): void {
    // A client that sends no more has gone: these streams are of no use in one direction.
    this.#socket.once('end', () => this.#socket.destroy())
    this.#socket.once('close', listener)
  }

  close(): void {
    this.#socket.destroy()
  }

  end(): void {
    this.#socket.end()
  }
}
