import { request } from 'node:http'
import { request as requestTls } from 'node:https'
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls, type SecureContext, type TLSSocket } from 'node:tls'
import { ConnectionFailure } from './failures'
import { noteCarrier } from './goodbye'
import { bareHost } from './proxy'

export interface DialOptions {
  url: URL
  proxy: URL | null
  /** Whose signatures count. The handshake succeeds with any certificate; the caller judges it before it sends a byte. */
  context: SecureContext
  /** For name, TCP, proxy and TLS together. */
  timeoutMs: number
}

/** Opens a TLS connection, through the proxy if there is one. Rejects with Node's error or a ConnectionFailure. */
export async function dialTls({ url, proxy, context, timeoutMs }: DialOptions): Promise<TLSSocket> {
  const opened = new Set<{ destroy(): void }>()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ConnectionFailure('timedOut', `no connection within ${timeoutMs / 1000} s`)), timeoutMs)
  })
  try {
    return await Promise.race([late, dial(url, proxy, context, (resource) => opened.add(resource))])
  } catch (error) {
    for (const resource of opened) resource.destroy()
    throw error
  } finally {
    clearTimeout(timer)
  }
}

async function dial(url: URL, proxy: URL | null, context: SecureContext, own: (resource: { destroy(): void }) => void): Promise<TLSSocket> {
  const host = bareHost(url.hostname)
  const port = Number(url.port || 443)
  const carrier = proxy === null ? await dialTcp(host, port, own) : await dialThrough(proxy, host, port, own)
  return new Promise((resolve, reject) => {
    const socket = connectTls({
      socket: carrier,
      host,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      secureContext: context,
      rejectUnauthorized: false,
      ALPNProtocols: ['http/1.1'],
    })
    own(socket)
    noteCarrier(socket, carrier)
    socket.once('secureConnect', () => {
      socket.off('error', reject)
      resolve(socket)
    })
    socket.once('error', reject)
  })
}

// Two seconds for one address before the next is tried: Node's own 250 ms gives up on a slow line.
const NEXT_ADDRESS_AFTER_MS = 2_000

function dialTcp(host: string, port: number, own: (resource: Socket) => void): Promise<Socket> {
  return new Promise((resolve, reject) => {
    // `localhost` is ::1 first on many machines while the server listens on 127.0.0.1 only: try every address.
    const socket = connect({ host, port, autoSelectFamily: true, autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_AFTER_MS })
    own(socket)
    socket.setNoDelay(true)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(socket)
    })
    socket.once('error', reject)
  })
}

/** A tunnel by CONNECT. The proxy sees host and port, nothing else. */
function dialThrough(proxy: URL, host: string, port: number, own: (resource: { destroy(): void }) => void): Promise<Socket> {
  const fail = (detail: string, cause?: unknown): ConnectionFailure => new ConnectionFailure('proxy', `proxy ${proxy.host}: ${detail}`, { cause })
  if (proxy.protocol !== 'http:' && proxy.protocol !== 'https:') return Promise.reject(fail(`${proxy.protocol.slice(0, -1)} proxies are not supported`))
  const target = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`
  const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`
  return new Promise((resolve, reject) => {
    const asking = (proxy.protocol === 'https:' ? requestTls : request)({
      host: bareHost(proxy.hostname),
      port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
      method: 'CONNECT',
      path: target,
      headers: { Host: target, ...(credentials === ':' ? {} : { 'Proxy-Authorization': `Basic ${Buffer.from(credentials).toString('base64')}` }) },
      agent: false,
    })
    own(asking)
    asking.once('connect', (answer, socket) => {
      if (answer.statusCode === 200) return resolve(socket)
      socket.destroy()
      reject(fail(answer.statusCode === 407 ? 'it asks for a name and a password (407)' : `it answered ${answer.statusCode}`))
    })
    asking.once('response', (answer) => {
      answer.resume()
      reject(fail(`it answered ${answer.statusCode}`))
    })
    asking.once('error', (error) => reject(fail('it could not be reached', error)))
    asking.end()
  })
}
