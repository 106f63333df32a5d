import { createDeflate, constants, type Deflate } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { headerDictionary } from '../../../../practice/spdy/dictionary'
import { SpdySession, type SpdyStream } from '../../../../practice/spdy/session'
import type { ByteChannel } from '../../../../practice/web-socket/channel'

/** A client's end of a connection, by hand. */
function connect() {
  const streams: SpdyStream[] = []
  let feed: (bytes: Uint8Array) => void = () => undefined
  let closed: () => void = () => undefined
  const ended = new Promise<void>((resolve) => (closed = resolve))
  const closeListeners: (() => void)[] = []
  const sent: Buffer[] = []
  const channel: ByteChannel = {
    send: (bytes) => (sent.push(Buffer.from(bytes)), Promise.resolve()),
    onData: (listener) => (feed = listener),
    onClose: (listener) => closeListeners.push(listener),
    close() {
      for (const listener of closeListeners) listener()
      closed()
    },
  }
  new SpdySession(channel, (stream) => streams.push(stream))
  return { streams, sent, ended, feed: (bytes: Uint8Array) => feed(bytes) }
}

function control(type: number, body: Buffer): Buffer {
  const head = Buffer.from([0x80, 3, 0, type, 0, 0, 0, 0])
  head.writeUIntBE(body.length, 5, 3)
  return Buffer.concat([head, body])
}

/** One client's headers are one compressed stream. */
function openers(): (number: number, headers: Record<string, string>) => Promise<Buffer> {
  const deflate: Deflate = createDeflate({ dictionary: headerDictionary })
  const text = (value: string): Buffer => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(value.length)
    return Buffer.concat([length, Buffer.from(value)])
  }
  return async (number, headers) => {
    const pairs = Object.entries(headers)
    const count = Buffer.alloc(4)
    count.writeUInt32BE(pairs.length)
    const parts: Buffer[] = []
    const collect = (part: Buffer): number => parts.push(part)
    deflate.on('data', collect)
    deflate.write(Buffer.concat([count, ...pairs.flatMap(([name, value]) => [text(name), text(value)])]))
    await new Promise<void>((resolve) => deflate.flush(constants.Z_SYNC_FLUSH, resolve))
    deflate.off('data', collect)
    const head = Buffer.alloc(10)
    head.writeUInt32BE(number, 0)
    return control(1, Buffer.concat([head, ...parts]))
  }
}

describe('a SPDY session', () => {
  it('opens streams from bytes in whatever pieces, and answers a ping', async () => {
    const { streams, sent, feed } = connect()
    const open = openers()
    const bytes = Buffer.concat([await open(1, { streamType: 'error' }), await open(3, { streamType: 'data', port: '80' }), control(6, Buffer.from([0, 0, 0, 1]))])
    for (const byte of bytes) feed(Uint8Array.of(byte))
    await expect.poll(() => sent.length).toBe(3)
    expect(streams.map(({ headers }) => [...headers])).toEqual([[['streamtype', 'error']], [['streamtype', 'data'], ['port', '80']]])
    const heard: (string | undefined)[] = []
    streams[1]?.onData((part) => heard.push(part && Buffer.from(part).toString()))
    feed(Buffer.concat([Buffer.from([0, 0, 0, 3, 0, 0, 0, 2]), Buffer.from('hi'), Buffer.from([0, 0, 0, 3, 1, 0, 0, 0])]))
    await expect.poll(() => heard).toEqual(['hi', undefined])
  })

  it.each([
    ['another version', Buffer.from([0x80, 2, 0, 6, 0, 0, 0, 4, 0, 0, 0, 1])],
    ['a frame without an end', Buffer.from([0, 0, 0, 1, 0, 0xff, 0xff, 0xff])],
    ['headers that are none', control(1, Buffer.concat([Buffer.alloc(10), Buffer.from('no headers')]))],
    ['a frame that is cut off', control(1, Buffer.alloc(2))],
  ])('closes on %s', async (_, bytes) => {
    const { feed, ended } = connect()
    feed(bytes)
    await ended
  })
})
