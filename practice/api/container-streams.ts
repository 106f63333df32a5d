import { acceptSpdy, asksForSpdy, offeredStreamProtocols, type EndableChannel } from '../spdy/accept'
import { SpdySession, type SpdyStream } from '../spdy/session'
import { acceptWebSocket, type Upgrade } from '../web-socket/accept'
import type { WebSocketChannel } from '../web-socket/channel'
import { badRequest } from './status'
import type { JsonObject } from '../objects/json'

/** What goes in and out of a container, whichever protocol carries it. */
export interface ContainerStreams {
  /** @param listener is given undefined once, when the client sends no more */
  onInput(listener: (bytes: Uint8Array | undefined) => void): void
  onClose(listener: () => void): void
  write(stream: 'stdout' | 'stderr', text: string): void
  /** The last word: how the command ended, as a Status. */
  finish(status: JsonObject): void
}

/** Kubernetes' channels: the first byte of each WebSocket message says which stream it belongs to. */
const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3, close: 255 } as const

/** v5 is v4 with a message that closes one stream; over SPDY, where a stream closes by itself, they are the same. */
const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'] as const

/** A client opens its streams one after the other, at once. */
const openingMs = 30_000

/**
 * Answers a request for a container's streams.
 *
 * @param url its query says which streams there will be
 * @throws ApiError while the request can still be answered
 */
export function openContainerStreams(upgrade: Upgrade, url: URL, serve: (streams: ContainerStreams) => void): void {
  if (!asksForSpdy(upgrade)) {
    acceptWebSocket(upgrade, protocols, (channel) => serve(overWebSocket(channel)))
    return
  }
  const protocol = offeredStreamProtocols(upgrade).find((one) => (protocols as readonly string[]).includes(one))
  if (protocol === undefined) throw badRequest(`unable to upgrade: unable to negotiate protocol: client supports ${JSON.stringify(offeredStreamProtocols(upgrade))}, server accepts ${JSON.stringify(protocols)}`)
  overSpdy(acceptSpdy(upgrade, protocol), streamsAsked(url), serve)
}

function overWebSocket(channel: WebSocketChannel): ContainerStreams {
  const send = (stream: number, text: string): Promise<void> => channel.send(Buffer.concat([Buffer.from([stream]), Buffer.from(text)]))
  return {
    onInput(listener) {
      channel.onData((message) => {
        if (message[0] === channels.stdin) listener(message.subarray(1))
        else if (message[0] === channels.close && message[1] === channels.stdin) listener(undefined)
      })
    },
    onClose: (listener) => channel.onClose(listener),
    write: (stream, text) => void send(channels[stream], text),
    finish(status) {
      void send(channels.error, JSON.stringify(status)).then(() => channel.end())
    },
  }
}

type StreamName = 'stdin' | 'stdout' | 'stderr' | 'error'

/** The window's size has a stream of its own, which nothing here needs. */
function streamsAsked({ searchParams }: URL): StreamName[] {
  const asked = (name: string): boolean => ['true', '1'].includes(searchParams.get(name) ?? '')
  const own = (['stdin', 'stdout', 'stderr'] as const).filter((name) => asked(name) && !(name === 'stderr' && asked('tty')))
  return ['error', ...own]
}

function overSpdy(channel: EndableChannel, awaited: StreamName[], serve: (streams: ContainerStreams) => void): void {
  const opened = new Map<string, SpdyStream>()
  const late = setTimeout(() => channel.close(), openingMs)
  channel.onClose(() => clearTimeout(late))
  let begun = false
  const session = new SpdySession(channel, (stream) => {
    opened.set(stream.headers.get('streamtype') ?? '', stream)
    if (begun || !awaited.every((name) => opened.has(name))) return
    begun = true
    clearTimeout(late)
    serve(overStreams(channel, session, opened))
  })
}

function overStreams(channel: EndableChannel, session: SpdySession, opened: ReadonlyMap<string, SpdyStream>): ContainerStreams {
  return {
    onInput: (listener) => opened.get('stdin')?.onData(listener),
    onClose: (listener) => channel.onClose(listener),
    // On a terminal there is one stream for both.
    write: (stream, text) => void (opened.get(stream) ?? opened.get('stdout'))?.send(Buffer.from(text)),
    finish(status) {
      void opened.get('error')?.send(Buffer.from(JSON.stringify(status)))
      for (const stream of opened.values()) stream.end()
      session.goAway()
      channel.end()
    },
  }
}
