import { mkdtemp } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Duplex, Readable } from 'node:stream'
import type fc from 'fast-check'
import { AppFailure, type PortDown, type StreamEnd } from '../../../core/contract'
import { createConsoles } from '../../../main/console'
import { type StreamingConnection, UpgradeRefused } from '../../../main/session'
import { connectWebSocket } from '../../../main/session/web-socket'
import { target, type Target } from '../target'

/** What a server sends over a console's connection: a piece of the guest's bytes in a frame, other frames, and what is none. */
type Sent = { guest: Uint8Array; inParts: number } | { opcode: number; body: Uint8Array } | { raw: Uint8Array }

const ACCEPTED = 'accepted'
const REFUSALS = [
  'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi', 'HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n', 'HTTP/1.1 403 Forbidden\r\nContent-Length: 20\r\n\r\n{"message":["no no"]}', 'HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\nnot found',
  'HTTP/1.1 500 Internal\r\nConnection: close\r\n\r\n{"message":"Active VNC connection. Request denied."}', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: AAAA\r\n\r\n', 'HTTP/1.1 101 Switching Protocols\r\n\r\n',
  'HTTP/1.1 302 Found\r\nLocation: wss://evil.example.com/\r\nContent-Length: 0\r\n\r\n', 'HTTP/9.9 999\r\n\r\n', 'RFB 003.008\n', '\0\0\0\0', '', `HTTP/1.1 500 No\r\nConnection: close\r\n\r\n${'x'.repeat(100_000)}`,
] // prettier-ignore
const VERSION = [...Buffer.from('RFB 003.008\n')]
const SERIAL = ['login: ', 'Password: ', '\r\n[student@vm ~]$ ', '\x1b]52;c;b3duZWQ=\x07', '\x1b[c', '\x1b[6n', '\x05', '\x1b]0;title\x07', '\x1bP$qm\x1b\\', '\xff\xfe', '\xe2\x82', '\r', '\0'].map((text) => [...Buffer.from(text, 'latin1')])

function sentBy(fastCheck: typeof fc): fc.Arbitrary<Sent> {
  const bytes = fastCheck.oneof(fastCheck.uint8Array({ maxLength: 200 }), fastCheck.array(fastCheck.constantFrom(VERSION, ...SERIAL), { maxLength: 6 }).map((all) => Uint8Array.from(all.flat())), fastCheck.nat(70_000).map((length) => new Uint8Array(length).fill(65)))
  return fastCheck.oneof(
    { weight: 6, arbitrary: fastCheck.record({ guest: bytes, inParts: fastCheck.integer({ min: 1, max: 4 }) }) },
    { weight: 2, arbitrary: fastCheck.record({ opcode: fastCheck.constantFrom(1, 8, 9, 10, 3, 11, 0), body: fastCheck.uint8Array({ maxLength: 130 }) }) },
    { weight: 1, arbitrary: fastCheck.record({ raw: fastCheck.oneof(fastCheck.uint8Array({ maxLength: 40 }), fastCheck.constantFrom([0x82, 127, 255, 255, 255, 255, 255, 255, 255, 255], [0x82, 127, 0, 0, 0, 0, 16, 0, 0, 0], [0xf2, 1, 0], [0x82, 0x81, 1, 2, 3, 4, 5], [0x02, 1, 65, 0x82, 1, 66], [0x88, 1, 0], [0x89, 126, 1, 0]).map((all) => Uint8Array.from(all))) }) },
  )
}

function frame(opcode: number, body: Uint8Array, isLast = true): Buffer {
  const length = body.length < 126 ? [body.length] : body.length < 65_536 ? [126, body.length >> 8, body.length & 255] : [127, 0, 0, 0, 0, (body.length >>> 24) & 255, (body.length >> 16) & 255, (body.length >> 8) & 255, body.length & 255]
  return Buffer.concat([Buffer.from([(isLast ? 0x80 : 0) | opcode, ...length]), body])
}

const BINARY = 2
const CONTINUES = 0

function framesOf(sent: Sent): Buffer[] {
  if ('raw' in sent) return [Buffer.from(sent.raw)]
  if ('opcode' in sent) return [frame(sent.opcode, sent.body)]
  const size = Math.ceil(sent.guest.length / sent.inParts)
  return Array.from({ length: sent.inParts }, (_, part) => frame(part === 0 ? BINARY : CONTINUES, sent.guest.subarray(part * size, (part + 1) * size), part === sent.inParts - 1))
}

interface Site {
  open(serve: (socket: Socket, key: string) => void): StreamingConnection
  dataDir: string
  /** What came up of the connection that was opened last, of messages: frames that no machinery of the connection itself sends. */
  messages: number[]
}

let site: Promise<Site> | null = null

