import type { ConnectionEvent } from './network.js'
import type { ByteDuplex } from './rfb.js'
import type { WorkerOrder } from './worker-messages.js'

/** Nothing listens at a guest's port, or nobody answers there. */
class PortRefused extends Error {}

/** A connection to one of the guest's ports. What comes before somebody listens waits. */
export class Port implements ByteDuplex {
  private unheard: Uint8Array[] = []
  private listener: ((bytes: Uint8Array) => Promise<void>) | undefined
  private readonly closeListeners = new Set<() => void>()
  private closed = false
  /** Settles when everything that came has been taken. */
  private delivered: Promise<unknown> = Promise.resolve()
  private settle: ((error?: Error) => void) | undefined
  readonly opened: Promise<void>

  constructor(
    private readonly connection: number,
    port: number,
    private readonly order: (order: WorkerOrder) => void,
  ) {
    this.opened = new Promise((resolve, reject) => {
      this.settle = (error) => (error ? reject(error) : resolve())
    })
    order({ order: 'connect', connection, port })
  }

  hear(event: ConnectionEvent): void {
    switch (event.event) {
      case 'open':
        this.settle?.()
        break
      case 'data':
        if (this.listener) this.pass(event.bytes)
        else this.unheard.push(event.bytes)
        break
      case 'closed':
        // What came before is on its way still.
        void this.delivered.finally(() => this.end(event.refused ? 'connection refused' : 'connection reset by peer'))
        break
    }
  }

  /** The guest is gone, or asked to go. */
  end(why: string): void {
    if (this.closed) return
    this.closed = true
    this.settle?.(new PortRefused(why))
    for (const listener of this.closeListeners) listener()
  }

  send(bytes: Uint8Array): Promise<void> {
    this.order({ order: 'write', connection: this.connection, bytes })
    return Promise.resolve()
  }

  /** @param listener resolves when it has taken the bytes; the guest waits for that */
  pipe(listener: (bytes: Uint8Array) => Promise<void>): void {
    this.listener = listener
    for (const bytes of this.unheard) this.pass(bytes)
    this.unheard = []
  }

  onData(listener: (bytes: Uint8Array) => void): void {
    this.pipe((bytes) => Promise.resolve(listener(bytes)))
  }

  onClose(listener: () => void): void {
    if (this.closed) void this.delivered.finally(listener)
    else this.closeListeners.add(listener)
  }

  close(): void {
    this.order({ order: 'close', connection: this.connection })
  }

  private pass(bytes: Uint8Array): void {
    const count = bytes.length
    const taken = (): void => this.order({ order: 'take', connection: this.connection, count })
    this.delivered = Promise.all([this.delivered, this.listener?.(bytes).then(taken, () => this.close())])
  }
}
