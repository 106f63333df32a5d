import { describe, expect, it } from 'vitest'
import { createMarkReader, readSealedMark, sealMark, type SealedMark } from '../../../../core/terminal'

const nonce = 'f00dcafe'
const finished = `\x1b]633;D;${nonce};1\x07`

describe('createMarkReader', () => {
  const output = `before${finished}between\x1b]633;E;${nonce};12;1;echo \\\\ \\x0a;b\x07\x1b]633;C;${nonce}\x07after`
  const pieces = [
    { text: 'before' },
    { mark: { type: 'finished', exit: 1 } },
    { text: 'between' },
    { mark: { type: 'commandLine', number: 12, certain: true, text: 'echo \\ \n;b' } },
    { mark: { type: 'executed' } },
    { text: 'after' },
  ]

  it('cuts marks out of text', () => {
    expect(createMarkReader(nonce).read(output)).toEqual(pieces)
  })

  it('finds the same marks wherever the output is cut', () => {
    for (let cut = 0; cut <= output.length; cut += 1) {
      const reader = createMarkReader(nonce)
      const read = [...reader.read(output.slice(0, cut)), ...reader.read(output.slice(cut))]
      const joined = read.reduce<typeof read>((all, piece) => {
        const last = all.at(-1)
        if (last && 'text' in last && 'text' in piece) last.text += piece.text
        else all.push({ ...piece })
        return all
      }, [])
      expect(joined, `cut at ${cut}`).toEqual(pieces)
      expect(reader.rest()).toBe('')
    }
  })

  it('finds them one character at a time', () => {
    const reader = createMarkReader(nonce)
    const read = [...output].flatMap((character) => reader.read(character))
    expect(read.filter((piece) => 'mark' in piece)).toHaveLength(3)
    expect(read.map((piece) => ('text' in piece ? piece.text : '')).join('')).toBe('beforebetweenafter')
  })

  it('leaves marks without the nonce in the text', () => {
    const foreign = 'x\x1b]633;D;0\x07y\x1b]633;D;other;0\x07z\x1b]633;A\x07'
    expect(createMarkReader(nonce).read(foreign)).toEqual([{ text: foreign }])
  })

  it('does not hold back what cannot become a mark', () => {
    const reader = createMarkReader(nonce)
    expect(reader.read('text\x1b]633;A;wrong, and on it goes')).toEqual([{ text: 'text\x1b]633;A;wrong, and on it goes' }])
    expect(reader.read(`\x1b]633;E;${nonce};;1;${'x'.repeat(30_000)}`)).toEqual([{ text: expect.stringMatching(/x{30000}$/) }])
  })

  it('gives back at the end what it held', () => {
    const reader = createMarkReader(nonce)
    expect(reader.read('a\x1b]63')).toEqual([{ text: 'a' }])
    expect(reader.rest()).toBe('\x1b]63')
  })
})

describe('sealed marks', () => {
  const marks: SealedMark[] = [
    { type: 'prompt' },
    { type: 'executed' },
    { type: 'finished', exit: 130, at: 1_790_000_000_500, durationMs: 500 },
  ]
  it.each(marks)('come back as they were: $type', (mark) => {
    const sealed = sealMark(mark, 'beef')
    expect(readSealedMark(sealed.slice('\x1b]633;'.length, -1), 'beef')).toEqual(mark)
    expect(readSealedMark(sealed.slice('\x1b]633;'.length, -1), 'other')).toBeNull()
  })
})
