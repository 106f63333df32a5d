import { STATUS_CODES, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { longestMessage, WebSocketChannel } from './channel'

/** One connection that asks to be upgraded; it is answered once. */
export interface Upgrade {
  request: IncomingMessage
  socket: Duplex
  head: Buffer
}

/** The protocols that the client offers, in its order. */
export function offeredProtocols({ headers }: IncomingMessage): string[] {
  return (headers['sec-websocket-protocol'] ?? '').split(',').flatMap((protocol) => protocol.trim() || [])
}

/** Answers 101, or 400 if the request is none for a WebSocket. Without a common protocol the header is left out, as gorilla/websocket does. */
export function acceptWebSocket({ request, socket, head }: Upgrade, known: readonly string[], serve: (channel: WebSocketChannel) => void): void {
  const handleProtocols = (offered: Set<string>): string | false => [...offered].find((one) => known.includes(one)) ?? false
  const server = new WebSocketServer({ noServer: true, clientTracking: false, maxPayload: longestMessage, handleProtocols })
  server.handleUpgrade(request, socket, head, (accepted) => serve(new WebSocketChannel(accepted, socket)))
}

/** Answers with an ordinary response, and closes. */
export function refuseUpgrade({ socket }: Upgrade, code: number, body: string, contentType: string): void {
  if (!socket.writable) return
  const lines = [`HTTP/1.1 ${code} ${STATUS_CODES[code] ?? ''}`, 'Cache-Control: no-cache, private', `Content-Type: ${contentType}`, `Content-Length: ${Buffer.byteLength(body)}`, 'Connection: close']
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`)
}
