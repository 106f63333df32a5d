export interface PortDouble {
  on(name: string, listener: (message: { data: unknown }) => void): void
  postMessage(message: unknown): void
  close(): void
}

/** Electron's, as far as main uses it: a port hands over messages in an envelope. */
export class MessageChannelDouble {
  readonly port1: PortDouble
  readonly port2: PortDouble
  constructor() {
    const listeners = [new Map<string, (message: { data: unknown }) => void>(), new Map<string, (message: { data: unknown }) => void>()] as const
    const end = (own: number): PortDouble & { start(): void } => ({
      on: (name, listener) => void listeners[own]?.set(name, listener),
      postMessage: (data) => listeners[1 - own]?.get('message')?.({ data }),
      close: () => listeners[1 - own]?.get('close')?.({ data: undefined }),
      start() {},
    })
    this.port1 = end(0)
    this.port2 = end(1)
  }
}
