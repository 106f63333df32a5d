import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** A connection ended without TLS's goodbye. Who speaks TLS says it: the server died, or something between it and here has cut the connection. */
export class UnsaidGoodbye extends Error {
  override readonly name = 'UnsaidGoodbye'
}

/** What carries a TLS connection. It counts all bytes that come, those of TLS's own messages included. */
const carriers = new WeakMap<Duplex, Socket>()

export function noteCarrier(secure: Duplex, carrier: Socket): void {
  carriers.set(secure, carrier)
}

/**
 * Tells when the connection has ended without a goodbye. Node takes both ends for the same; but a goodbye (`close_notify`) is some bytes that come after the
 * last data and are none. Where the end follows data at once, both may have come in one piece: that cannot be told, and nothing is.
 */
export function onUnsaidGoodbye(secure: Duplex, tell: (error: UnsaidGoodbye) => void): void {
  const carrier = carriers.get(secure)
  if (carrier === undefined) return
  let counted = carrier.bytesRead
  let isOfThisTurn = false
  secure.on('data', () => {
    counted = carrier.bytesRead
    if (isOfThisTurn) return
    isOfThisTurn = true
    setImmediate(() => (isOfThisTurn = false))
  })
  secure.once('end', () => {
    if (!isOfThisTurn && carrier.bytesRead === counted) tell(new UnsaidGoodbye('the connection ended without a goodbye'))
  })
}
