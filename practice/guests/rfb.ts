import { encodeRaw, ZrleEncoder } from './encodings.js'
import type { Keyboard } from './keyboard.js'
import { createPixelWriter, nativeFormat, readPixelFormat, writePixelFormat, type PixelFormat } from './pixel-format.js'
import type { Rectangle, Screen } from './screen.js'

/** The remote framebuffer protocol, RFC 6143, without security: whoever carries the bytes knows whose they are. */

/** A viewer that says nothing holds the seat, and the guest awake. */
const handshakeMilliseconds = 30_000

/** A clipboard of that size is no clipboard; what is longer is an attack on the memory. */
const longestCutText = 16 * 1024 * 1024

/** The encodings that are spoken here; those below zero are announcements of what the viewer understands. */
const encodings = { raw: 0, zrle: 16, desktopSize: -223, extendedKeys: -258, extendedDesktopSize: -308 } as const

/** Lengths of the viewer's messages, by their first byte; where more follows, of its fixed part. */
const clientMessages = { setPixelFormat: 0, setEncodings: 2, updateRequest: 3, key: 4, pointer: 5, cutText: 6, setDesktopSize: 251, qemu: 255 } as const
const fixedLength: Readonly<Record<number, number>> = {
  [clientMessages.setPixelFormat]: 20,
  [clientMessages.setEncodings]: 4,
  [clientMessages.updateRequest]: 10,
  [clientMessages.key]: 8,
  [clientMessages.pointer]: 6,
  [clientMessages.cutText]: 8,
  [clientMessages.setDesktopSize]: 8,
  [clientMessages.qemu]: 12,
}

/** Who has caused a size that is told, and what came of a wish, as QEMU's server answers where the guest's card has one size only. */
const resizing = { byServer: 0, byViewer: 1, done: 0, impossible: 3 } as const
const screenLength = 16

/** Bytes in both directions, as of a socket. */
export interface ByteDuplex {
  /** @returns when the other side has taken enough for more to be sent */
  send(bytes: Uint8Array): Promise<void>
  onData(listener: (bytes: Uint8Array) => void): void
  onClose(listener: () => void): void
  close(): void
}

/** What a viewer looks at. */
export interface Display {
  name: string
  screen: Screen
  keyboard: Keyboard
  movePointer(x: number, y: number, buttons: number): void
}

/** Serves one viewer until either side closes. */
export function serveRfb(channel: ByteDuplex, display: Display): void {
  const session = new Session(channel, display)
  channel.onClose(() => session.end())
  channel.onData((bytes) => session.receive(Buffer.from(bytes)))
}

class Session {
  private pending: Buffer = Buffer.alloc(0)
  /** Of a clipboard text that nobody wants. */
  private toSkip = 0
  private step: (bytes: Buffer) => number
  private ended = false
  private unwatch: (() => void) | undefined
  private readonly timer: NodeJS.Timeout
  private format: PixelFormat = nativeFormat
  private readonly zrle = new ZrleEncoder()
  private known: ReadonlySet<number> = new Set([encodings.raw])
  private encoding: typeof encodings.raw | typeof encodings.zrle = encodings.raw
  private extendedKeysToTell = false
  /** Of the screen's size: what is to be told to a viewer that knows of such answers. */
  private sizeToTell: { cause: number; outcome: number } | undefined
  /** What the viewer has: the version of the screen, and its size. */
  private version = 0
  private size = { width: 0, height: 0 }
  private wanted: { incremental: boolean; area: Rectangle } | undefined
  private sending = false

  constructor(
    private readonly channel: ByteDuplex,
    private readonly display: Display,
  ) {
    this.step = (bytes) => this.readVersion(bytes)
    this.timer = setTimeout(() => this.channel.close(), handshakeMilliseconds)
    this.send(Buffer.from('RFB 003.008\n'))
  }

  receive(bytes: Buffer): void {
    if (this.ended) return
    this.pending = this.pending.length === 0 ? bytes : Buffer.concat([this.pending, bytes])
    for (let length = -1; length !== 0 && this.pending.length > 0; ) {
      length = this.skip() || this.step(this.pending)
      if (length < 0) {
        this.channel.close()
        this.end()
        return
      }
      this.pending = this.pending.subarray(length)
    }
  }

  end(): void {
    if (this.ended) return
    this.ended = true
    clearTimeout(this.timer)
    this.unwatch?.()
    this.display.keyboard.releaseAll()
    this.zrle.close()
  }

  private skip(): number {
    const length = Math.min(this.toSkip, this.pending.length)
    this.toSkip -= length
    return length
  }

