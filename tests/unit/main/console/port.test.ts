import { createServer, type IncomingMessage, type Server } from 'node:http'
import { type AddressInfo, connect as dial, type Socket } from 'node:net'
import { type Duplex, Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import type { ConsolePort, Downstream, PortDown, StreamEnd } from '../../../../core/contract'
import { createClosings } from '../../../../main/console/closings'
import { openPort, type Port } from '../../../../main/console/port'
import { type StreamingConnection, UpgradeRefused } from '../../../../main/session'
import { connectWebSocket } from '../../../../main/session/web-socket'
import { until } from '../../until'

const machine = { namespace: 'vms', name: 'vm' }
const runningInstance = { metadata: { uid: 'one' }, status: { phase: 'Running', nodeName: 'worker01' } }

let http: Server
let sockets: WebSocketServer
/** What the API server says of the instance; null for not found, undefined for no answer at all. */
let instance: unknown = runningInstance
let kubevirt = ''

beforeEach(async () => {
  instance = runningInstance
  kubevirt = 'v1.5.2'
  http = createServer()
  sockets = new WebSocketServer({ server: http })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
})

afterEach(async () => {
  for (const socket of sockets.clients) socket.terminate()
  await new Promise((resolve) => http.close(resolve))
})

function answer(status: number, body: unknown): IncomingMessage {
  return Object.assign(Readable.from([Buffer.from(JSON.stringify(body))]), { statusCode: status, headers: {} }) as unknown as IncomingMessage
}

const connection: StreamingConnection = {
  classroom: 'c',
  apiUrl: 'https://api.example.com:6443',
  user: 'admin',
  verifiedAs: 'admin',
  async request({ path }) {
    if (path.endsWith('/version')) return answer(200, { gitVersion: kubevirt })
    if (instance === undefined) throw new Error('nobody answers')
    return instance === null ? answer(404, {}) : answer(200, instance)
  },
  openWebSocket({ protocol }) {
    const { port } = http.address() as AddressInfo
    const connect = (_options: unknown, done: (error: Error | null, socket?: Duplex) => void): undefined => void done(null, dial(port, '127.0.0.1'))
    return connectWebSocket(new URL(`http://127.0.0.1:${port}/`), { protocol, timeoutMs: 5_000, connect })
  },
}

interface Heard {
  down: Downstream<PortDown>
  bytes(): string
  end: Promise<StreamEnd>
}

function listen(): Heard {
  const parts: Uint8Array[] = []
  let tell: (end: StreamEnd) => void = () => {}
  const end = new Promise<StreamEnd>((resolve) => (tell = resolve))
  return {
    down: { send: (item) => void (item.type === 'bytes' && parts.push(item.bytes)), end: (why) => tell(why), flowing: true, onFlow: () => {} },
    bytes: () => Buffer.concat(parts).toString('latin1'),
    end,
  }
}

const open = (heard: Heard, way = connection, closings = createClosings(), port: ConsolePort = 'screen'): Promise<Port> =>
  openPort({ connection: way, machine, port, asks: false, down: heard.down, closings, onClosed: () => {}, onUnauthorized: () => {} })

const theServersEnd = (): Promise<WebSocket> => new Promise((resolve) => sockets.once('connection', resolve))
const theServersConnection = (): Promise<Socket> => new Promise((resolve) => sockets.once('connection', (_socket, request: IncomingMessage) => resolve(request.socket)))

describe('a console’s port', () => {
  test('carries bytes both ways as they are, each with no more memory than its own', async () => {
    const heard = listen()
    const server = theServersEnd()
    const port = await open(heard)
    const said: string[] = []
    ;(await server).on('message', (data: Buffer) => said.push(data.toString('latin1')))
    ;(await server).send(Buffer.from([0, 255, 10, 13]))
    port.write(new Uint8Array([3, 0, 128]))
    await until(() => expect([heard.bytes(), said.join('')]).toEqual(['\u0000\u00ff\n\r', '\u0003\u0000\u0080']))
    port.close()
  })

  test('that is refused by a server that never ends its sentence is given up in time', async () => {
    http.removeAllListeners('upgrade')
    http.on('upgrade', (_request, socket) => {
      socket.write('HTTP/1.1 500 No\r\nContent-Length: 5000\r\n\r\n')
      const dripping = setInterval(() => socket.write('x'), 50)
      socket.on('error', () => {}).on('close', () => clearInterval(dripping)).resume()
    })
    const { port } = http.address() as AddressInfo
    const connect = (_options: unknown, done: (error: Error | null, socket?: Duplex) => void): undefined => void done(null, dial(port, '127.0.0.1'))
    await expect(connectWebSocket(new URL(`http://127.0.0.1:${port}/`), { protocol: 'x', timeoutMs: 400, connect })).rejects.toMatchObject({ status: 500 })
  })

  test('loses nothing of a greeting that comes before the cluster has said what runs', async () => {
    sockets.once('connection', (socket) => socket.send(Buffer.from('RFB 003.008\n')))
    const slow: StreamingConnection = {
      ...connection,
      async request(options) {
        await delay(200)
        return connection.request(options)
      },
    }
    const heard = listen()
    const port = await open(heard, slow)
    await until(() => expect(heard.bytes()).toBe('RFB 003.008\n'))
    port.close()
  })

  test.each([
    ['taken', runningInstance],
    ['notRunning', null],
    ['broken', undefined],
    ['restarted', { ...runningInstance, metadata: { uid: 'two' } }],
    ['moved', { ...runningInstance, status: { phase: 'Running', nodeName: 'worker02' } }],
    ['moved', { ...runningInstance, status: { ...runningInstance.status, migrationState: { migrationUid: 'm' } } }],
  ])('that ends without a word is found to be %s', async (why, now) => {
    const heard = listen()
    const server = theServersEnd()
    await open(heard)
    instance = now
    ;(await server).terminate()
    expect(await heard.end).toMatchObject({ reason: 'failed', error: { kind: 'console.ended', why } })
  })

  test('that is taken again at once is still said to be taken', async () => {
    const closings = createClosings()
    for (let round = 0; round < 3; round += 1) {
      const heard = listen()
      const server = theServersEnd()
      await open(heard, connection, closings)
      ;(await server).terminate()
      expect(await heard.end).toMatchObject({ error: { why: 'taken' } })
    }
  })

  test('that the network cuts was not taken, but is not fought for', async () => {
    const closings = createClosings()
    for (const why of ['broken', 'taken', 'taken']) {
      const heard = listen()
      const server = theServersConnection()
      await open(heard, connection, closings)
      // A reset right after our own words would only say that nobody read them.
      await delay(300)
      ;(await server).resetAndDestroy()
      expect(await heard.end).toMatchObject({ error: { kind: 'console.ended', why } })
    }
  })

  test.each([
    ['v1.7.0', 'screen', 'broken'],
    ['v1.10.1-12-gabc', 'screen', 'broken'],
    ['v2.0.0', 'screen', 'broken'],
    ['v1.6.3', 'screen', 'taken'],
    ['', 'screen', 'taken'],
    ['v1.7.0', 'serial', 'taken'],
  ] as const)('of a KubeVirt %s tries again where that takes nobody’s %s: %s', async (version, port, why) => {
    kubevirt = version
    const heard = listen()
    const server = theServersEnd()
    await open(heard, connection, createClosings(), port)
    ;(await server).terminate()
    expect(await heard.end).toMatchObject({ error: { kind: 'console.ended', why } })
  })

  test('that breaks together with something else of the cluster’s was not taken', async () => {
    const heard = listen()
    const server = theServersEnd()
    const closings = createClosings()
    await open(heard, connection, closings)
    closings.note('watch')
    ;(await server).terminate()
    expect(await heard.end).toMatchObject({ reason: 'failed', error: { kind: 'console.ended', why: 'broken' } })
  })

  test.each([
    [500, 'Active VNC connection. Request denied.', { kind: 'console.ended', why: 'inUse' }],
    [400, 'VMI is not running', { kind: 'console.ended', why: 'notRunning' }],
    [400, 'No graphics devices are present.', { kind: 'console.ended', why: 'noScreen' }],
    [404, 'virtualmachineinstance.kubevirt.io "vm" not found', { kind: 'console.ended', why: 'notRunning' }],
    [503, 'no endpoints available', { kind: 'console.ended', why: 'broken' }],
    [403, 'no', { kind: 'cluster.forbidden' }],
    [401, '', { kind: 'auth.expired' }],
  ])('that is refused with %i %j says so', async (status, message, error) => {
    const refusing = { ...connection, openWebSocket: () => Promise.reject(new UpgradeRefused(status, message)) }
    await expect(open(listen(), refusing)).rejects.toMatchObject({ error })
  })

  test('leaves no socket behind, two hundred times', async () => {
    for (let round = 0; round < 200; round += 1) {
      const port = await open(listen())
      port.close()
    }
    await until(() => expect(sockets.clients.size).toBe(0))
  })
})
