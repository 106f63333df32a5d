interface Receiver {
  receive(item: { type: 'open'; connection: string } | { type: 'bytes'; bytes: Uint8Array }, consumed: () => void): void
}

let latest: Receiver | null = null

/** What the window's end of a console's stream is given instead of main. */
export async function openStream(_feature: string, _name: string, _open: unknown, receiver: Receiver): Promise<{ ok: true; value: { send(): void; close(): void } }> {
  latest = receiver
  return { ok: true, value: { send() {}, close() {} } }
}

/** Hands bytes to the screen that was opened last, as its server's. */
export function serve(chunks: readonly Uint8Array[]): void {
  latest?.receive({ type: 'open', connection: 'one' }, () => {})
  for (const bytes of chunks) latest?.receive({ type: 'bytes', bytes }, () => {})
}

/** jsdom draws nothing and lays nothing out: a canvas that takes everything, and an observer that sees nothing. */
export function drawNothing(): void {
  const context = new Proxy({}, { get: (_target, name) => (name === 'getImageData' || name === 'createImageData' ? (_x: number, _y: number, width = 1, height = 1) => ({ width, height, data: new Uint8ClampedArray(4) }) : () => {}), set: () => true })
  HTMLCanvasElement.prototype.getContext = (() => context) as never
  HTMLCanvasElement.prototype.toDataURL = () => 'data:,'
  globalThis.ResizeObserver ??= class { observe() {} unobserve() {} disconnect() {} } as never // prettier-ignore
  globalThis.ImageData ??= class { constructor(readonly data: unknown, readonly width: number, readonly height = 1) {} } as never // prettier-ignore
}
