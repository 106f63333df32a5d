import { describe, expect, it } from 'vitest'
import { createLineSplitter, LineTooLong } from '../../../../main/cluster/line-splitter'
import { computedMs } from '../../own-time'

function split(chunks: Buffer[], limit?: number): string[] {
  const lines: string[] = []
  const feed = createLineSplitter((line) => lines.push(line), limit)
  for (const chunk of chunks) feed(chunk)
  return lines
}

describe('createLineSplitter', () => {
  it('gives the same lines however the bytes are cut', () => {
    const bytes = Buffer.from('erste Zeile: Grüße\n\nzweite: 日本語 🙂\n{"a":1}\nnever finished')
    const wanted = ['erste Zeile: Grüße', 'zweite: 日本語 🙂', '{"a":1}']
    for (let size = 1; size <= bytes.length; size += 1) {
      const chunks: Buffer[] = []
      for (let start = 0; start < bytes.length; start += size) chunks.push(bytes.subarray(start, start + size))
      expect(split(chunks)).toEqual(wanted)
    }
  })

  it('refuses a line that is too long, finished or not', () => {
    expect(() => split([Buffer.from('abcdef\n')], 5)).toThrow(LineTooLong)
    expect(() => split([Buffer.from('abc'), Buffer.from('def')], 5)).toThrow(LineTooLong)
    expect(split([Buffer.from('abcde\nabcde\n')], 5)).toEqual(['abcde', 'abcde'])
  })

  it('joins a long line of many small chunks in time that grows with its length only', () => {
    const chunks = Array.from({ length: 20_000 }, () => Buffer.alloc(500, 'x'))
    const start = computedMs()
    const [line] = split([...chunks, Buffer.from('\n')])
    expect(line).toHaveLength(10_000_000)
    expect(computedMs() - start).toBeLessThan(2_000)
  })
})
