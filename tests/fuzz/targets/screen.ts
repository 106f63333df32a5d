import type { AppError } from '../../../core/contract'
import { openScreenPort } from '../../../renderer/console/screen-port'
import { serve } from '../screen-stream'
import { type Target, target } from '../target'

const text = (words: string): number[] => [...words].map((letter) => letter.charCodeAt(0))
const u16 = (value: number): number[] => [(value >> 8) & 255, value & 255]
const u32 = (value: number): number[] => [...u16((value >>> 16) & 0xffff), ...u16(value & 0xffff)]
const FORMAT = [32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0]
const NAME = 'QEMU (vm)'

/** Version, no password, accepted, a screen of 64 × 48. */
const GREETING: readonly (readonly number[])[] = [text('RFB 003.008\n'), [1, 1], u32(0), [...u16(64), ...u16(48), ...FORMAT, ...u32(NAME.length), ...text(NAME)]]

/** Raw, CopyRect, RRE, hextile, zlib, tight, ZRLE, tight PNG, JPEG, H.264, and what only changes the screen: size, cursor, name, keys, continuous updates. */
const ENCODINGS = [0, 1, 2, 5, 6, 7, 16, -260, 21, 50, -223, -239, -307, -308, -314, -258, -261, -313, -312, 0x574d5664, 12345] as const

const rectangle = (x: number, y: number, width: number, height: number, encoding: number, body: readonly number[]): number[] => [...u16(x), ...u16(y), ...u16(width), ...u16(height), ...u32(encoding >>> 0), ...body]

/** A greeting, and a VMware cursor of 16 megapixels, of which nothing comes. */
export const HUGE_CURSOR: readonly (readonly number[])[] = [...GREETING, [0, 0, ...u16(1), ...rectangle(0, 0, 65_535, 256, 0x574d5664, [0, 0])]]

export const screenTargets: readonly Target[] = [
  target('a screen’s server: greetings, pictures and messages of every kind', {
    runs: 3_000,
    inputs(fc) {
      const bytes = fc.array(fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 255, 128)), { maxLength: 80 })
      const size = fc.constantFrom(0, 1, 16, 64, 65_535)
      const picture = fc.array(fc.tuple(size, size, size, size, fc.constantFrom(...ENCODINGS), bytes), { maxLength: 4 }).map((all) => [0, 0, ...u16(all.length), ...all.flatMap(([x, y, width, height, encoding, body]) => rectangle(x, y, width, height, encoding, body))])
      const message = fc.oneof(
        picture,
        bytes,
        fc.tuple(fc.nat(1000), bytes).map(([length, body]) => [3, 0, 0, 0, ...u32(length), ...body]), // the server's clipboard
        fc.constantFrom([2], [150], [3, 0, 0, 0, ...u32(0xffffffff)], [3, 0, 0, 0, ...u32(0x80000001)], [1, 0, 0, 0, 255, 255], [248, 0, 0, 0, 0, 0, 0, 0, 64], [250, 0, 1, 1]),
      )
      const start = fc.oneof({ weight: 5, arbitrary: fc.constant(GREETING.flat()) }, { weight: 1, arbitrary: fc.tuple(fc.nat(GREETING.length), bytes).map(([whole, rest]) => [...GREETING.slice(0, whole).flat(), ...rest]) })
      return fc.tuple(start, fc.array(message, { maxLength: 8 }), fc.integer({ min: 1, max: 200 }))
    },
    holds([greeting, messages, piece]) {
      const place = document.createElement('div')
      const ends: AppError[] = []
      const port = openScreenPort({ namespace: 'lab', name: 'vm' }, false, place, { connected() {}, ended: (error) => void ends.push(error), leaving() {}, resized() {}, measured() {}, bell() {} })
      const all = Uint8Array.from([...greeting, ...messages.flat()])
      serve(Array.from({ length: Math.ceil(all.length / piece) }, (_, index) => all.slice(index * piece, (index + 1) * piece)))
      port.close()
      if (ends.length > 1) throw new Error('it ended more than once')
      for (const { kind } of ends) if (kind !== 'console.ended') throw new Error(`it ended as ${kind}`)
    },
  }),
]
