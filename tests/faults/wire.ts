import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** What the network does with what is sent over it. */
type Weather =
  | 'fair'
  | 'reset' // every connection is broken with a TCP reset, at once and whenever it is tried again
  | 'silent' // whatever is sent is swallowed, also on new connections
  | 'half open' // connections that are open are dead without a sign; new ones work
  | 'slow' // everything arrives, each piece a while later

/** Longer than a patient person thinks of as at once, shorter than any time limit of the program. */
const SLOW_MS = 1_500

/** A network of one cable between the program and a server on this machine, which does not look into what it carries. */
export interface Wire {
  readonly port: number
  set(weather: Weather): void
  end(): Promise<void>
}

interface Pair {
  client: Socket
  server: Socket
  isDead: boolean
}

export async function layWire(target: number): Promise<Wire> {
  let weather: Weather = 'fair'
  const pairs = new Set<Pair>()
  const carry = (pair: Pair, from: Socket, to: Socket): void => {
    from.on('data', (data) => {
      if (pair.isDead || weather === 'silent') return
      if (weather !== 'slow') return void to.write(data)
      setTimeout(() => to.writable && to.write(data), SLOW_MS)
    })
    // The end of a dead connection is not told either.
    from.on('end', () => void (pair.isDead || to.end()))
    from.on('error', () => undefined)
    from.on('close', () => {
      pairs.delete(pair)
      if (!pair.isDead) to.destroy()
    })
  }
  const wire = createServer((client) => {
    client.on('error', () => undefined)
    if (weather === 'reset') return void client.resetAndDestroy()
    const pair = { client, server: connect(target, '127.0.0.1'), isDead: false }
    pairs.add(pair)
    carry(pair, client, pair.server)
    carry(pair, pair.server, client)
  })
  wire.listen(0, '127.0.0.1')
  await once(wire, 'listening')
  return {
    port: (wire.address() as AddressInfo).port,
    set(next) {
      weather = next
      for (const pair of pairs) {
        if (next === 'reset') {
          pair.client.resetAndDestroy()
          pair.server.destroy()
        }
        // What was swallowed once leaves a hole: such a connection never comes to life again.
        if (next === 'silent' || next === 'half open') pair.isDead = true
      }
    },
    async end() {
      for (const { client, server } of pairs) {
        client.destroy()
        server.destroy()
      }
      wire.close()
      await once(wire, 'close')
    },
  }
}
