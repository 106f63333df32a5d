import { randomBytes } from 'node:crypto'
import type { Duplex } from 'node:stream'

/**
 * What goes wrong with a WebSocket that is open: its connection breaks; it ends in good order, as a proxy that is stopped does it; nothing comes through any more, in either
 * direction, while it stays open; nonsense comes as a message; what comes is no WebSocket any more.
 */
export const streamTroubles = ['dropped', 'ended', 'silent', 'garbage', 'invalid'] as const
export type StreamTrouble = (typeof streamTroubles)[number]

/** So much nonsense that every reader meets a length or a type that it does not know, and less than needs a longer head. */
const garbageLength = 1_024

/** A server's binary message of that length, unmasked. */
const messageHead = Buffer.from([0x82, 126, garbageLength >> 8, garbageLength & 0xff])

/** A closing message, and its number: 1001. */
const goingAway = Buffer.from([0x88, 2, 1001 >> 8, 1001 & 0xff])

/** Three reserved bits, and a type that there is not. */
const noMessage = Buffer.from([0xff, 0xff])

export function spoilStream(socket: Duplex, how: StreamTrouble): void {
  switch (how) {
    case 'dropped':
      socket.destroy()
      break
    case 'ended':
      socket.end(goingAway)
      break
    case 'silent':
      socket.removeAllListeners('data')
      socket.on('data', () => undefined)
      socket.write = swallow
      break
    case 'garbage':
      socket.write(Buffer.concat([messageHead, randomBytes(garbageLength)]))
      break
    case 'invalid':
      socket.write(noMessage)
      break
  }
}

/** Whoever writes is told that it is done. */
const swallow: Duplex['write'] = (_: unknown, second?: unknown, third?: unknown): boolean => {
  const done = typeof second === 'function' ? second : third
  if (typeof done === 'function') setImmediate(() => (done as () => void)())
  return true
}
