import type { WebSocket } from 'ws'

/** Pieces of RFB 3.8 (RFC 6143), for screens that do what no guest would do. */

const VERSION = Buffer.from('RFB 003.008\n')
/** One security type: none. */
const SECURITY = Buffer.from([1, 1])
const SECURITY_OK = Buffer.alloc(4)
const RAW = 0
/** What Go's io.Copy reads at once. */
const PIECE = 32 * 1024
const EXTENDED_DESKTOP_SIZE = -308
const QEMU_KEYS = -258
const CURSOR = -239

function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2)
  values.forEach((value, index) => bytes.writeUInt16BE(value, index * 2))
  return bytes
}

function signed(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

/** Size, 32 bits a pixel, and a name; `nameLength` lies about the latter. */
function greeting(width: number, height: number, name: string, nameLength = name.length): Buffer {
  return Buffer.concat([words(width, height), Buffer.from([32, 24, 0, 1]), words(255, 255, 255), Buffer.from([16, 8, 0, 0, 0, 0]), signed(nameLength), Buffer.from(name)])
}

function rectangle(x: number, y: number, width: number, height: number, encoding: number, data: Buffer = Buffer.alloc(0)): Buffer {
  return Buffer.concat([words(x, y, width, height), signed(encoding), data])
}

function update(...rectangles: Buffer[]): Buffer {
  return Buffer.concat([Buffer.from([0, 0]), words(rectangles.length), ...rectangles])
}

type Next = (length: number) => Promise<Buffer>

/** Hands out what comes, in the lengths that are asked for. */
function reader(socket: WebSocket): Next {
  let held = Buffer.alloc(0)
  let waiting: { length: number; take: (bytes: Buffer) => void } | null = null
  const serve = (): void => {
    if (waiting === null || held.length < waiting.length) return
    const { length, take } = waiting
    waiting = null
    const bytes = held.subarray(0, length)
    held = held.subarray(length)
    take(bytes)
  }
  socket.on('message', (data: Buffer) => {
    held = Buffer.concat([held, data])
    serve()
  })
  return (length) =>
    new Promise((take) => {
      waiting = { length, take }
      serve()
    })
}

/** Greets as an honest server up to the first message of the viewer. */
async function greet(socket: WebSocket, next: Next, hello: Buffer): Promise<void> {
  socket.send(VERSION)
  await next(12)
  socket.send(SECURITY)
  await next(1)
  socket.send(SECURITY_OK)
  await next(1)
  socket.send(hello)
}

const noise = (length: number): Buffer => Buffer.from(Array.from({ length }, (_, index) => (index * 167 + (index >> 3) * 59 + 129) & 0xff))

/** What each hostile screen does; its machine has this name. */
export const hostileScreens: Readonly<Record<string, (socket: WebSocket) => void | Promise<void>>> = {
  garbage: (socket) => socket.send(noise(4096)),
  async 'garbage-later'(socket) {
    await greet(socket, reader(socket), greeting(640, 480, 'later'))
    socket.send(noise(65_536))
  },
  async 'out-of-bounds'(socket) {
    await greet(socket, reader(socket), greeting(64, 48, 'out'))
    socket.send(update(rectangle(60_000, 60_000, 60_000, 60_000, 99)))
  },
  async huge(socket) {
    await greet(socket, reader(socket), greeting(65_535, 65_535, 'huge'))
  },
  async 'huge-later'(socket) {
    await greet(socket, reader(socket), greeting(640, 480, 'later'))
    socket.send(update(rectangle(0, 0, 65_535, 65_535, -223)))
  },
  async 'endless-name'(socket) {
    await greet(socket, reader(socket), greeting(640, 480, 'x'.repeat(1024), 0x7fffffff))
    const flood = setInterval(() => (socket.readyState === socket.OPEN ? socket.bufferedAmount < 4_000_000 && socket.send(Buffer.alloc(1_000_000, 120)) : clearInterval(flood)), 5)
  },
  async refusing(socket) {
    const next = reader(socket)
    socket.send(VERSION)
    await next(12)
    socket.send(Buffer.concat([Buffer.from([0]), signed(20), Buffer.from('the pod is leaving!!')]))
  },
  async 'wants-a-password'(socket) {
    const next = reader(socket)
    socket.send(VERSION)
    await next(12)
    socket.send(Buffer.from([1, 2]))
    await next(1)
    socket.send(Buffer.alloc(16, 7))
  },
  silent: () => {},
  async 'silent-after-version'(socket) {
    socket.send(VERSION)
  },
  async 'silent-after-security'(socket) {
    const next = reader(socket)
    socket.send(VERSION)
    await next(12)
    socket.send(SECURITY)
  },
  async 'silent-after-greeting'(socket) {
    await greet(socket, reader(socket), greeting(640, 480, 'silent'))
  },
  async truncated(socket) {
    await greet(socket, reader(socket), greeting(640, 480, 'truncated'))
    socket.send(update(rectangle(0, 0, 640, 480, RAW, Buffer.alloc(640 * 4 * 10))))
  },
}

export interface HonestScreen {
  /** Places of the keys that came, each going down (positive) or up (negative). */
  keys: number[]
  /** The sizes that the viewer has asked for. */
  sizes: [width: number, height: number][]
  /** Levels of quality and compression that the viewer has asked for, the last ones last. */
  levels: { quality: number; compression: number }[]
  /** Sends the whole picture anew, asked or not. */
  repaint(): void
}

/** A screen that behaves, takes on the size it is asked for, and writes down each key. It shows a dot that moves with every message. */
export function serveHonestScreen(socket: WebSocket, width = 640, height = 480): HonestScreen {
  const seen: HonestScreen = {
    keys: [],
    sizes: [],
    levels: [],
    repaint() {
      const picture = update(rectangle(0, 0, width, height, RAW, Buffer.alloc(width * height * 4, 40)))
      // In pieces, as a proxy that copies reads them.
      for (let at = 0; at < picture.length; at += PIECE) socket.send(picture.subarray(at, at + PIECE))
    },
  }
  void (async () => {
    const next = reader(socket)
    await greet(socket, next, greeting(width, height, 'honest'))
    let dots = 0
    const [layout] = [Buffer.concat([Buffer.from([1, 0, 0, 0]), signed(0), words(0, 0, width, height), signed(0)])]
    // A white cursor of 8 x 8 pixels, whose mask has a bit for each.
    const cursor = rectangle(3, 3, 8, 8, CURSOR, Buffer.alloc(8 * 8 * 4 + 8, 255))
    let first: Buffer[] | null = [cursor, rectangle(0, 0, 0, 0, QEMU_KEYS), rectangle(0, 0, width, height, EXTENDED_DESKTOP_SIZE, layout)]
    for (;;) {
      const [kind] = await next(1)
      if (kind === 0) await next(19)
      else if (kind === 2) {
        const count = (await next(3)).readUInt16BE(1)
        const list = await next(count * 4)
        const encodings = Array.from({ length: count }, (_, index) => list.readInt32BE(index * 4))
        const level = (from: number): number => (encodings.find((each) => each >= from && each < from + 10) ?? from) - from
        seen.levels.push({ quality: level(-32), compression: level(-256) })
      } else if (kind === 3) {
        const isIncremental = (await next(9))[0] === 1
        if (first !== null) {
          socket.send(update(...first))
          first = null
        } else if (!isIncremental) socket.send(update(rectangle(0, 0, width, height, RAW, Buffer.alloc(width * height * 4, 40))))
      } else if (kind === 4) await next(7)
      else if (kind === 5) await next(5)
      else if (kind === 6) await next(Math.abs((await next(7)).readInt32BE(3)))
      else if (kind === 255) {
        const event = await next(11)
        const place = event.readUInt32BE(7)
        seen.keys.push(event.readUInt16BE(1) === 1 ? place : -place)
        dots += 1
        if (dots % 40 === 0) socket.send(update(rectangle(dots % width, 0, 1, 1, RAW, Buffer.alloc(4, 255))))
      } else if (kind === 251) {
        const asked = await next(7)
        ;[width, height] = [asked.readUInt16BE(1), asked.readUInt16BE(3)]
        await next(asked.readUInt8(5) * 16)
        seen.sizes.push([width, height])
        const screens = Buffer.concat([Buffer.from([1, 0, 0, 0]), signed(0), words(0, 0, width, height), signed(0)])
        // Its reason is the viewer, its outcome is success.
        socket.send(update(rectangle(1, 0, width, height, EXTENDED_DESKTOP_SIZE, screens)))
      } else return socket.close()
    }
  })()
  return seen
}