  // A step takes what it understands from the beginning of the bytes: it answers how many, 0 when it needs more of them,
  // a negative number when the viewer does not speak RFB.

  private readVersion(bytes: Buffer): number {
    if (bytes.length < 12) return 0
    const [, version] = /^RFB 003\.(\d{3})\n$/.exec(bytes.toString('latin1', 0, 12)) ?? []
    if (!version) return -1
    const minor = Number(version)
    if (minor < 7) {
      // The first version lets the server choose.
      this.send(Buffer.from([0, 0, 0, 1]))
      this.step = () => this.readClientInit()
    } else {
      this.send(Buffer.from([1, 1]))
      this.step = (rest) => this.readSecurity(rest, minor)
    }
    return 12
  }

  private readSecurity(bytes: Buffer, minor: number): number {
    if (bytes[0] !== 1) return -1
    if (minor >= 8) this.send(Buffer.from([0, 0, 0, 0]))
    this.step = () => this.readClientInit()
    return 1
  }

  private readClientInit(): number {
    clearTimeout(this.timer)
    // Its size is in the greeting: messages wait until there is a picture.
    this.step = () => 0
    this.unwatch = this.display.screen.watch(() => this.update())
    this.display.screen.refresh().then(
      () => this.greet(),
      () => this.channel.close(),
    )
    return 1
  }

  private greet(): void {
    if (this.ended) return
    const { width, height } = this.display.screen
    this.size = { width, height }
    const name = Buffer.from(this.display.name)
    const head = Buffer.alloc(4)
    head.writeUInt16BE(width, 0)
    head.writeUInt16BE(height, 2)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(name.length)
    this.send(Buffer.concat([head, writePixelFormat(nativeFormat), length, name]))
    this.step = (bytes) => this.readMessage(bytes)
    this.receive(Buffer.alloc(0))
  }

  private readMessage(bytes: Buffer): number {
    const type = bytes.readUInt8(0)
    const length = fixedLength[type]
    if (length === undefined) return -1
    if (bytes.length < length) return 0
    switch (type) {
      case clientMessages.setPixelFormat: {
        const format = readPixelFormat(bytes.subarray(4, 20))
        if (!format) return -1
        this.format = format
        return length
      }
      case clientMessages.setEncodings:
        return this.readEncodings(bytes)
      case clientMessages.updateRequest:
        this.wanted = {
          incremental: bytes.readUInt8(1) !== 0,
          area: { x: bytes.readUInt16BE(2), y: bytes.readUInt16BE(4), width: bytes.readUInt16BE(6), height: bytes.readUInt16BE(8) },
        }
        this.update()
        return length
      case clientMessages.key:
        this.display.keyboard.press(bytes.readUInt32BE(4), bytes.readUInt8(1) !== 0)
        return length
      case clientMessages.pointer:
        this.display.movePointer(bytes.readUInt16BE(2), bytes.readUInt16BE(4), bytes.readUInt8(1))
        return length
      case clientMessages.cutText: {
        // A negative length announces the extended clipboard; so many bytes follow all the same.
        const text = Math.abs(bytes.readInt32BE(4))
        if (text > longestCutText) return -1
        this.toSkip = text
        return length
      }
      case clientMessages.setDesktopSize: {
        const whole = length + bytes.readUInt8(6) * screenLength
        if (bytes.length < whole) return 0
        const { width, height } = this.display.screen
        const asIs = bytes.readUInt16BE(2) === width && bytes.readUInt16BE(4) === height
        this.sizeToTell = { cause: resizing.byViewer, outcome: asIs ? resizing.done : resizing.impossible }
        this.update()
        return whole
      }
      default:
        // Of QEMU's own messages only the key with its scan code is announced here.
        if (bytes.readUInt8(1) !== 0) return -1
        this.display.keyboard.pressScanCode(bytes.readUInt32BE(8) & 0xff, bytes.readUInt16BE(2) !== 0)
        return length
    }
  }

  private readEncodings(bytes: Buffer): number {
    const count = bytes.readUInt16BE(2)
    const length = 4 + count * 4
    if (bytes.length < length) return 0
    const list = Array.from({ length: count }, (_, index) => bytes.readInt32BE(4 + index * 4))
    this.extendedKeysToTell = list.includes(encodings.extendedKeys) && !this.known.has(encodings.extendedKeys)
    // A viewer wishes for sizes only where it was told once that there are answers.
    if (list.includes(encodings.extendedDesktopSize) && !this.known.has(encodings.extendedDesktopSize)) this.sizeToTell ??= { cause: resizing.byServer, outcome: resizing.done }
    this.known = new Set(list)
    // The viewer's order is its preference.
    this.encoding = list.find((encoding): encoding is 0 | 16 => encoding === encodings.raw || encoding === encodings.zrle) ?? encodings.raw
    this.update()
    return length
  }

