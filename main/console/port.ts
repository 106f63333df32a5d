import { randomUUID } from 'node:crypto'
import type { RawData, WebSocket } from 'ws'
import { AppFailure, type ConsolePort, type Downstream, type MachineRef, type PortDown } from '../../core/contract'
import type { StreamingConnection } from '../session'
import { callPath, ended, type InstanceMark, markOf, readInstance, translateRefusal } from './answers'
import type { Closings } from './closings'
import { explainEnd, isCut } from './ending'
import { readHandler } from './kubevirt'

const PROTOCOL = 'plain.kubevirt.io'

/** Balancers drop what is silent for a minute, some after twenty seconds; each ping measures the way as well. */
const PING_MS = 5_000

/** Three pings without an answer: the other end is gone, whatever the kernel still believes. */
const SILENCE_MS = 16_000

/** A stream's credit is 100,000 units: for a screen of 3 MB that is a unit for 64 bytes, so that a picture is under way while another is drawn. */
const BYTES_PER_UNIT: Readonly<Record<ConsolePort, number>> = { screen: 64, serial: 1 }

/** A line that works is heard of at each ping. One that ends after this much silence was forgotten on its way, as balancers do while a computer sleeps. */
const FORGOTTEN_MS = 2 * PING_MS

export interface Port {
  readonly id: string
  readonly port: ConsolePort
  readonly machine: MachineRef
  write(bytes: Uint8Array): void
  /** Ends it from our side; the server hears of it. */
  close(): void
  /** Ends it, and tells the one who looks why. */
  give(failure: AppFailure): void
}

export interface PortOptions {
  connection: StreamingConnection
  machine: MachineRef
  port: ConsolePort
  /** Leaves a seat that is taken to whoever has it, where the server knows how (KubeVirt 1.7). */
  asks: boolean
  down: Downstream<PortDown>
  onBytes?: (bytes: Uint8Array) => void
  onClosed: (id: string) => void
  closings: Closings
  onUnauthorized: (user: string) => void
}

/** Joins a console of the cluster with a stream to the window, byte by byte. Rejects with AppFailure where it cannot be opened. */
export async function openPort({ connection, machine, port, asks, down, onBytes, onClosed, closings, onUnauthorized }: PortOptions): Promise<Port> {
  const path = callPath(machine, port === 'screen' ? `vnc${asks ? '?preserveSession=true' : ''}` : 'console')
  const [socket, mark] = await Promise.all([open(connection, path), readMark(connection, machine)]).catch((error: unknown) => {
    if (error instanceof AppFailure && error.error.kind === 'auth.expired') onUnauthorized(connection.user)
    throw error
  })
  const id = randomUUID()
  const who = `${port} ${machine.namespace}/${machine.name}`
  let isOurs = false
  let isSilent = false
  let failure: AppFailure | null = null
  let heard = Date.now()
  let sent = Date.now()
  // By the clock on the wall, which goes on while the computer sleeps. One that is put back tells nothing, and silence could last as long as it was wrong.
  const sinceHeard = (): number => Math.abs(Date.now() - heard)

  socket.on('message', (data: RawData, isBinary: boolean) => {
    heard = Date.now()
    if (!isBinary) return
    const bytes = tight(data)
    onBytes?.(bytes)
    down.send({ type: 'bytes', bytes }, Math.ceil(bytes.length / BYTES_PER_UNIT[port]))
  })
  down.onFlow((flowing) => (flowing ? socket.resume() : socket.pause()))
  socket.resume()

  let pinged = 0
  const ping = (): void => {
    // A socket that is paused reads no answers either.
    if (socket.isPaused) heard = Date.now()
    else if (sinceHeard() > SILENCE_MS) {
      isSilent = true
      socket.terminate()
      return
    }
    pinged = performance.now()
    sent = Date.now()
    socket.ping()
  }
  socket.on('pong', () => {
    heard = Date.now()
    down.send({ type: 'latency', ms: performance.now() - pinged }, 0)
  })
  const timer = setInterval(ping, PING_MS)

  const handler = readHandler(connection, mark.node)
  const tellWhy = async (wasCut: boolean): Promise<AppFailure> => {
    if (failure !== null) return failure
    return isSilent ? ended('broken') : explainEnd({ connection, machine, port, mark, handler }, { who, wasCut, closings })
  }
  let isBroken = false
  // What breaks it also closes it.
  socket.on('error', (error: NodeJS.ErrnoException) => {
    if (/^WS_ERR_/.test(error.code ?? '')) failure ??= ended('nonsense')
    isBroken ||= isCut(error, Date.now() - sent)
  })
  socket.once('close', (code) => {
    clearInterval(timer)
    onClosed(id)
    if (isOurs) return
    const isCutOff = isBroken || code !== CLOSED_WITHOUT_A_WORD || sinceHeard() > FORGOTTEN_MS
    // Coming back after a cut takes the seat, whoever has it: once, so that two programs that are cut by each other do not fight.
    const wasCut = isCutOff && !closings.wasCut(who)
    closings.note(who, wasCut)
    void tellWhy(wasCut).then((why) => {
      if (why.error.kind === 'auth.expired') onUnauthorized(connection.user)
      down.end({ reason: 'failed', error: why.error })
    })
  })
  ping()

  down.send({ type: 'open', connection: id }, 0)
  return {
    id,
    port,
    machine,
    write(bytes) {
      sent = Date.now()
      if (socket.readyState === socket.OPEN) socket.send(bytes, { binary: true })
    },
    close() {
      isOurs = true
      socket.close(1000)
      // A server that does not answer the goodbye must not keep the socket.
      setTimeout(() => socket.terminate(), GOODBYE_MS).unref()
    },
    give(why) {
      failure = why
      socket.terminate()
    },
  }
}

const GOODBYE_MS = 2_000

/** The library's word for a connection that ended without a closing message. KubeVirt sends none when it gives the seat to somebody else; proxies that stop do. */
const CLOSED_WITHOUT_A_WORD = 1006

async function open(connection: StreamingConnection, path: string): Promise<WebSocket> {
  try {
    return await connection.openWebSocket({ path, protocol: PROTOCOL })
  } catch (error) {
    if (error instanceof AppFailure) throw error
    throw translateRefusal(error, connection.user)
  }
}

/** What ran when the console was opened; nothing where the server does not say: then a drop cannot be told from a restart. */
async function readMark(connection: StreamingConnection, machine: MachineRef): Promise<InstanceMark> {
  return markOf(await readInstance(connection, machine).catch(() => null))
}

/** A view of its own bytes only: what crosses a port is copied with all the memory behind it, and a socket's chunks share 64 kB. */
function tight(data: RawData): Uint8Array {
  if (Array.isArray(data)) return new Uint8Array(Buffer.concat(data))
  if (data instanceof ArrayBuffer) return new Uint8Array(data)
  return data.byteLength === data.buffer.byteLength ? new Uint8Array(data.buffer) : new Uint8Array(data)
}
