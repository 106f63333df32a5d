/** The shape of a WebSocket, as noVNC takes one (core/websock.js), on the stream that main's bridge feeds. */
export class ScreenChannel {
  binaryType = 'arraybuffer'
  protocol = ''
  readyState: number = WebSocket.CONNECTING
  onopen: (() => void) | null = null
  onmessage: ((event: { data: ArrayBuffer | Uint8Array }) => void) | null = null
  onclose: ((event: { code: number; reason: string }) => void) | null = null
  onerror: ((event: unknown) => void) | null = null

  /** `write` gets bytes of its own: noVNC fills its buffer again at once. */
  constructor(
    private readonly write: (bytes: Uint8Array<ArrayBuffer>) => void,
    private readonly leave: () => void,
  ) {}

  send(bytes: Uint8Array<ArrayBuffer>): void {
    this.write(bytes.slice())
  }

  close(): void {
    if (this.readyState >= WebSocket.CLOSING) return
    this.leave()
    this.end()
  }

  open(): void {
    this.readyState = WebSocket.OPEN
    this.onopen?.()
  }

  receive(bytes: Uint8Array): void {
    if (this.readyState === WebSocket.OPEN) this.onmessage?.({ data: bytes })
  }

  end(): void {
    if (this.readyState === WebSocket.CLOSED) return
    this.readyState = WebSocket.CLOSED
    // 1000: whatever the reason is, it is told elsewhere and in words.
    this.onclose?.({ code: 1000, reason: '' })
  }
}
