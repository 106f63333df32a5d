import type { Socket } from 'node:net'
import { WebSocket } from 'ws'
import { longestMessage, WebSocketChannel } from './channel'

/** The server answered the upgrade with something else. */
export class UpgradeRefused extends Error {
  readonly status: number
  readonly body: string

  constructor(status: number, body: string) {
    super(`the server answered ${status}`)
    this.status = status
    this.body = body
  }
}

/** As long as for any other request. */
const answerMs = 32_000

/** Opens a WebSocket over a connection that is trusted already. Rejects with UpgradeRefused, or the connection's own error. */
export function connectWebSocket(url: URL, connection: Socket, protocols: string[], headers: Record<string, string>): Promise<WebSocketChannel> {
  return new Promise((resolve, reject) => {
    const address = `wss://${url.host}${url.pathname}${url.search}`
    const socket = new WebSocket(address, protocols, { createConnection: () => connection, headers, handshakeTimeout: answerMs, maxPayload: longestMessage, perMessageDeflate: false })
    const channel = new WebSocketChannel(socket)
    socket.once('open', () => resolve(channel))
    socket.once('error', reject)
    socket.once('unexpected-response', (_, response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('error', reject)
      response.on('end', () => {
        connection.destroy()
        reject(new UpgradeRefused(response.statusCode ?? 0, Buffer.concat(parts).toString('utf8')))
      })
    })
  })
}
