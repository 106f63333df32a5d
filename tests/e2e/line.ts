import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A line between the program and a server: it passes on bytes as they are, as fast and as reliably as it is told. */
export interface Line {
  port: number
  /** For each connection, towards the program; null for as fast as the machine is. */
  limit(bytesPerSecond: number | null): void
  /** Cuts the connection that comes out at the server's side with this port. */
  cut(port: number): void
  /** Ends it towards the program, in good order but without TLS's goodbye, as a balancer does that finds a connection idle. */
  drop(port: number): void
  stop(): void
}

/** Bytes of so many milliseconds are passed on at once: short enough to be one stream to who measures it. */
const SLICE_MS = 20

export async function startLine(server: number): Promise<Line> {
  const open = new Map<Socket, Socket>()
  let bytesPerSecond: number | null = null
  const passOn = async (from: Socket, to: Socket): Promise<void> => {
    for await (const chunk of from as AsyncIterable<Buffer>) {
      for (let at = 0; at < chunk.length; ) {
        const size: number = bytesPerSecond === null ? chunk.length : Math.ceil((bytesPerSecond * SLICE_MS) / 1000)
        if (!to.write(chunk.subarray(at, at + size))) await once(to, 'drain')
        at += size
        if (bytesPerSecond !== null) await new Promise((resolve) => setTimeout(resolve, SLICE_MS))
      }
    }
    to.end()
  }
  const listener = createServer((program) => {
    const onward = connect(server, '127.0.0.1')
    open.set(program, onward)
    for (const [socket, other] of [[program, onward], [onward, program]] as const) {
      socket.setNoDelay(true)
      socket.on('error', () => other.destroy())
      socket.on('close', () => other.destroy())
    }
    program.on('close', () => open.delete(program))
    program.pipe(onward)
    // What is cut in the middle is told by `close`.
    passOn(onward, program).catch(() => undefined)
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  return {
    port: (listener.address() as AddressInfo).port,
    limit: (next) => (bytesPerSecond = next),
    cut(port) {
      for (const [program, onward] of open) if (onward.localPort === port) program.resetAndDestroy()
    },
    drop(port) {
      for (const [program, onward] of open) if (onward.localPort === port) program.end()
    },
    stop() {
      listener.close()
      for (const program of open.keys()) program.destroy()
    },
  }
}
