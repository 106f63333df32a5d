import { createServer, type Server } from 'node:https'
import type { Socket } from 'node:net'
import type { Handler, UpgradeHandler } from './api/server'
import type { ServingPair } from './tls/issue'

export interface Listening {
  server: Server
  port: number
  /** Presents another certificate to whoever connects from now on, and drops who is connected. */
  present(pair: ServingPair): void
  close(): Promise<void>
}

/** Serves HTTPS on 127.0.0.1 at `preferred`, or at any free port if that one is taken and `fallback` allows it. */
export async function listen({ key, cert }: ServingPair, handler: Handler, preferred: number, fallback: boolean, upgrade?: UpgradeHandler): Promise<Listening> {
  const server = createServer({ key, cert, minVersion: 'TLSv1.2', ALPNProtocols: ['http/1.1'] }, handler)
  // Clients keep connections for a minute or two; the server must not be the first to drop one.
  server.keepAliveTimeout = 180_000
  // A half-sent request must not hold a connection for ever.
  server.headersTimeout = 30_000
  server.requestTimeout = 60_000
  server.on('tlsClientError', (_, socket) => socket.destroy())
  server.on('clientError', (_, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n400 Bad Request')
    else socket.destroy()
  })
  // The server's own closeAllConnections knows neither upgraded ones nor those whose TLS handshake is under way.
  const connections = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    connections.add(socket)
    socket.on('close', () => connections.delete(socket))
  })
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    if (upgrade === undefined) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
    else upgrade({ request, socket, head })
  })
  await listenOn(server, preferred, fallback)
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : preferred
  return {
    server,
    port,
    present({ key, cert }) {
      server.setSecureContext({ key, cert, minVersion: 'TLSv1.2' })
      for (const socket of connections) socket.destroy()
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of connections) socket.destroy()
      }),
  }
}

function listenOn(server: Server, port: number, fallback: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      server.off('listening', succeeded)
      if (error.code === 'EADDRINUSE' && fallback && port !== 0) listenOn(server, 0, false).then(resolve, reject)
      else reject(error)
    }
    const succeeded = (): void => {
      server.off('error', failed)
      server.on('error', () => {})
      resolve()
    }
    server.once('error', failed)
    server.once('listening', succeeded)
    server.listen(port, '127.0.0.1')
  })
}
