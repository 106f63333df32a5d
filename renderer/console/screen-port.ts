import RFB from '@novnc/novnc'
import type { AppError, ConsoleEnd, MachineRef } from '../../core/contract'
import { chooseQuality, createLineMeter } from '../../core/console'
import { openStream } from '../border'
import { ScreenChannel } from './channel'

export interface ScreenPortEvents {
  /** The first whole picture is there; `connection` names the port to main. */
  connected(connection: string): void
  ended(error: AppError): void
  /** The picture is about to go, whoever ends it. */
  leaving(): void
  resized(width: number, height: number): void
  /** Pictures in the last second; milliseconds to the API server and back. */
  measured(figures: { pictures: number; latency: number | null; bytesPerSecond: number | null }): void
  bell(): void
}

export interface ScreenPort {
  readonly rfb: RFB
  /** Bytes of our own between two messages of noVNC's. */
  send(bytes: Uint8Array<ArrayBuffer>): void
  /** How many bytes have come: what a guest answers to a key is a change of its picture. */
  received(): number
  /** What the server calls its desktop; empty until it has said. */
  desktopName(): string
  close(): void
}

/** A guest that is put aside takes seconds to come back, on a busy machine some more. */
const PICTURE_WITHIN_MS = 40_000

/** Twice 8K. A size beyond it is nonsense, and would take gigabytes. */
const MOST_PIXELS = 7680 * 4320 * 2

/** Four times the largest that a desktop has. */
const MOST_CURSOR_PIXELS = 512 * 512

/** RFB's request for the next picture: noVNC sends one when a picture is complete. */
const UPDATE_REQUEST = 3
/** What it sends instead, after the first, to a server that needs no requests. */
const CONTINUOUS_UPDATES = 150

/** Connects noVNC, as it is published, to a machine's screen inside `target`. Ends exactly once, by `ended` or by `close`. */
export function openScreenPort(machine: MachineRef, asks: boolean, target: HTMLElement, events: ScreenPortEvents): ScreenPort {
  let isOver = false
  let connection: string | null = null
  let requests = 0
  let pictures = 0
  let received = 0
  let latency: number | null = null
  let bytesPerSecond: number | null = null
  let size = { width: 0, height: 0 }
  let desktopName = ''
  let stop: () => void = () => {}
  let write: (bytes: Uint8Array<ArrayBuffer>) => void = () => {}

  const channel = new ScreenChannel(
    (bytes) => {
      if (bytes[0] === UPDATE_REQUEST || bytes[0] === CONTINUOUS_UPDATES) {
        requests += 1
        pictures += 1
        // The first asks for a picture, the second says that it came.
        if (requests === 2 && connection !== null) events.connected(connection)
      }
      write(bytes)
    },
    () => stop(),
  )
  const rfb = new RFB(target, channel, { shared: true })
  boundCursor(rfb)
  const meter = createLineMeter((measured) => {
    bytesPerSecond = measured
    const chosen = chooseQuality(measured, { quality: rfb.qualityLevel, compression: rfb.compressionLevel })
    rfb.qualityLevel = chosen.quality
    rfb.compressionLevel = chosen.compression
  })

  const finish = (): boolean => {
    if (isOver) return false
    isOver = true
    events.leaving()
    clearTimeout(late)
    clearInterval(ticking)
    stop()
    channel.end()
    return true
  }
  const fail = (error: AppError): void => {
    if (finish()) events.ended(error)
  }
  const failAs = (why: ConsoleEnd, message = ''): void => fail({ kind: 'console.ended', why, message })

  const late = setTimeout(() => {
    if (requests < 2) failAs('silent')
  }, PICTURE_WITHIN_MS)
  const ticking = setInterval(() => {
    events.measured({ pictures, latency, bytesPerSecond })
    pictures = 0
  }, 1_000)

  rfb.addEventListener('disconnect', () => {
    // Where the stream has not ended, noVNC gave up on what it read.
    failAs('nonsense')
  })
  rfb.addEventListener('securityfailure', (event) => {
    const { reason } = (event as CustomEvent<{ reason?: string }>).detail
    failAs('refused', reason?.slice(0, 500) ?? '')
  })
  rfb.addEventListener('credentialsrequired', () => failAs('refused', 'It asks for a VNC password, which OpenShift never sets.'))
  rfb.addEventListener('desktopname', (event) => (desktopName = (event as CustomEvent<{ name: string }>).detail.name))
  rfb.addEventListener('bell', () => events.bell())

  const look = (): void => {
    const canvas = target.querySelector('canvas')
    if (canvas === null || (canvas.width === size.width && canvas.height === size.height)) return
    size = { width: canvas.width, height: canvas.height }
    if (size.width * size.height > MOST_PIXELS) failAs('nonsense', `It says that it is ${size.width} × ${size.height} pixels large.`)
    else events.resized(size.width, size.height)
  }
  const take = (bytes: Uint8Array): void => {
    received += bytes.length
    meter.received(bytes.length, performance.now())
    try {
      channel.receive(bytes)
      look()
    } catch (problem) {
      failAs('nonsense', problem instanceof Error ? problem.message : String(problem))
    }
  }

  const opened = openStream(
    'console',
    'attach',
    { machine, port: 'screen', asks },
    {
      receive(item, consumed) {
        if (item.type === 'bytes') take(item.bytes)
        else if (item.type === 'latency') {
          latency = item.ms
          meter.answered(item.ms)
        }
        else if (item.type === 'open') {
          connection = item.connection
          channel.open()
        }
        consumed()
      },
      end(end) {
        if (end.reason === 'failed') fail(end.error)
        else if (end.reason === 'done') failAs('broken')
      },
    },
  )
  void opened.then((answer) => {
    if (!answer.ok) return fail(answer.error)
    const stream = answer.value
    stop = () => stream.close()
    write = (bytes) => stream.send(bytes)
    if (isOver) stream.close()
  })
  return { rfb, send: (bytes) => write(bytes), received: () => received, desktopName: () => desktopName, close: () => void finish() }
}

/** noVNC makes room for a VMware cursor before any of it has come, 250 MB for 24 bytes of a hostile server, and has no other place where its size can be looked at. */
function boundCursor(rfb: RFB): void {
  const inner = rfb as unknown as { _FBU: { width: number; height: number }; _handleVMwareCursor: () => boolean }
  const handle = inner._handleVMwareCursor.bind(rfb)
  inner._handleVMwareCursor = () => {
    const { width, height } = inner._FBU
    if (width * height > MOST_CURSOR_PIXELS) throw new Error(`Its cursor would be ${width} × ${height} pixels large.`)
    return handle()
  }
}
