import { randomUUID } from 'node:crypto'
import { MessageChannelMain, type WebFrameMain } from 'electron'
import type { z } from 'zod'
import { AppFailure, type Downstream, type StreamEnd, type StreamSource } from '../../core/contract'
import { PORT_CHANNEL, type PortMessage } from '../../core/contract/channels'
import { createCreditMeter, type DownMessage } from '../../core/stream'
import type { Log } from '../log'
import { isWithinBounds } from './bounds'

/** Open streams by id, each with the function that ends it. */
export type OpenStreams = Map<string, () => void>

interface PortStreamOptions {
  frame: WebFrameMain
  name: string
  up: z.ZodType
  log: Log
  streams: OpenStreams
  start: (down: Downstream<unknown>) => StreamSource<unknown> | Promise<StreamSource<unknown>>
}

/**
 * Opens a stream to one frame and answers its id; the port follows under PORT_CHANNEL. Whichever side ends first, the source is disposed once
 * and the port closed. Messages that the schema refuses are dropped and logged: a port has no reply to put an error into.
 */
export async function openPortStream({ frame, name, up, log, streams, start }: PortStreamOptions): Promise<string> {
  const { port1: ours, port2: theirs } = new MessageChannelMain()
  const stream = randomUUID()
  const flowListeners: ((flowing: boolean) => void)[] = []
  const meter = createCreditMeter((flowing) => {
    for (const listener of flowListeners) listener(flowing)
  })
  let source: StreamSource<unknown> | null = null
  let ended = false

  const finish = (end: StreamEnd): void => {
    if (ended) return
    ended = true
    streams.delete(stream)
    ours.postMessage({ e: end } satisfies DownMessage)
    ours.close()
    source?.dispose()
  }
  const down: Downstream<unknown> = {
    send(item, cost) {
      if (ended) return
      meter.spend(cost)
      ours.postMessage({ d: item, n: cost } satisfies DownMessage)
    },
    end: finish,
    get flowing() {
      return meter.flowing
    },
    onFlow: (listener) => void flowListeners.push(listener),
  }

  source = await start(down)
  // The source may have ended the stream while it started.
  if (ended) {
    source.dispose()
    throw new AppFailure({ kind: 'terminal.gone' })
  }
  streams.set(stream, () => finish({ reason: 'closed' }))
  ours.on('message', ({ data }: { data: unknown }) => {
    if (typeof data !== 'object' || data === null) return
    if ('a' in data && typeof data.a === 'number' && Number.isFinite(data.a)) meter.grant(data.a)
    else if ('c' in data) finish({ reason: 'closed' })
    else if ('u' in data) {
      const checked = isWithinBounds(data.u) ? up.safeParse(data.u) : null
      if (checked?.success) source.receive(checked.data)
      else log.warn(`border: ${name} was sent something that the contract does not allow`)
    }
  })
  // The renderer crashed, was reloaded, or dropped its end.
  ours.on('close', () => finish({ reason: 'closed' }))
  ours.start()
  frame.postMessage(PORT_CHANNEL, { stream } satisfies PortMessage, [theirs])
  return stream
}