  /** Sends what changed, when the viewer wants it and has taken what was sent before: at most one picture is under way. */
  private update(): void {
    const { wanted } = this
    if (!wanted || this.sending || this.ended) return
    const { screen } = this.display
    const resized = screen.width !== this.size.width || screen.height !== this.size.height
    const announcement = this.announce(resized)
    if (announcement) {
      this.deliver(Promise.resolve([announcement]))
      return
    }
    // A viewer that does not know of new sizes sees what of the screen is within the old one.
    const visible = { x: 0, y: 0, width: Math.min(screen.width, this.size.width), height: Math.min(screen.height, this.size.height) }
    const changes = wanted.incremental ? screen.listChanges(this.version) : [wanted.area]
    const areas = changes.map((change) => intersect(change, visible)).filter((area) => area !== undefined)
    if (areas.length === 0 && wanted.incremental) return
    if (wanted.incremental || coversAll(wanted.area, visible)) this.version = screen.version
    this.deliver(this.encode(areas))
  }

  /** What a viewer is told before any pixels, one thing at a time. */
  private announce(resized: boolean): Buffer | undefined {
    if (this.extendedKeysToTell) {
      this.extendedKeysToTell = false
      return packRectangle({ x: 0, y: 0, width: 0, height: 0 }, encodings.extendedKeys)
    }
    const extended = this.known.has(encodings.extendedDesktopSize)
    const told = extended ? this.sizeToTell : undefined
    if (!told && !(resized && (extended || this.known.has(encodings.desktopSize)))) return undefined
    this.sizeToTell = undefined
    const { width, height } = this.display.screen
    if (resized) {
      this.size = { width, height }
      this.version = 0
    }
    return extended ? packScreens({ width, height }, told ?? { cause: resizing.byServer, outcome: resizing.done }) : packRectangle({ x: 0, y: 0, width, height }, encodings.desktopSize)
  }

  private deliver(rectangles: Promise<Buffer[]>): void {
    this.wanted = undefined
    this.sending = true
    rectangles
      .then((list) => {
        const head = Buffer.alloc(4)
        head.writeUInt16BE(list.length, 2)
        return this.ended ? undefined : this.channel.send(Buffer.concat([head, ...list]))
      })
      .then(
        () => {
          this.sending = false
          this.update()
        },
        () => this.channel.close(),
      )
  }

  private async encode(areas: readonly Rectangle[]): Promise<Buffer[]> {
    const { screen } = this.display
    const { encoding } = this
    const writer = createPixelWriter(this.format, encoding === encodings.zrle)
    const list: Buffer[] = []
    for (const area of areas) {
      const content = encoding === encodings.zrle ? await this.zrle.encode(screen, area, writer) : encodeRaw(screen, area, writer)
      list.push(Buffer.concat([packRectangle(area, encoding), content]))
    }
    return list
  }

  private send(bytes: Buffer): void {
    this.channel.send(bytes).catch(() => this.channel.close())
  }
}

function packRectangle(area: Rectangle, encoding: number): Buffer {
  const bytes = Buffer.alloc(12)
  bytes.writeUInt16BE(area.x, 0)
  bytes.writeUInt16BE(area.y, 2)
  bytes.writeUInt16BE(area.width, 4)
  bytes.writeUInt16BE(area.height, 6)
  bytes.writeInt32BE(encoding, 8)
  return bytes
}

/** The one screen of a guest. */
function packScreens(size: { width: number; height: number }, { cause, outcome }: { cause: number; outcome: number }): Buffer {
  const screens = Buffer.alloc(4 + screenLength)
  screens.writeUInt8(1, 0)
  screens.writeUInt16BE(size.width, 12)
  screens.writeUInt16BE(size.height, 14)
  return Buffer.concat([packRectangle({ x: cause, y: outcome, ...size }, encodings.extendedDesktopSize), screens])
}

function intersect(a: Rectangle, b: Rectangle): Rectangle | undefined {
  const x = Math.max(a.x, b.x)
  const y = Math.max(a.y, b.y)
  const width = Math.min(a.x + a.width, b.x + b.width) - x
  const height = Math.min(a.y + a.height, b.y + b.height) - y
  return width > 0 && height > 0 ? { x, y, width, height } : undefined
}

const coversAll = (a: Rectangle, b: Rectangle): boolean => a.x <= b.x && a.y <= b.y && a.x + a.width >= b.x + b.width && a.y + a.height >= b.y + b.height
