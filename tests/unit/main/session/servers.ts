import { createServer as createPlainServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect, type AddressInfo, type Server, type Socket } from 'node:net'
import type { Log } from '../../../../main/log'
import type { MadeCertificate } from './certificate-maker'

export interface RunningServer {
  port: number
  stop(): Promise<void>
}

/** `chain`: further certificates that the server shows. */
export function serveTls(certificate: MadeCertificate, answer: RequestListener, { chain = '', port = 0 } = {}): Promise<RunningServer> {
  return listen(createTlsServer({ cert: certificate.pem + '\n' + chain, key: certificate.key }, answer), port)
}

export function servePlain(answer: RequestListener): Promise<RunningServer> {
  return listen(createPlainServer(answer), 0)
}

export interface ProxyServer extends RunningServer {
  asked: { target: string; authorization: string | undefined }[]
}

/** A real CONNECT proxy; `status` other than 200 refuses. */
export async function serveProxy(statusFor: (request: IncomingMessage) => number = () => 200): Promise<ProxyServer> {
  const asked: ProxyServer['asked'] = []
  const server = createPlainServer((_request, response) => response.writeHead(400).end())
  server.on('connect', (request, socket, head) => {
    asked.push({ target: request.url ?? '', authorization: request.headers['proxy-authorization'] })
    const status = statusFor(request)
    if (status !== 200) return socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`)
    const { port } = new URL(`http://${request.url}`)
    // Whatever the name, the server stands on this machine: the proxy resolves names, not the client.
    const upstream = connect({ host: '127.0.0.1', port: Number(port) }, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      upstream.write(head)
      upstream.pipe(socket).pipe(upstream)
    })
    upstream.on('error', () => socket.destroy())
    socket.on('error', () => upstream.destroy())
  })
  return Object.assign(await listen(server, 0), { asked })
}

export function listen(server: Server, port: number): Promise<RunningServer> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
  })
  server.on('tlsClientError', () => {})
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () =>
      resolve({
        port: (server.address() as AddressInfo).port,
        stop: () =>
          new Promise((done) => {
            server.close(() => done())
            for (const socket of sockets) socket.destroy()
          }),
      }),
    )
  })
}

export interface TestLog extends Log {
  lines: string[]
  hidden: string[]
}

export function createTestLog(): TestLog {
  const lines: string[] = []
  const hidden: string[] = []
  return {
    lines,
    hidden,
    info: (what) => void lines.push(what),
    warn: (what) => void lines.push(what),
    incident: (error, where) => {
      lines.push(`${where}: ${String(error)} ${error instanceof Error ? error.stack : ''}`)
      return 'LC-TEST'
    },
    hide: (secret) => void hidden.push(secret),
  }
}
