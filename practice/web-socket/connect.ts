import { randomBytes } from 'node:crypto'
import { request as startRequest } from 'node:https'
import type { Socket } from 'node:net'
import { WebSocketChannel } from './channel'
import { acceptKey } from './frames'

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
export function connectWebSocket(url: URL, socket: Socket, protocol: string, headers: Record<string, string>): Promise<WebSocketChannel> {
  const key = randomBytes(16).toString('base64')
  return new Promise((resolve, reject) => {
    const request = startRequest(url, {
      createConnection: () => socket,
      headers: { ...headers, Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Key': key, 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Protocol': protocol },
    })
    const late = setTimeout(() => request.destroy(new Error('i/o timeout')), answerMs)
    request.once('error', reject)
    request.once('close', () => clearTimeout(late))
    request.once('response', (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('error', reject)
      response.on('end', () => {
        socket.destroy()
        reject(new UpgradeRefused(response.statusCode ?? 0, Buffer.concat(parts).toString('utf8')))
      })
    })
    request.once('upgrade', (response, upgraded, head) => {
      clearTimeout(late)
      if (response.headers['sec-websocket-accept'] === acceptKey(key)) return resolve(new WebSocketChannel(upgraded, head, true))
      upgraded.destroy()
      reject(new Error('websocket: bad handshake'))
    })
    request.end()
  })
}
