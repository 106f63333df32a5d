import { inflateSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { serveRfb, type ByteDuplex } from '../../../../practice/guests/index.js'
import { Keyboard } from '../../../../practice/guests/keyboard.js'
import { Screen } from '../../../../practice/guests/screen.js'
import type { Patch, Picture } from '../../../../practice/guests/worker-messages.js'

/** Patches of one colour; they stand for what a guest draws. */
function paint(x: number, y: number, width: number, height: number, rgb: number): Patch {
  const pixels = Buffer.alloc(width * height * 4)
  for (let at = 0; at < pixels.length; at += 4) pixels.writeUInt32LE(rgb, at)
  return { x, y, width, height, pixels }
}

function makeDisplay(width: number, height: number) {
  let picture: Picture = { width, height, patches: [paint(0, 0, width, height, 0x102030)] }
  const codes: number[] = []
  const pointers: number[][] = []
  let held = 0
  const screen = new Screen(
    async () => {
      const taken = picture
      picture = { ...picture, patches: [] }
      return taken
    },
    () => {
      held += 1
      return () => (held -= 1)
    },
  )
  return {
    display: { name: 'a guest', screen, keyboard: new Keyboard((bytes) => codes.push(...bytes)), movePointer: (...where: number[]) => void pointers.push(where) },
    codes,
    pointers,
    held: () => held,
    draw: async (next: Picture) => {
      picture = next
      await screen.refresh()
    },
  }
}

/** The other end of a channel; it can be slow. */
class Viewer {
  received = Buffer.alloc(0)
  closed = false
  sends = 0
  private listener: (bytes: Uint8Array) => void = () => undefined
  private onClosed: () => void = () => undefined
  private arrived: () => void = () => undefined
  private gate: Promise<void> = Promise.resolve()
  readonly channel: ByteDuplex = {
    send: async (bytes) => {
      this.sends += 1
      this.received = Buffer.concat([this.received, bytes])
      this.arrived()
      await this.gate
    },
    onData: (listener) => (this.listener = listener),
    onClose: (listener) => (this.onClosed = listener),
    close: () => (this.closed = true),
  }

  say(...bytes: (number[] | string | Buffer)[]): void {
    this.listener(Buffer.concat(bytes.map((part) => Buffer.from(part as string))))
  }

  leave(): void {
    this.onClosed()
  }

  /** Takes nothing more until the function that it returns is called. */
  stall(): () => void {
    let open = (): void => undefined
    this.gate = new Promise((resolve) => (open = resolve))
    return open
  }

  async read(length: number): Promise<Buffer> {
    while (this.received.length < length) {
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`${this.received.length} bytes instead of ${length}`)), 5_000)
        this.arrived = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    const bytes = this.received.subarray(0, length)
    this.received = this.received.subarray(length)
    return bytes
  }

  async shakeHands(): Promise<{ width: number; height: number; name: string }> {
    expect((await this.read(12)).toString()).toBe('RFB 003.008\n')
    this.say('RFB 003.008\n')
    expect([...(await this.read(2))]).toEqual([1, 1])
    this.say([1])
    expect((await this.read(4)).readUInt32BE()).toBe(0)
    this.say([1])
    const head = await this.read(24)
    return { width: head.readUInt16BE(0), height: head.readUInt16BE(2), name: (await this.read(head.readUInt32BE(20))).toString() }
  }

  ask(incremental: boolean, width: number, height: number): void {
    const bytes = Buffer.alloc(10)
    bytes.set([3, incremental ? 1 : 0])
    bytes.writeUInt16BE(width, 6)
    bytes.writeUInt16BE(height, 8)
    this.say(bytes)
  }

  setEncodings(...encodings: number[]): void {
    const bytes = Buffer.alloc(4 + encodings.length * 4)
    bytes.set([2, 0, 0, encodings.length])
    encodings.forEach((encoding, index) => bytes.writeInt32BE(encoding, 4 + index * 4))
    this.say(bytes)
  }

  async readUpdate(): Promise<number> {
    const head = await this.read(4)
    expect(head[0]).toBe(0)
    return head.readUInt16BE(2)
  }

  async readRectangle(): Promise<{ x: number; y: number; width: number; height: number; encoding: number }> {
    const head = await this.read(12)
    return { x: head.readUInt16BE(0), y: head.readUInt16BE(2), width: head.readUInt16BE(4), height: head.readUInt16BE(6), encoding: head.readInt32BE(8) }
  }
}

let viewer: Viewer
afterEach(() => viewer.leave())

function connect(width = 128, height = 64) {
  const made = makeDisplay(width, height)
  viewer = new Viewer()
  serveRfb(viewer.channel, made.display)
  return made
}

