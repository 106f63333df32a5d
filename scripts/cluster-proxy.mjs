import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, request as forward } from 'node:https'
import { connect } from 'node:tls'
import * as x509 from '@peculiar/x509'
import { WebSocketServer } from 'ws'

/**
 * A network between the program and a cluster, for what a cluster cannot be asked to do: screens of a test's own, dropped connections.
 *
 * @typedef {(machine: string, accept: () => Promise<import('ws').WebSocket>, port: number) => boolean} ScreenDoor plays a machine's screen itself;
 *   false leaves it to the cluster. `port`: the viewer's
 *
 * @typedef {object} ClusterProxy
 * @property {string} apiUrl
 * @property {() => void} drop ends every connection without a word, as a network does
 * @property {() => void} endLogins from now on no token that has been seen is any good
 * @property {() => Promise<void>} stop
 */

const screenPath = /\/virtualmachineinstances\/([^/]+)\/vnc(\?|$)/

/**
 * @param {{ apiUrl: string, caFile: string }} cluster
 * @param {string} caFile where the proxy's own certificate is written
 * @param {ScreenDoor} door
 * @returns {Promise<ClusterProxy>}
 */
export async function startClusterProxy(cluster, caFile, door) {
  const certificate = await makeCertificate()
  writeFileSync(caFile, certificate.cert)
  const ca = readFileSync(cluster.caFile)
  const upstream = new URL(cluster.apiUrl)
  /** @type {Set<import('node:stream').Duplex>} */
  const upgraded = new Set()
  const screens = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  const server = createServer(certificate)
  /** @type {Set<string>} */
  const seen = new Set()
  /** @type {Set<string>} */
  const ended = new Set()
  const isEnded = (/** @type {import('node:http').IncomingMessage} */ { headers: { authorization } }) => {
    if (authorization === undefined) return false
    seen.add(authorization)
    return ended.has(authorization)
  }

  server.on('request', (request, response) => {
    if (isEnded(request)) {
      response.writeHead(401, { 'content-type': 'application/json' }).end(JSON.stringify({ kind: 'Status', status: 'Failure', code: 401, message: 'Unauthorized' }))
      return
    }
    const options = { method: request.method ?? 'GET', headers: { ...request.headers, host: upstream.host }, ca }
    const asked = forward(new URL(request.url ?? '/', upstream), options, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      // A watch of what does not change says nothing more for a long time.
      response.flushHeaders()
      answer.pipe(response)
      response.on('close', () => answer.destroy())
    })
    asked.on('error', () => response.destroy())
    request.pipe(asked)
  })

  server.on('upgrade', (request, socket, head) => {
    upgraded.add(socket)
    socket.on('close', () => upgraded.delete(socket))
    socket.on('error', () => undefined)
    if (isEnded(request)) {
      socket.end('HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n')
      return
    }
    const machine = screenPath.exec(request.url ?? '')?.[1]
    const accept = () => new Promise((/** @type {(socket: import('ws').WebSocket) => void} */ resolve) => screens.handleUpgrade(request, socket, head, resolve))
    if (machine !== undefined && door(machine, accept, request.socket.remotePort ?? 0)) return
    const onward = connect({ host: upstream.hostname, port: Number(upstream.port), ca }, () => {
      const headers = request.rawHeaders.reduce((lines, part, index) => lines + part + (index % 2 === 0 ? ': ' : '\r\n'), '')
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
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  const drop = () => {
    for (const socket of upgraded) socket.destroy()
    server.closeAllConnections()
  }
  return {
    apiUrl: `https://127.0.0.1:${port}`,
    drop,
    endLogins() {
      for (const authorization of seen) ended.add(authorization)
    },
    async stop() {
      drop()
      server.close()
      await once(server, 'close')
    }
  }
}

const dayMs = 86_400_000

/** @returns {Promise<{ cert: string, key: string }>} of 127.0.0.1, signed by itself */
async function makeCertificate() {
  x509.cryptoProvider.set(/** @type {Crypto} */ (webcrypto))
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=127.0.0.1',
    notBefore: new Date(Date.now() - dayMs),
    notAfter: new Date(Date.now() + dayMs),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }])
    ]
  })
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
  return { cert: certificate.toString('pem'), key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n` }
}
