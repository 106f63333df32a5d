import type { ByteChannel } from '../web-socket/channel'
import { FrameReader, packData, packGoAway, packPing, packReply, type Frame } from './frames'
import { EmptyHeaders, HeaderReader } from './headers'

/** kubectl opens two for each connection that it forwards, and forgets those that ended. */
const mostStreams = 1_000

/** What has come on a stream before somebody listens. */
const longestUnheard = 1024 * 1024

/** One stream that the client has opened. */
export class SpdyStream {
  readonly #send: (bytes: Uint8Array, isLast: boolean) => Promise<void>
  #listener: ((bytes: Uint8Array | undefined) => void) | undefined
  #unheard: (Uint8Array | undefined)[] = []
  #unheardLength = 0
  #ended = false

  constructor(
    readonly headers: ReadonlyMap<string, string>,
    send: (bytes: Uint8Array, isLast: boolean) => Promise<void>,
  ) {
    this.#send = send
  }

  /** @param listener is given undefined once, when the client sends no more */
  onData(listener: (bytes: Uint8Array | undefined) => void): void {
    this.#listener = listener
    const unheard = this.#unheard
    this.#unheard = []
    for (const bytes of unheard) listener(bytes)
  }

  send(bytes: Uint8Array): Promise<void> {
    return this.#ended ? Promise.resolve() : this.#send(bytes, false)
  }

  /** Sends no more. */
  end(): void {
    if (this.#ended) return
    this.#ended = true
    void this.#send(new Uint8Array(), true)
  }

  /** For its session. @returns false when nobody has listened to too much */
  hear(bytes: Uint8Array | undefined): boolean {
    if (this.#listener !== undefined) {
      this.#listener(bytes)
      return true
    }
    this.#unheard.push(bytes)
    this.#unheardLength += bytes?.length ?? 0
    return this.#unheardLength <= longestUnheard
  }
}

/** The server's side of a SPDY connection: streams that the client opens, within one channel of bytes. */
export class SpdySession {
  readonly #channel: ByteChannel
  readonly #onStream: (stream: SpdyStream) => void
  readonly #frames = new FrameReader()
  readonly #headers = new HeaderReader()
  readonly #replies = new EmptyHeaders()
  readonly #streams = new Map<number, SpdyStream>()
  #lastStream = 0
  /** One frame after the other: headers are unpacked while the next ones come. */
  #last: Promise<void> = Promise.resolve()

  constructor(channel: ByteChannel, onStream: (stream: SpdyStream) => void) {
    this.#channel = channel
    this.#onStream = onStream
    channel.onData((bytes) => {
      this.#last = this.#last.then(() => this.#receive(bytes)).catch(() => channel.close())
    })
    channel.onClose(() => {
      this.#headers.close()
      for (const stream of this.#streams.values()) stream.hear(undefined)
      this.#streams.clear()
    })
  }

  /** Says goodbye; what was sent before arrives. */
  goAway(): void {
    void this.#channel.send(packGoAway(this.#lastStream))
  }

  async #receive(bytes: Uint8Array): Promise<void> {
    for (const frame of this.#frames.read(bytes)) await this.#take(frame)
  }

  async #take(frame: Frame): Promise<void> {
    switch (frame.type) {
      case 'open':
        return this.#open(frame)
      case 'data': {
        const stream = this.#streams.get(frame.stream)
        if (frame.bytes.length > 0 && stream?.hear(frame.bytes) === false) throw new Error('nobody listens there')
        if (frame.isLast) this.#end(frame.stream)
        return
      }
      case 'reset':
        return this.#end(frame.stream)
      case 'ping':
        // The client's own are odd; an even one would be the answer to one of ours.
        if (frame.id % 2 === 1) await this.#channel.send(packPing(frame.id))
        return
      case 'other':
        return
    }
  }

  async #open({ stream: number, headers, isLast }: Extract<Frame, { type: 'open' }>): Promise<void> {
    if (this.#streams.size >= mostStreams || this.#streams.has(number)) throw new Error('too many streams')
    const stream = new SpdyStream(await this.#headers.read(headers), (bytes, isEnd) => this.#channel.send(packData(number, bytes, isEnd)))
    this.#lastStream = number
    this.#streams.set(number, stream)
    await this.#channel.send(packReply(number, this.#replies.next()))
    this.#onStream(stream)
    if (isLast) this.#end(number)
  }

  /** The client sends no more on it. */
  #end(number: number): void {
    this.#streams.get(number)?.hear(undefined)
    this.#streams.delete(number)
  }
}
