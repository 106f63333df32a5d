import { randomFillSync } from 'node:crypto'

/** As KubeVirt reads a screen from QEMU, and passes it on. */
const messageBytes = 32 * 1024

const width = 1024
const height = 768

/**
 * A screen (RFB 3.8) that shows something only when it is told to.
 *
 * @typedef {object} PixelScreen
 * @property {() => Promise<void>} shown resolves when the viewer has its first picture
 * @property {(ms: number) => Promise<number>} flood whole pictures as fast as the viewer takes them; resolves to megabytes a second
 * @property {(times: number) => Promise<number[]>} ping single pixels; resolves to the milliseconds from each to the viewer's next request
 * @property {(perSecond: number) => () => void} play whole pictures at this rate until the answer is called
 */

/**
 * @param {import('ws').WebSocket} socket
 * @returns {PixelScreen}
 */
export function serveScreen(socket) {
  let wanted = false
  /** @type {(() => void) | undefined} */
  let asked
  const want = () => {
    wanted = true
    asked?.()
  }
  const nextRequest = () => (wanted ? Promise.resolve() : new Promise((/** @type {(value: void) => void} */ resolve) => (asked = resolve)))
  const answer = (/** @type {Buffer} */ bytes) => {
    wanted = false
    asked = undefined
    for (let at = 0; at < bytes.length; at += messageBytes) socket.send(bytes.subarray(at, at + messageBytes))
  }
  readMessages(socket, want)
  const pictures = [picture(), picture()]
  const pixel = rectangle(1, 1, Buffer.alloc(4, 200))
  const first = nextRequest().then(async () => {
    answer(/** @type {Buffer} */ (pictures[0]))
    await nextRequest()
  })
  return {
    shown: () => first,
    async flood(ms) {
      await nextRequest()
      const began = performance.now()
      let count = 0
      while (performance.now() - began < ms) {
        answer(/** @type {Buffer} */ (pictures[count % 2]))
        await nextRequest()
        count += 1
      }
      return (count * width * height * 4) / 1e6 / ((performance.now() - began) / 1000)
    },
    async ping(times) {
      await nextRequest()
      const took = []
      for (let round = 0; round < times; round += 1) {
        const began = performance.now()
        answer(pixel)
        await nextRequest()
        took.push(performance.now() - began)
      }
      return took
    },
    play(perSecond) {
      let count = 0
      const timer = setInterval(() => {
        if (wanted) answer(/** @type {Buffer} */ (pictures[count++ % 2]))
      }, 1000 / perSecond)
      return () => clearInterval(timer)
    }
  }
}

/** Of a viewer's messages, by their first byte: how long each is. Of the list of encodings, two, it is the fixed part. */
const lengths = new Map([
  [0, 20],
  [2, 4],
  [3, 10],
  [4, 8],
  [5, 6],
  [255, 12]
])

/**
 * @param {import('ws').WebSocket} socket
 * @param {() => void} onRequest
 */
function readMessages(socket, onRequest) {
  let held = Buffer.alloc(0)
  // What is answered to the viewer's version, its choice of security, and its greeting.
  const greetings = [
    { length: 12, answer: Buffer.from([1, 1]) },
    { length: 1, answer: Buffer.alloc(4) },
    { length: 1, answer: greeting() }
  ]
  socket.send(Buffer.from('RFB 003.008\n'))
  socket.on('message', (/** @type {Buffer} */ data) => {
    held = Buffer.concat([held, data])
    for (;;) {
      const step = greetings[0]
      if (step) {
        if (held.length < step.length) return
        held = held.subarray(step.length)
        greetings.shift()
        socket.send(step.answer)
        continue
      }
      const kind = held[0] ?? -1
      const fixed = lengths.get(kind) ?? 0
      if (fixed === 0 || held.length < fixed) return
      const length = kind === 2 ? fixed + held.readUInt16BE(2) * 4 : fixed
      if (held.length < length) return
      held = held.subarray(length)
      if (kind === 3) onRequest()
    }
  })
}

/** Size, 32 bits a pixel, and a name. */
function greeting() {
  const bytes = Buffer.alloc(24 + 5)
  bytes.writeUInt16BE(width, 0)
  bytes.writeUInt16BE(height, 2)
  Buffer.from([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0]).copy(bytes, 4)
  bytes.writeUInt32BE(5, 20)
  bytes.write('bench', 24)
  return bytes
}

/** Something that no step on the way could make smaller. */
function picture() {
  return rectangle(width, height, randomFillSync(Buffer.alloc(width * height * 4)))
}

/**
 * @param {number} w
 * @param {number} h
 * @param {Buffer} pixels
 */
function rectangle(w, h, pixels) {
  const head = Buffer.alloc(16)
  head.writeUInt16BE(1, 2)
  head.writeUInt16BE(w, 8)
  head.writeUInt16BE(h, 10)
  return Buffer.concat([head, pixels])
}
