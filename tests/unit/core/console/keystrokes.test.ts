import * as keymaps from '@kubevirt-ui-ext/vnc-keymaps'
import { describe, expect, test } from 'vitest'
import { createKeyLookup, encodeStroke, layoutNamed, planTyping, type Stroke } from '../../../../core/console'
import { keyboards, readKeys, signsOf } from './keyboards'

const planOn = (layout: string, text: string) => planTyping(text, createKeyLookup(layoutNamed(layout), keymaps), layoutNamed(layout).deadKeys)

const SHIFTS = [0x2a, 0x36]
const ALT_GR = 0xe038
const say = ({ key, modifiers }: Stroke): string => [...modifiers.map(({ scanCode }) => (SHIFTS.includes(scanCode) ? 'Shift' : scanCode === ALT_GR ? 'AltGr' : `${scanCode}`)), key.scanCode].join('+')

/** As they go over the wire: positive down, negative up. */
const eventsOf = (stroke: Stroke): number[] => {
  const bytes = Buffer.from(encodeStroke(stroke))
  return Array.from({ length: bytes.length / 12 }, (_, index) => bytes.readUInt32BE(index * 12 + 8) * (bytes.readUInt16BE(index * 12 + 2) === 1 ? 1 : -1))
}

/** Places of the keys on a PC keyboard, as kbd's own maps (us, de, fr) have them. */
describe('the keys of a text', () => {
  test.each([
    ['us', 'a', ['30']],
    ['us', 'Z', ['Shift+44']],
    ['us', '|', ['Shift+43']],
    ['us', '\n', ['28']],
    ['us', '\t', ['15']],
    ['de', 'z', ['21']],
    ['de', 'ß', ['12']],
    ['de', '@', ['AltGr+16']],
    ['de', '€', ['AltGr+18']],
    ['de', '{', ['AltGr+8']],
    ['de', '^', ['41', '57']],
    ['de', 'é', ['13', '18']],
    ['de-nodeadkeys', '´', ['13']],
    ['fr', 'a', ['16']],
    ['fr', '1', ['Shift+2']],
    ['fr', 'é', ['3']],
    ['fr', 'ê', ['26', '18']],
    ['fr', 'ë', ['Shift+26', '18']],
    ['fr', '.', ['Shift+51']],
  ])('%s %j', (layout, text, keys) => {
    expect(planOn(layout, text).characters.flatMap(({ strokes }) => strokes.map(say))).toEqual(keys)
  })

  test.each(['us', 'de', 'fr'] as const)('are on the keyboard %s where kbd has them, for each of its signs', (layout) => {
    const text = `${signsOf(layout).join('')}\t \n`
    const plan = planOn(layout, text)
    const events = plan.characters.flatMap(({ strokes }) => strokes.flatMap(eventsOf))
    expect(plan.untypeable).toEqual([])
    expect(readKeys(events, keyboards[layout])).toBe(text)
  })

  test('what the layout cannot type is named once, in order, and left out', () => {
    const plan = planOn('us', 'naïve 漢字 ï')
    expect(plan.untypeable).toEqual(['ï', '漢', '字'])
    expect(plan.characters.map(({ text }) => text).join('')).toBe('nave  ')
  })

  test('line ends of all kinds are one Enter', () => {
    expect(planOn('us', 'a\r\nb\rc\n').characters.map(({ text }) => text)).toEqual(['a', '\n', 'b', '\n', 'c', '\n'])
  })

  test('a stroke is QEMU’s key events, modifiers around the key', () => {
    const [first] = planOn('us', 'A').characters
    const bytes = Buffer.from(encodeStroke(first?.strokes[0] ?? { key: { scanCode: 0, keysym: 0 }, modifiers: [] }))
    const events = Array.from({ length: bytes.length / 12 }, (_, index) => bytes.subarray(index * 12, index * 12 + 12))
    expect(events.map((event) => [event[0], event[1], event.readUInt16BE(2), event.readUInt32BE(8)])).toEqual([
      [255, 0, 1, 54],
      [255, 0, 1, 30],
      [255, 0, 0, 30],
      [255, 0, 0, 54],
    ])
  })
})