/** A server whose every byte is chosen. Nobody is asked before anything: the cluster’s other answers are no console’s. */
async function openSite(): Promise<Site> {
  let next: (socket: Socket, key: string) => void = () => {}
  const messages: number[] = []
  const server = createServer((socket) => {
    let asked = ''
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      if (asked.includes('\r\n\r\n')) return void messages.push(...opcodesIn(bytes))
      asked += bytes.toString('latin1')
      const [, key = ''] = /sec-websocket-key: (\S+)/i.exec(asked) ?? []
      if (asked.includes('\r\n\r\n')) next(socket, key)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  const { port } = server.address() as AddressInfo
  const dial = (_options: unknown, done: (error: Error | null, socket?: Duplex) => void): undefined => void done(null, connect(port, '127.0.0.1'))
  const connection: StreamingConnection = {
    classroom: 'lab', apiUrl: 'https://api.example.com:6443', user: 'admin', verifiedAs: 'admin',
    request: async () => Object.assign(Readable.from([Buffer.from('{}')]), { statusCode: 404, headers: {} }) as unknown as IncomingMessage,
    // As the session's client has it: whatever else fails is an unreachable server.
    openWebSocket: ({ path, protocol }) =>
      connectWebSocket(new URL(path, 'https://api.example.com:6443'), { protocol, timeoutMs: 5_000, connect: dial }).catch((error: unknown) => {
        throw error instanceof UpgradeRefused ? error : new AppFailure({ kind: 'cluster.unreachable', reason: 'reset', address: 'https://api.example.com:6443', detail: '' })
      }),
  } // prettier-ignore
  return { open: (serve) => ((next = serve), (messages.length = 0), connection), dataDir: await mkdtemp(join(tmpdir(), 'fuzz-consoles-')), messages }
}

/** Of the client's frames, each short and in one piece: text, binary, or what continues them. */
function opcodesIn(bytes: Buffer): number[] {
  const found: number[] = []
  for (let at = 0; at + 1 < bytes.length; at += 6 + ((bytes[at + 1] ?? 0) & 127)) {
    const opcode = (bytes[at] ?? 0) & 15
    if (opcode < 8) found.push(opcode)
  }
  return found
}

const accept = (key: string): string => `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: plain.kubevirt.io\r\nSec-WebSocket-Accept: ${createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')}\r\n\r\n`

const nothing = async (): Promise<null> => null
const nobody = { state: 'live' as const, dispose() {} }

function openConsoles({ dataDir }: Site, connection: StreamingConnection): { consoles: ReturnType<typeof createConsoles>; heard: string[]; touched: string[] } {
  const heard: string[] = []
  const touched: string[] = []
  const consoles = createConsoles({
    dataDir,
    log: { info() {}, warn() {}, incident: (error) => (touched.push(`incident: ${String(error)}`), 'LC-FUZZ'), hide() {} },
    vault: { read: async () => (touched.push('the keychain'), 'vault-secret') },
    classroom: () => ({ id: 'lab', guests: [{ name: 'student' }] }),
    observe: () => nobody,
    onUnauthorized() {},
    onHeard: (_machine, text) => void heard.push(text),
    windows: { open() {}, close() {}, list: () => [] } as never,
    desktop: { copyPicture: async () => void touched.push('the clipboard'), readText: async () => (touched.push('the clipboard'), ''), saveFile: async () => (touched.push('a file'), nothing()) },
  })
  consoles.connect(connection)
  return { consoles, heard, touched }
}

const KINDS = new Set(['console.ended', 'cluster.unreachable', 'cluster.forbidden', 'cluster.refused', 'auth.expired'])

export const consoleTargets: readonly Target[] = [
  target('a console’s server: its bytes from the socket to the window, and none back', {
    runs: 3_000,
    inputs: (fc) =>
      fc.record({
        which: fc.constantFrom<'screen' | 'serial'>('screen', 'serial'),
        greeting: fc.oneof({ weight: 8, arbitrary: fc.constant(ACCEPTED) }, { weight: 1, arbitrary: fc.constantFrom(...REFUSALS) }),
        sent: fc.array(sentBy(fc), { maxLength: 8 }),
        piece: fc.constantFrom(1, 7, 1_000, 100_000),
        close: fc.constantFrom('end', 'destroy', 'reset'),
      }),
    async holds({ which, greeting, sent, piece, close }) {
      const here = await (site ??= openSite())
      const connection = here.open((socket, key) => {
        const frames = Buffer.concat(sent.flatMap(framesOf))
        socket.write(greeting === ACCEPTED ? accept(key) : greeting)
        for (let at = 0; at < Math.min(frames.length, piece * 50); at += piece) socket.write(frames.subarray(at, at + piece))
        socket.write(frames.subarray(piece * 50))
        if (close === 'end') socket.end()
        else socket.write('', () => (close === 'destroy' ? socket.destroySoon() : socket.resetAndDestroy()))
      })
      const { consoles, touched } = openConsoles(here, connection)
      const got: Uint8Array[] = []
      const ends: StreamEnd[] = []
      let tell: () => void = () => {}
      const over = new Promise<void>((resolve) => (tell = resolve))
      const down = {
        send(item: PortDown) {
          if (ends.length > 0) throw new Error('something came after the end')
          if (item.type === 'bytes') got.push(item.bytes)
        },
        end: (why: StreamEnd) => (ends.push(why), tell()),
        flowing: true,
        onFlow() {},
      }
      try {
        const source = await consoles.handlers.streams.attach({ machine: { namespace: 'lab', name: 'vm' }, port: which, asks: false }, down)
        await over
        source.dispose()
      } catch (error) {
        if (!(error instanceof AppFailure)) throw error
        if (!KINDS.has(error.error.kind)) throw new Error(`refused as ${error.error.kind}`)
      } finally {
        await consoles.dispose()
      }
      for (const end of ends) if (end.reason !== 'failed' || !KINDS.has(end.error.kind)) throw new Error('it ended without a reason that the window knows')
      if (ends.length > 1) throw new Error('it ended more than once')
      if (touched.length > 0) throw new Error(`reached ${touched.join()}`)
      if (here.messages.length > 0) throw new Error('something was sent to the guest that nobody had typed')
      if (!sent.every((each) => 'guest' in each)) return
      const whole = Buffer.concat(sent.map(({ guest }) => guest))
      const arrived = Buffer.concat(got)
      // What had not yet been read when the connection broke is lost.
      const expected = greeting === ACCEPTED && close === 'end' ? whole : whole.subarray(0, arrived.length)
      if (!arrived.equals(expected)) throw new Error(`${arrived.length} of ${whole.length} bytes arrived, or others`)
    },
  }),
]
