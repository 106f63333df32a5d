import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { ConnectionFailure } from './failures'
import { onUnsaidGoodbye } from './goodbye'

/** The server answered the upgrade like an ordinary request. `message` is what it said. */
export class UpgradeRefused extends Error {
  override readonly name = 'UpgradeRefused'
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message)
  }
}

type Connect = (options: { host: string; port: number | string }, done: (error: Error | null, socket?: Duplex) => void) => undefined

interface UpgradeOptions {
  protocol: string
  headers?: Record<string, string>
  signal?: AbortSignal
  timeoutMs: number
  /** Opens the connection that carries it, trusted and through the proxy. */
  connect: Connect
}

/** One message of a whole screen of 8K is 130 MB; a server that sends more at once is out of its mind. */
const LONGEST_MESSAGE = 160 * 1024 * 1024

/** A Status is some hundred bytes. */
const LONGEST_REFUSAL = 16 * 1024

/** Opens a WebSocket on a connection of our own making; it tells of faults of that connection as `error`, and is paused, for whoever gets it to listen before anything comes. The library is fetched at the first one. */
export async function connectWebSocket(url: URL, { protocol, headers, signal, timeoutMs, connect }: UpgradeOptions): Promise<WebSocket> {
  const { WebSocket: Socket } = await import('ws')
  signal?.throwIfAborted()
  return new Promise((resolve, reject) => {
    const socket = new Socket(new URL(url.pathname + url.search, `wss://${url.host}`), [protocol], {
      ...(headers && { headers }),
      handshakeTimeout: timeoutMs,
      // What is sent is packed already, and each message would cost a turn of zlib.
      perMessageDeflate: false,
      // Bytes are bytes here; nobody reads text.
      skipUTF8Validation: true,
      maxPayload: LONGEST_MESSAGE,
      createConnection: connect as never,
    })
    const abort = (): void => {
      socket.terminate()
      reject(signal?.reason as Error)
    }
    signal?.addEventListener('abort', abort, { once: true })
    socket.on('error', (error) => reject(/handshake has timed out/.test(error.message) ? new ConnectionFailure('timedOut', `no answer within ${timeoutMs / 1000} s`) : error))
    socket.once('unexpected-response', (asking, answer) => {
      readRefusal(answer, timeoutMs).then(
        (said) => {
          asking.destroy()
          reject(new UpgradeRefused(answer.statusCode ?? 0, said))
        },
        () => reject(new UpgradeRefused(answer.statusCode ?? 0, '')),
      )
    })
    socket.once('upgrade', ({ socket: carrier }) => reportFaults(carrier, socket))
    socket.once('open', () => {
      signal?.removeEventListener('abort', abort)
      // A server may greet in the same packet: later than here would be too late.
      socket.pause()
      resolve(socket)
    })
  })
}

/** The library closes a WebSocket whose connection fails, and keeps to itself that it failed. What fails after the other side's end is only the answer to our last words. */
function reportFaults(carrier: Duplex, socket: WebSocket): void {
  const report = (error: Error): void => void socket.emit('error', error)
  carrier.once('error', report)
  carrier.once('end', () => carrier.off('error', report))
  onUnsaidGoodbye(carrier, report)
}

async function readRefusal(answer: IncomingMessage, timeoutMs: number): Promise<string> {
  let text = ''
  // A server that says a letter now and then is never idle, and never done.
  const late = setTimeout(() => answer.destroy(), timeoutMs)
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      text += chunk.toString('utf8')
      if (text.length > LONGEST_REFUSAL) break
    }
  } finally {
    clearTimeout(late)
  }
  try {
    const { message } = JSON.parse(text) as { message?: unknown }
    return typeof message === 'string' ? message : text
  } catch {
    return text
  }
}
