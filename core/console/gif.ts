import type { Pixels } from './text-screen'

/** Makes an animated GIF (GIF89a) of pictures as they come; of each only what has changed is kept. Pictures larger than the first are cut. */
export interface GifMaker {
  /** A picture and when it was seen, in milliseconds of any clock. One that shows nothing new only lengthens the one before. */
  add(pixels: Pixels, at: number): void
  /** How many bytes there are so far. */
  size(): number
  /** The whole file; the last picture stands until `at`. */
  finish(at: number): Uint8Array<ArrayBuffer>
}

interface Box {
  left: number
  top: number
  width: number
  height: number
}

export function createGif(width: number, height: number): GifMaker {
  const parts: Uint8Array[] = [header(width, height)]
  let length = 0
  /** What was seen last, one number for a pixel. */
  const shown = new Uint32Array(width * height)
  let pending: { box: Box; body: Uint8Array; at: number } | null = null

  const push = (part: Uint8Array): void => {
    parts.push(part)
    length += part.length
  }
  const flush = (at: number): void => {
    if (pending === null) return
    push(control(at - pending.at))
    push(pending.body)
    pending = null
  }

  return {
    add(pixels, at) {
      const box = noteChanges(pixels, shown, width, height, length === 0 && pending === null)
      if (box === null) return
      flush(at)
      pending = { box, body: image(shown, width, box), at }
    },
    size: () => length + (pending?.body.length ?? 0),
    finish(at) {
      flush(at)
      push(new Uint8Array([TRAILER]))
      const file = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
      let place = 0
      for (const part of parts) {
        file.set(part, place)
        place += part.length
      }
      return file
    },
  }
}

const TRAILER = 0x3b

function header(width: number, height: number): Uint8Array {
  // Netscape's block: repeat for ever. There is no global table of colours: each picture has its own.
  return new Uint8Array([...ascii('GIF89a'), ...short(width), ...short(height), 0, 0, 0, 0x21, 0xff, 11, ...ascii('NETSCAPE2.0'), 3, 1, 0, 0, 0])
}

/** Graphic control: how long the next picture stands (hundredths of a second), and that it lies over the one before. */
function control(ms: number): Uint8Array {
  // Browsers take less than 0.02 s for an error and show 0.1 s.
  const hundredths = Math.max(2, Math.min(0xffff, Math.round(ms / 10)))
  return new Uint8Array([0x21, 0xf9, 4, 1 << 2, ...short(hundredths), 0, 0])
}

/** Takes the picture over into `shown` and answers the smallest box around what differs; null where nothing does. */
function noteChanges(pixels: Pixels, shown: Uint32Array, width: number, height: number, isFirst: boolean): Box | null {
  let [left, top, right, bottom] = [width, height, -1, -1]
  const [columns, rows] = [Math.min(width, pixels.width), Math.min(height, pixels.height)]
  for (let y = 0; y < rows; y += 1) {
    for (let x = 0; x < columns; x += 1) {
      const from = (y * pixels.width + x) * 4
      const colour = ((pixels.data[from] ?? 0) << 16) | ((pixels.data[from + 1] ?? 0) << 8) | (pixels.data[from + 2] ?? 0)
      const place = y * width + x
      if (shown[place] === colour) continue
      shown[place] = colour
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = y
    }
  }
  if (isFirst) return { left: 0, top: 0, width, height }
  return right === -1 ? null : { left, top, width: right - left + 1, height: bottom - top + 1 }
}

const MOST_COLOURS = 256

function image(shown: Uint32Array, stride: number, box: Box): Uint8Array {
  const { colours, indexes } = index(shown, stride, box)
  // Two to the power of this many colours, at least four: LZW begins with one bit more.
  const bits = Math.max(2, Math.ceil(Math.log2(colours.length)))
  const table = new Uint8Array(3 * 2 ** bits)
  colours.forEach((colour, place) => table.set([colour >> 16, (colour >> 8) & 0xff, colour & 0xff], place * 3))
  const data = blocks(compress(indexes, bits))
  const head = [0x2c, ...short(box.left), ...short(box.top), ...short(box.width), ...short(box.height), 0x80 | (bits - 1)]
  const all = new Uint8Array(head.length + table.length + 1 + data.length)
  all.set(head)
  all.set(table, head.length)
  all[head.length + table.length] = bits
  all.set(data, head.length + table.length + 1)
  return all
}

