import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface Relay {
  port: number
  /** Whatever is open now stays open and carries nothing any more, as connections do that were forgotten on the way; new ones work. */
  forget(): void
  stop(): Promise<void>
}

/** A network between the program and a server on this machine: byte by byte, without looking into it. */
export async function startRelay(target: number): Promise<Relay> {
  const sockets = new Set<Socket>()
  const forgotten = new WeakSet<Socket>()
  const server = createServer((near) => {
    const far = connect({ host: '127.0.0.1', port: target })
    near.pipe(far).pipe(near)
    for (const [socket, other] of [[near, far], [far, near]] as const) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        if (!forgotten.has(socket)) other.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    forget() {
      for (const socket of sockets) {
        forgotten.add(socket)
        socket.unpipe()
        socket.resume()
      }
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
