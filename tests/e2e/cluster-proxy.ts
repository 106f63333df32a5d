import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer, request as forward } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect } from 'node:tls'
import { type WebSocket, WebSocketServer } from 'ws'
import { makeAuthority } from '../unit/main/session/certificate-maker'
import type { PracticeServer } from './practice-server'

/** Plays a screen of its own on a WebSocket; false leaves it to the cluster. */
export type ScreenDoor = (machine: string, socket: () => Promise<WebSocket>) => boolean

export interface ClusterProxy {
  apiUrl: string
  caFile: string
  /** Ends every connection that has been upgraded, without a word, as a network does. */
  drop(): void
  /** From now on each request has this answer; null ends that. */
  answerAll(status: number | null): void
  stop(): Promise<void>
}

const SCREEN = /\/virtualmachineinstances\/([^/]+)\/vnc(\?|$)/

/** A network between the program and a cluster, for what a cluster cannot be asked to do: hostile screens, dropped connections. `caFile` is written there. */
export async function startClusterProxy(cluster: PracticeServer, caFile: string, door: ScreenDoor = () => false): Promise<ClusterProxy> {
  const authority = await makeAuthority('Proxy')
  const certificate = await authority.issue(['127.0.0.1'])
  const ca = await readFile(cluster.caFile)
  const upgraded = new Set<Duplex>()
  const screens = new WebSocketServer({ noServer: true })
  const server = createServer({ cert: certificate.pem, key: certificate.key })
  let status: number | null = null
  const upstream = new URL(cluster.apiUrl)
  const ownUrl = (): string => `https://127.0.0.1:${(server.address() as AddressInfo).port}`

  server.on('request', (request, response) => {
    if (status !== null) return response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ kind: 'Status', status: 'Failure', code: status, reason: 'Unauthorized', message: 'Unauthorized' }))
    const asked = forward(new URL(request.url ?? '/', upstream), { method: request.method ?? 'GET', headers: { ...request.headers, host: upstream.host }, ca }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
      response.on('close', () => answer.destroy())
    })
    asked.on('error', () => response.destroy())
    request.pipe(asked)
  })
  server.on('upgrade', (request, socket: Socket, head) => {
    const [, machine] = SCREEN.exec(request.url ?? '') ?? []
    upgraded.add(socket)
    socket.on('close', () => upgraded.delete(socket))
    socket.on('error', () => {})
    const accept = (): Promise<WebSocket> => new Promise((resolve) => screens.handleUpgrade(request, socket, head, resolve))
    if (status !== null) return socket.end(`HTTP/1.1 ${status} Unauthorized\r\ncontent-length: 0\r\n\r\n`)
    if (machine !== undefined && door(machine, accept)) return
    const onward = connect({ host: upstream.hostname, port: Number(upstream.port), ca }, () => {
      const headers = request.rawHeaders.reduce((lines, part, index) => lines + (index % 2 === 0 ? `${part}: ` : `${part}\r\n`), '')
      onward.write(`${request.method} ${request.url} HTTP/1.1\r\n${headers}\r\n`)
      onward.write(head)
      onward.pipe(socket).pipe(onward)
    })
    onward.on('error', () => socket.destroy())
    onward.on('close', () => socket.destroy())
    socket.on('close', () => onward.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  await writeFile(caFile, authority.pem)
  return {
    apiUrl: ownUrl(),
    caFile,
    drop() {
      for (const socket of upgraded) socket.destroy()
    },
    answerAll(next) {
      status = next
    },
    async stop() {
      for (const socket of upgraded) socket.destroy()
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