/** A text console has a dozen colours, which are kept as they are; a picture with more than 256 gets the nearest of an even cube. */
function index(shown: Uint32Array, stride: number, { left, top, width, height }: Box): { colours: number[]; indexes: Uint8Array } {
  const indexes = new Uint8Array(width * height)
  const places = new Map<number, number>()
  const fill = (nameOf: (colour: number) => number): boolean => {
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const colour = nameOf(shown[(top + y) * stride + left + x] ?? 0)
        let place = places.get(colour)
        if (place === undefined) {
          if (places.size === MOST_COLOURS) return false
          place = places.size
          places.set(colour, place)
        }
        indexes[y * width + x] = place
      }
    }
    return true
  }
  if (!fill((colour) => colour)) {
    places.clear()
    fill(inCube)
  }
  return { colours: [...places.keys()], indexes }
}

/** Six steps of red, seven of green, six of blue: 252 colours, most where the eye sees most. */
function inCube(colour: number): number {
  const step = (value: number, steps: number): number => Math.round((Math.round((value / 255) * (steps - 1)) * 255) / (steps - 1))
  return (step(colour >> 16, 6) << 16) | (step((colour >> 8) & 0xff, 7) << 8) | step(colour & 0xff, 6)
}

const MOST_CODES = 4096

/** LZW as GIF has it: codes grow from `bits` + 1 to 12 bits, least significant bit first. */
function compress(indexes: Uint8Array, bits: number): Uint8Array {
  const clear = 1 << bits
  let out = new Uint8Array(1024)
  let used = 0
  let buffer = 0
  let held = 0
  let codeBits = bits + 1
  const emit = (code: number): void => {
    buffer |= code << held
    held += codeBits
    for (; held >= 8; held -= 8) {
      if (used === out.length) out = grown(out)
      out[used] = buffer & 0xff
      used += 1
      buffer >>>= 8
    }
  }
  // What follows a string of pixels by which next pixel: the code of the longer string, 0 for none yet (0 is always a colour's own code).
  const longer = new Uint16Array(MOST_CODES << bits)
  let next = clear + 2
  emit(clear)
  let string = indexes[0] ?? 0
  for (let at = 1; at < indexes.length; at += 1) {
    const pixel = indexes[at] ?? 0
    const key = (string << bits) | pixel
    const known = longer[key] ?? 0
    if (known !== 0) {
      string = known
      continue
    }
    emit(string)
    string = pixel
    if (next === MOST_CODES) {
      emit(clear)
      longer.fill(0)
      next = clear + 2
      codeBits = bits + 1
      continue
    }
    longer[key] = next
    // The reader is one code behind: its codes grow when this one does not fit any more.
    if (next === 1 << codeBits) codeBits += 1
    next += 1
  }
  emit(string)
  emit(clear + 1)
  if (held > 0) {
    if (used === out.length) out = grown(out)
    out[used] = buffer & 0xff
    used += 1
  }
  return out.subarray(0, used)
}

function grown(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(bytes.length * 2)
  larger.set(bytes)
  return larger
}

const BLOCK = 255

/** Data in pieces of up to 255 bytes, each behind its length, and an empty one at the end. */
function blocks(bytes: Uint8Array): Uint8Array {
  const count = Math.ceil(bytes.length / BLOCK)
  const out = new Uint8Array(bytes.length + count + 1)
  for (let piece = 0; piece < count; piece += 1) {
    const part = bytes.subarray(piece * BLOCK, (piece + 1) * BLOCK)
    out[piece * (BLOCK + 1)] = part.length
    out.set(part, piece * (BLOCK + 1) + 1)
  }
  return out
}

function short(value: number): number[] {
  return [value & 0xff, value >> 8]
}

function ascii(text: string): number[] {
  return [...text].map((character) => character.charCodeAt(0))
}
