import type fc from 'fast-check'
import { uglyText } from './junk'

/** A file that a person wrote is some pages; most readers take more, and are told their own limit where they have one. */
const PAGE_CHARACTERS = 16_000

interface TextOptions {
  /** What this kind of text is made of: its marks, its key words, what opens and closes. */
  tokens: readonly string[]
  /** Whole and good ones, to be spoiled. */
  samples?: readonly string[]
  /** At most so many characters. */
  length?: number
}

/**
 * Texts for a reader: of its own tokens in any order; of a few of them over and over, which is where a pattern that goes back and tries again takes
 * for ever, and a parser that goes down ends; and good ones, cut, doubled, mixed up.
 */
export function texts(fastCheck: typeof fc, { tokens, samples = [], length = PAGE_CHARACTERS }: TextOptions): fc.Arbitrary<string> {
  const token = fastCheck.oneof({ weight: 5, arbitrary: fastCheck.constantFrom(...tokens) }, { weight: 1, arbitrary: uglyText(fastCheck) })
  const some = fastCheck.array(token, { maxLength: 200 }).map((parts) => parts.join(''))
  const few = fastCheck.array(token, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''))
  const again = fastCheck.tuple(few, few, few).map(([before, over, after]) => before + over.repeat(Math.floor(length / Math.max(1, over.length))) + after)
  const kinds = [some, again, ...(samples.length > 0 ? [spoiledText(fastCheck, fastCheck.constantFrom(...samples), few)] : [])]
  return fastCheck.oneof(...kinds).map((text) => text.slice(0, length))
}

function spoiledText(fastCheck: typeof fc, samples: fc.Arbitrary<string>, pieces: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const place = fastCheck.double({ min: 0, max: 1, noNaN: true })
  const change = fastCheck.tuple(fastCheck.constantFrom('cut', 'put', 'double'), place, place, pieces)
  return fastCheck.tuple(samples, fastCheck.array(change, { minLength: 1, maxLength: 5 })).map(([sample, changes]) =>
    changes.reduce((text, [how, a, b, piece]) => {
      const [from, to] = [Math.floor(Math.min(a, b) * text.length), Math.floor(Math.max(a, b) * text.length)]
      if (how === 'cut') return text.slice(0, from) + text.slice(to)
      if (how === 'put') return text.slice(0, from) + piece + text.slice(from)
      return text.slice(0, to) + text.slice(from)
    }, sample),
  )
}

/** The same text in pieces, as it comes out of a socket. */
export function inPieces(text: string, sizes: readonly number[]): string[] {
  const pieces: string[] = []
  let at = 0
  for (let index = 0; at < text.length; index += 1) {
    const size = Math.max(1, sizes[index % Math.max(1, sizes.length)] ?? text.length)
    pieces.push(text.slice(at, at + size))
    at += size
  }
  return pieces
}
