import { beforeAll, describe, expect, it } from 'vitest'
import { asOneLine, cleanPaste, lineCount, needsWarning } from '../../../renderer/terminal/paste'
import { sayEnd } from '../../../renderer/terminal/words'
import { sayDuration } from '../../../renderer/ui'

describe('pasted text', () => {
  it('keeps tabs, line ends and every script, and nothing that a key could not type', () => {
    expect(cleanPaste('a\tb\r\nc\rd é€😀\x1b[201~\x00\x7f\x9b31m')).toBe('a\tb\nc\nd é€😀[201~31m')
  })

  it.each([
    { text: 'oc get vm', bracketed: false, asks: false },
    { text: 'oc get vm\n', bracketed: true, asks: false },
    { text: 'oc get vm\n', bracketed: false, asks: true },
    { text: 'one\ntwo', bracketed: true, asks: true },
  ])('asks about $text (in brackets: $bracketed): $asks', ({ text, bracketed, asks }) => {
    expect(needsWarning(text, bracketed)).toBe(asks)
  })

  it('becomes one line', () => {
    expect(asOneLine('oc wait x \\\n   --for=y\\\n\n --timeout=1m\n')).toBe('oc wait x --for=y --timeout=1m')
    expect(lineCount('a\nb\n')).toBe(2)
  })
})

describe('words', () => {
  it.each([
    [4, '0.0 s'],
    [200, '0.2 s'],
    [9_950, '9.9 s'],
    [42_000, '42 s'],
    [185_000, '3 min 5 s'],
    [4_320_000, '1 h 12 min'],
  ])('says %d ms as %s', (ms, said) => {
    expect(sayDuration(ms)).toBe(said)
  })

  it('says how it ended', () => {
    expect(sayEnd({ kind: 'exited', code: 0, signal: null }, 'Shell')).toBe('Shell ended with exit status 0')
    expect(sayEnd({ kind: 'exited', code: 0, signal: 9 }, 'Shell')).toBe('Shell ended by signal 9')
    expect(sayEnd({ kind: 'exited', code: null, signal: null }, 'Connection')).toBe('Connection ended with the earlier run of Lab Companion')
  })
})

describe('cutInput', () => {
  let cutInput: (data: string, limit?: number) => string[]
  beforeAll(async () => {
    ;({ cutInput } = await import('../../../renderer/terminal/connection'))
  })

  it('never cuts a character in two', () => {
    const text = 'a😀b😀😀c'
    for (let limit = 2; limit < 10; limit += 1) {
      const pieces = cutInput(text, limit)
      expect(pieces.join('')).toBe(text)
      for (const piece of pieces) expect(piece).not.toMatch(/[\ud800-\udbff]$|^[\udc00-\udfff]/)
    }
  })
})
