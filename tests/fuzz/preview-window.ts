/** What the page is given instead of main: an answer that says no to everything, and a list of what was asked. */
export const asked: string[] = []

const feature = (name: string): unknown => new Proxy({}, { get: (_target, call) => (typeof call === 'string' ? async () => (asked.push(`${name}.${call}`), { ok: false, error: { kind: 'note.missing' } }) : undefined) })

export const border = {
  main: new Proxy({}, { get: (_target, name) => feature(String(name)) }),
  openLink: (url: string) => void asked.push(`openLink ${url}`),
  openStream: async () => ({ ok: false, error: { kind: 'note.missing' } }),
  machineOfWindow: () => null,
}

/** With a screen's height before and after it, so many of the shortest parts of a note come near at once. */
const NEAR = 6

/** As if somebody read on without a pause: what is drawn only when it comes near comes near as soon as what stands before it is drawn. */
export function drawEverything(): void {
  window.matchMedia = (media) => Object.assign(new EventTarget(), { matches: false, media }) as unknown as MediaQueryList
  const waiting = new Map<object, { part: Element; tell: () => void }>()
  let drawing: Element[] = []
  const scroll = (): void => {
    if (drawing.some((part) => part.isConnected && part.getAttribute('style'))) return void setImmediate(scroll)
    const next = [...waiting].slice(0, NEAR)
    drawing = next.map(([, { part }]) => part)
    for (const [key, { tell }] of next) {
      waiting.delete(key)
      tell()
    }
    if (next.length > 0) setImmediate(scroll)
  }
  globalThis.IntersectionObserver = class {
    constructor(private readonly tell: (entries: { isIntersecting: boolean }[]) => void) {}
    observe(part: Element): void {
      waiting.set(this, { part, tell: () => this.tell([{ isIntersecting: true }]) })
      if (waiting.size === 1) setImmediate(scroll)
    }
    disconnect(): void {
      waiting.delete(this)
    }
  } as never
}
