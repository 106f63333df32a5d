import { describe, expect, test } from 'vitest'
import { createGif } from '../../../../core/console'

const BLACK = 0x000000

/** What GIF89a says, read by its specification: the frames laid over each other, and how long each stands. */
function readGif(file: Uint8Array): { width: number; height: number; frames: { hundredths: number; pixels: number[] }[] } {
  const view = new DataView(file.buffer)
  expect(Buffer.from(file.subarray(0, 6)).toString('latin1')).toBe('GIF89a')
  const [width, height] = [view.getUint16(6, true), view.getUint16(8, true)]
  const pixels = Array.from({ length: width * height }, () => BLACK)
  const frames: { hundredths: number; pixels: number[] }[] = []
  let at = 13
  let hundredths = 0
  const readBlocks = (): number[] => {
    const bytes: number[] = []
    for (let size = view.getUint8(at); size > 0; size = view.getUint8(at)) {
      bytes.push(...file.subarray(at + 1, at + 1 + size))
      at += size + 1
    }
    at += 1
    return bytes
  }
  for (let kind = view.getUint8(at); kind !== 0x3b; kind = view.getUint8(at)) {
    if (kind === 0x21) {
      if (view.getUint8(at + 1) === 0xf9) hundredths = view.getUint16(at + 4, true)
      at += 2
      readBlocks()
      continue
    }
    const [left, top, w, h, flags] = [view.getUint16(at + 1, true), view.getUint16(at + 3, true), view.getUint16(at + 5, true), view.getUint16(at + 7, true), view.getUint8(at + 9)]
    const table = at + 10
    at = table + 3 * 2 ** ((flags & 7) + 1)
    const bits = view.getUint8(at)
    at += 1
    const indexes = unpack(readBlocks(), bits)
    expect(indexes).toHaveLength(w * h)
    indexes.forEach((index, place) => {
      const colour = table + index * 3
      pixels[(top + Math.floor(place / w)) * width + left + (place % w)] = (view.getUint8(colour) << 16) | (view.getUint8(colour + 1) << 8) | view.getUint8(colour + 2)
    })
    frames.push({ hundredths, pixels: [...pixels] })
  }
  expect(at).toBe(file.length - 1)
  return { width, height, frames }
}

/** LZW from the reader's side. */
function unpack(bytes: readonly number[], bits: number): number[] {
  const clear = 1 << bits
  let strings: number[][] = []
  let size = 0
  const reset = (): void => {
    strings = Array.from({ length: clear + 2 }, (_, code) => (code < clear ? [code] : []))
    size = bits + 1
  }
  reset()
  const out: number[] = []
  let before: number[] | null = null
  let bit = 0
  const next = (): number => {
    let code = 0
    for (let index = 0; index < size; index += 1, bit += 1) code |= (((bytes[bit >> 3] ?? 0) >> (bit & 7)) & 1) << index
    return code
  }
  for (let code = next(); code !== clear + 1; code = next()) {
    if (code === clear) {
      reset()
      before = null
      continue
    }
    const string: number[] = strings[code] ?? [...(before ?? []), before?.[0] ?? 0]
    out.push(...string)
    if (before !== null && strings.length < 4096) strings.push([...before, string[0] ?? 0])
    if (strings.length === 1 << size && size < 12) size += 1
    before = string
  }
  return out
}

const picture = (width: number, height: number, colourAt: (x: number, y: number) => number) => {
  const data = new Uint8ClampedArray(width * height * 4)
  for (let place = 0; place < width * height; place += 1) {
    const colour = colourAt(place % width, Math.floor(place / width))
    data.set([colour >> 16, (colour >> 8) & 0xff, colour & 0xff, 255], place * 4)
  }
  return { width, height, data }
}

describe('an animated GIF of a screen', () => {
  test('keeps each picture as it was, for as long as it stood', () => {
    const gif = createGif(40, 30)
    const first = picture(40, 30, (x, y) => (x * y) % 7 ? 0x00aa00 : BLACK)
    const second = picture(40, 30, (x, y) => (x === 12 && y === 20 ? 0xffffff : (x * y) % 7 ? 0x00aa00 : BLACK))
    gif.add(first, 1_000)
    gif.add(first, 1_200)
    gif.add(second, 1_500)
    const { width, height, frames } = readGif(gif.finish(2_500))
    expect([width, height]).toEqual([40, 30])
    expect(frames.map(({ hundredths }) => hundredths)).toEqual([50, 100])
    expect(frames[0]?.pixels[20 * 40 + 12]).toBe(0x00aa00)
    expect(frames[1]?.pixels[20 * 40 + 12]).toBe(0xffffff)
    expect(frames[1]?.pixels.filter((colour, place) => colour !== frames[0]?.pixels[place])).toHaveLength(1)
  })

  test('goes over the limit of its codes without losing its place', () => {
    // Noise of 200 colours fills the table of 4,096 codes many times over.
    let seed = 1
    const noise = picture(200, 150, () => ((seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff) >> 16) % 200)
    const gif = createGif(200, 150)
    gif.add(noise, 0)
    const [frame] = readGif(gif.finish(1_000)).frames
    expect(frame?.pixels).toEqual(Array.from({ length: 200 * 150 }, (_, place) => noise.data[place * 4 + 2]))
  })

  test('shows a picture of more than 256 colours in near ones', () => {
    const gif = createGif(64, 64)
    gif.add(picture(64, 64, (x, y) => (x << 18) | (y << 10) | (x + y)), 0)
    const [frame] = readGif(gif.finish(100)).frames
    const far = frame?.pixels.filter((colour, place) => Math.abs((colour >> 16) - ((place % 64) << 2)) > 26)
    expect(far).toEqual([])
    expect(new Set(frame?.pixels).size).toBeLessThanOrEqual(252)
  })

  test('is small where little changes', () => {
    const gif = createGif(1024, 768)
    for (let tick = 0; tick < 20; tick += 1) gif.add(picture(1024, 768, (x, y) => (y < 16 && x < tick * 8 && x % 3 ? 0xaaaaaa : BLACK)), tick * 200)
    expect(gif.finish(4_000).length).toBeLessThan(20_000)
  })
})
