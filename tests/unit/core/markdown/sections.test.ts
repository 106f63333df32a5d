import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { markdownOf, pagesOf } from '../../../../core/markdown'
import { definitionsUsedIn, linkDefinitions } from '../../../../core/markdown/definitions'
import { codeOf, splitSections } from '../../../../core/markdown/sections'

const texts = (text: string, about: number): string[] => splitSections(text, about).map((section) => section.text)

describe('a long text is cut', () => {
  it('before headings and after gaps, never in code, lists, quotes or tables', () => {
    const text = ['# One', 'words', '', '```', '# no heading', '', 'code', '```', '', '- item', '', '  more of it', '', '| a |', '', 'Prose, and more of it. '.repeat(10), '# Two', 'end'].join('\n')
    expect(texts(text, 200).map((section) => section.slice(0, 5))).toEqual(['# One', 'Prose', '# Two'])
  })

  it('where it stands, if nothing else parts it', () => {
    const sections = texts('word '.repeat(100_000), 1_000)
    expect(Math.max(...sections.map(({ length }) => length))).toBeLessThanOrEqual(3_000)
    expect(texts('a line\n'.repeat(10_000), 1_000).length).toBeGreaterThan(10)
  })

  it('by what its lines cost a reader, who takes as long for a short one as for a long one', () => {
    for (const line of ['- a\n', '=\n', '  - a\n']) expect(Math.max(...texts(line.repeat(4_000), 1_000).map((section) => section.split('\n').length))).toBeLessThan(200)
  })

  it('around a long block of code, which is a part by itself, its lines as they are', () => {
    const log = `    set in\n# ${'a line of a log\n'.repeat(1_000)}`
    const parts = texts(`Before.\n  \`\`\`console user=admin\n${log}  \`\`\`\nAfter.\n`, 1_000)
    expect(parts.map((part) => part.slice(0, 6))).toEqual(['Before', '  ```c', 'After.'])
    expect(codeOf(parts[1] ?? '')).toEqual({ info: 'console user=admin', text: log.replace('    set in', '  set in').trimEnd() })
    expect([codeOf(parts[0] ?? ''), codeOf('```\na\n```\nb\n')]).toEqual([null, null])
  })

  it('and a long table goes on under its own head, however wide', () => {
    const rows = (cells: number, count: number): string => `${'| row '.repeat(cells)}|\n`.repeat(count)
    const text = `Before.\n\n| name | node |\n|---|---|\n${rows(2, 1_000)}\nAfter | it.\n`
    const pages = pagesOf(text)
    expect(pages.length).toBeGreaterThan(2)
    expect(pages.map(({ head }) => head)).toEqual(['', ...pages.slice(1).map(() => '| name | node |\n|---|---|\n')])
    expect(markdownOf(pages[1] ?? { text: '', head: '', definitions: '' }).markdown).toMatch(/^\| name \| node \|\n\|---\|---\|\n\| row \| row \|\n/)
    // Cells that a row does not have are drawn, too.
    const wide = `${'|a'.repeat(300)}|\n${'|-'.repeat(300)}|\n${'|\n'.repeat(1_000)}`
    expect(Math.max(...pagesOf(wide).map((page) => page.text.split('\n').length))).toBeLessThan(10)
    for (const next of ['# Title | a', '> said | a', '- item | a', 'no row', '']) expect(splitSections(`| a |\n|---|\n${'| b |\n'.repeat(4)}${next}\n${'words | a\n'.repeat(40)}`, 40).at(-1)?.head).toBe('')
  })

  it('property: and joined it is the same again', () => {
    const line = fc.constantFrom('# Title', 'words', '', '```', '~~~', '- item', '  more', '> said', '| a | b |', '1. one', '[x]: https://a.example', '\t', 'long '.repeat(40))
    fc.assert(fc.property(fc.array(line, { maxLength: 60 }), fc.integer({ min: 1, max: 80 }), (lines, about) => texts(lines.join('\n'), about).join('') === lines.join('\n')))
  })

  it('and every part knows where links lead that are defined elsewhere', () => {
    expect(linkDefinitions('see [docs]\n\n[docs]: https://a.example\n\nnot [this]: one')).toBe('[docs]: https://a.example')
    expect(linkDefinitions('[a]: https://first.example\n[A]: https://second.example\n[b]: https://b.example')).toBe('[a]: https://first.example\n[b]: https://b.example')
    expect(definitionsUsedIn('see [A]', '[a]: https://first.example\n[b]: https://b.example')).toEqual(['[a]: https://first.example'])
    // Read again with each part, the addresses cost no more than the part.
    expect(definitionsUsedIn('[a1][a2][a3]', [1, 2, 3].map((name) => `[a${name}]: ${'x'.repeat(1_900)}`).join('\n'))).toHaveLength(2)
  })
})