describe('RFB', () => {
  it('greets, shows the screen, and then only what changed', async () => {
    const { draw, held } = connect()
    expect(held()).toBe(0)
    expect(await viewer.shakeHands()).toEqual({ width: 128, height: 64, name: 'a guest' })
    expect(held()).toBe(1)
    viewer.ask(false, 128, 64)
    expect(await viewer.readUpdate()).toBe(1)
    expect(await viewer.readRectangle()).toEqual({ x: 0, y: 0, width: 128, height: 64, encoding: 0 })
    const pixels = await viewer.read(128 * 64 * 4)
    expect(new Set(Array.from({ length: 128 * 64 }, (_, index) => pixels.readUInt32LE(index * 4)))).toEqual(new Set([0x102030]))

    viewer.ask(true, 128, 64)
    expect(viewer.received).toHaveLength(0)
    await draw({ width: 128, height: 64, patches: [paint(64, 16, 64, 16, 0xff0000)] })
    expect(await viewer.readUpdate()).toBe(1)
    expect(await viewer.readRectangle()).toEqual({ x: 64, y: 16, width: 64, height: 16, encoding: 0 })
    expect((await viewer.read(64 * 16 * 4)).readUInt32LE(0)).toBe(0xff0000)
    viewer.leave()
    expect(held()).toBe(0)
  })

  it('makes one zlib stream of ZRLE tiles: of one colour, of few, and of many', async () => {
    const { draw } = connect(64, 64)
    await viewer.shakeHands()
    viewer.setEncodings(16, 0)
    const many = paint(0, 0, 64, 64, 0)
    for (let index = 0; index < 64 * 64; index += 1) Buffer.from(many.pixels.buffer, many.pixels.byteOffset).writeUInt32LE(index, index * 4)
    const few = paint(0, 0, 64, 64, 0x111111)
    Buffer.from(few.pixels.buffer, few.pixels.byteOffset).writeUInt32LE(0xffffff, 4)
    const stream: Buffer[] = []
    const tiles: Buffer[] = []
    for (const patch of [undefined, few, many]) {
      if (patch) await draw({ width: 64, height: 64, patches: [patch] })
      viewer.ask(false, 64, 64)
      expect(await viewer.readUpdate()).toBe(1)
      expect((await viewer.readRectangle()).encoding).toBe(16)
      const before = tiles.reduce((length, tile) => length + tile.length, 0)
      stream.push(Buffer.from(await viewer.read((await viewer.read(4)).readUInt32BE())))
      tiles.push(inflateSync(Buffer.concat(stream), { finishFlush: 2 }).subarray(before))
    }
    const [one, two = Buffer.alloc(0), raw = two] = tiles
    expect([...(one ?? [])]).toEqual([1, 0x30, 0x20, 0x10])
    expect([...two.subarray(0, 15)]).toEqual([2, 0x11, 0x11, 0x11, 0xff, 0xff, 0xff, 0b01000000, 0, 0, 0, 0, 0, 0, 0])
    expect(two).toHaveLength(7 + 8 * 64)
    expect([...raw.subarray(0, 7)]).toEqual([0, 0, 0, 0, 1, 0, 0])
    expect(raw).toHaveLength(1 + 64 * 64 * 3)
  })

  it.each([
    { bits: 16, big: 0, max: [31, 63, 31], shift: [11, 5, 0], pixel: [0x06, 0x11] },
    { bits: 16, big: 1, max: [31, 63, 31], shift: [11, 5, 0], pixel: [0x11, 0x06] },
    { bits: 8, big: 0, max: [7, 7, 3], shift: [0, 3, 6], pixel: [0b01_001_000] },
    { bits: 32, big: 1, max: [255, 255, 255], shift: [16, 8, 0], pixel: [0, 0x10, 0x20, 0x30] },
  ])('converts pixels to $bits bits', async ({ bits, big, max, shift, pixel }) => {
    connect(1, 1)
    await viewer.shakeHands()
    const format = Buffer.alloc(20)
    format.set([0, 0, 0, 0, bits, bits === 32 ? 24 : bits, big, 1])
    max.forEach((value, index) => format.writeUInt16BE(value, 8 + index * 2))
    format.set(shift, 14)
    viewer.say(format)
    viewer.ask(false, 1, 1)
    await viewer.readUpdate()
    await viewer.readRectangle()
    expect([...(await viewer.read(bits / 8))]).toEqual(pixel)
  })

  it('tells a new size to a viewer that understands it', async () => {
    const { draw } = connect(64, 16)
    await viewer.shakeHands()
    viewer.setEncodings(0, -223)
    viewer.ask(true, 64, 16)
    await viewer.readUpdate()
    await viewer.readRectangle()
    await viewer.read(64 * 16 * 4)
    viewer.ask(true, 64, 16)
    await draw({ width: 128, height: 32, patches: [paint(0, 0, 128, 32, 1)] })
    expect(await viewer.readUpdate()).toBe(1)
    expect(await viewer.readRectangle()).toEqual({ x: 0, y: 0, width: 128, height: 32, encoding: -223 })
    viewer.ask(true, 128, 32)
    expect(await viewer.readUpdate()).toBe(1)
    expect(await viewer.readRectangle()).toEqual({ x: 0, y: 0, width: 128, height: 32, encoding: 0 })
  })

  it('says that there are answers to wishes for a size, and that this screen has one size', async () => {
    const { draw } = connect(64, 16)
    const readScreens = async () => ({ ...(await viewer.readRectangle()), screens: [...(await viewer.read(20))] })
    const screens = (width: number, height: number): number[] => [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, width, 0, height, 0, 0, 0, 0]
    await viewer.shakeHands()
    viewer.setEncodings(0, -223, -308)
    viewer.ask(true, 64, 16)
    await viewer.readUpdate()
    expect(await readScreens()).toEqual({ x: 0, y: 0, width: 64, height: 16, encoding: -308, screens: screens(64, 16) })
    viewer.ask(true, 64, 16)
    await viewer.readUpdate()
    await viewer.readRectangle()
    await viewer.read(64 * 16 * 4)
    viewer.ask(true, 64, 16)
    viewer.say([251, 0, 0, 128, 0, 32, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 128, 0, 32, 0, 0, 0, 0])
    await viewer.readUpdate()
    expect(await readScreens()).toMatchObject({ x: 1, y: 3, width: 64, height: 16, encoding: -308 })
    viewer.ask(true, 64, 16)
    await draw({ width: 128, height: 32, patches: [paint(0, 0, 128, 32, 1)] })
    await viewer.readUpdate()
    expect(await readScreens()).toEqual({ x: 0, y: 0, width: 128, height: 32, encoding: -308, screens: screens(128, 32) })
  })

  it('keeps one picture under way for a slow viewer, and skips those in between', async () => {
    const { draw } = connect(64, 16)
    await viewer.shakeHands()
    const open = viewer.stall()
    viewer.ask(false, 64, 16)
    await viewer.readUpdate()
    await viewer.readRectangle()
    await viewer.read(64 * 16 * 4)
    const { sends } = viewer
    for (let colour = 1; colour <= 20; colour += 1) {
      viewer.ask(true, 64, 16)
      await draw({ width: 64, height: 16, patches: [paint(0, 0, 64, 16, colour)] })
    }
    expect(viewer.sends).toBe(sends)
    open()
    expect(await viewer.readUpdate()).toBe(1)
    await viewer.readRectangle()
    expect((await viewer.read(64 * 16 * 4)).readUInt32LE(0)).toBe(20)
    expect(viewer.sends).toBe(sends + 1)
  })

  it('types, with the Shift that a US keyboard needs, and lets go of what was held', async () => {
    const { codes, pointers } = connect()
    await viewer.shakeHands()
    const key = (keysym: number, down: boolean): void => viewer.say([4, down ? 1 : 0, 0, 0, 0, 0, keysym >> 8, keysym & 0xff])
    key(0x61, true)
    key(0x61, false)
    key(0xff52, true)
    key(0xff52, false)
    expect(codes.splice(0)).toEqual([0x1e, 0x9e, 0xe0, 0x48, 0xe0, 0xc8])
    // The @ of a keyboard where it needs no Shift.
    key(0x40, true)
    key(0x40, false)
    expect(codes.splice(0)).toEqual([0x2a, 0x03, 0xaa, 0x83])
    // The 7 of a keyboard where it needs Shift.
    key(0xffe2, true)
    key(0x37, true)
    key(0x37, false)
    expect(codes.splice(0)).toEqual([0x36, 0xb6, 0x08, 0x36, 0x88])
    // By QEMU's extension: the Delete key.
    viewer.say([255, 0, 0, 1, 0, 0, 0xff, 0xff, 0, 0, 0, 0xd3])
    expect(codes.splice(0)).toEqual([0xe0, 0x53])
    viewer.say([5, 1, 0, 10, 0, 20])
    expect(pointers).toEqual([[10, 20, 1]])
    viewer.leave()
    expect(codes).toEqual([0xb6, 0xe0, 0xd3])
  })

  it('understands a viewer that sends one byte at a time, and skips its clipboard', async () => {
    const { codes } = connect(64, 16)
    await viewer.shakeHands()
    const messages = Buffer.from([6, 0, 0, 0, 0, 0, 0, 3, 4, 4, 4, 4, 1, 0, 0, 0, 0, 0, 0x61, 2, 0, 0, 1, 0, 0, 0, 16, 3, 0, 0, 0, 0, 0, 0, 64, 0, 16])
    for (const byte of messages) viewer.say([byte])
    expect(codes).toEqual([0x1e])
    expect(await viewer.readUpdate()).toBe(1)
    expect((await viewer.readRectangle()).encoding).toBe(16)
  })

  it('closes when a viewer does not speak RFB, and never fails', async () => {
    const wrong: (number[] | string)[] = ['GET / HTTP/1.1\r\n', [99], [255, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [6, 0, 0, 0, 0x7f, 0, 0, 0], [0, 0, 0, 0, 24, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16, 0, 0, 0]]
    for (const [index, bytes] of wrong.entries()) {
      connect()
      if (index > 0) await viewer.shakeHands()
      viewer.say(bytes)
      expect(viewer.closed).toBe(true)
    }
    let seed = 1
    const random = (): number => (seed = (seed * 48_271) % 0x7fffffff) & 0xff
    for (let round = 0; round < 300; round += 1) {
      connect()
      if (round % 2) await viewer.shakeHands()
      viewer.say(Array.from({ length: random() + 1 }, random))
      viewer.leave()
    }
  })
})
