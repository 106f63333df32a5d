import { STATUS_CODES, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketChannel } from './channel'
import { acceptKey } from './frames'

/** One connection that asks to be upgraded; it is answered once. */
export interface Upgrade {
  request: IncomingMessage
  socket: Duplex
  head: Buffer
}

/** Whether the request can become a WebSocket at all. */
export function asksForWebSocket({ headers, method }: IncomingMessage): boolean {
  return method === 'GET' && (headers.upgrade ?? '').toLowerCase() === 'websocket' && /^[A-Za-z0-9+/]{22}==$/.test(headers['sec-websocket-key'] ?? '') && headers['sec-websocket-version'] === '13'
}

/** The protocols that the client offers, in its order. */
export function offeredProtocols({ headers }: IncomingMessage): string[] {
  return (headers['sec-websocket-protocol'] ?? '').split(',').flatMap((protocol) => protocol.trim() || [])
}

/** Answers 101. Without a common protocol the header is left out, as gorilla/websocket does. */
export function acceptWebSocket({ request, socket, head }: Upgrade, known: readonly string[]): WebSocketChannel {
  const protocol = offeredProtocols(request).find((one) => known.includes(one))
  const lines = [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${acceptKey(request.headers['sec-websocket-key'] ?? '')}`,
    ...(protocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${protocol}`]),
  ]
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  return new WebSocketChannel(socket, head, false)
}

/** Answers with an ordinary response, and closes. */
export function refuseUpgrade({ socket }: Upgrade, code: number, body: string, contentType: string): void {
  if (!socket.writable) return
  const lines = [`HTTP/1.1 ${code} ${STATUS_CODES[code] ?? ''}`, 'Cache-Control: no-cache, private', `Content-Type: ${contentType}`, `Content-Length: ${Buffer.byteLength(body)}`, 'Connection: close']
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`)
}
