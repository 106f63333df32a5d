import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { definitionsUsedIn, linkDefinitions, readLineEnds, readOutline, splitSections } from '../../../../core/notes'
import { codeOf } from '../../../../core/notes/sections'

describe('a long text is cut', () => {
  it('before headings and after gaps, never in code, lists, quotes or tables', () => {
    const text = ['# One', 'words', '', '```', '# no heading', '', 'code', '```', '', '- item', '', '  more of it', '', '| a |', '', 'Prose, and more of it. '.repeat(10), '# Two', 'end'].join('\n')
    expect(splitSections(text, 200).map((section) => section.slice(0, 5))).toEqual(['# One', 'Prose', '# Two'])
  })

  it('where it stands, if nothing else parts it', () => {
    const sections = splitSections('word '.repeat(100_000), 1_000)
    expect(Math.max(...sections.map(({ length }) => length))).toBeLessThanOrEqual(3_000)
    expect(splitSections('a line\n'.repeat(10_000), 1_000).length).toBeGreaterThan(10)
  })

  it('by what its lines cost a reader, who takes as long for a short one as for a long one', () => {
    for (const line of ['- a\n', '=\n', '  - a\n']) expect(Math.max(...splitSections(line.repeat(4_000), 1_000).map((section) => section.split('\n').length))).toBeLessThan(200)
  })

  it('around a long block of code, which is a part by itself, its lines as they are', () => {
    const log = `    set in\n# ${'a line of a log\n'.repeat(1_000)}`
    const parts = splitSections(`Before.\n  \`\`\`console user=admin\n${log}  \`\`\`\nAfter.\n`, 1_000)
    expect(parts.map((part) => part.slice(0, 6))).toEqual(['Before', '  ```c', 'After.'])
    expect(codeOf(parts[1] ?? '')).toEqual({ info: 'console user=admin', text: log.replace('    set in', '  set in').trimEnd() })
    expect([codeOf(parts[0] ?? ''), codeOf('```\na\n```\nb\n')]).toEqual([null, null])
  })

  it('property: and joined it is the same again', () => {
    const line = fc.constantFrom('# Title', 'words', '', '```', '~~~', '- item', '  more', '> said', '| a | b |', '1. one', '[x]: https://a.example', '\t', 'long '.repeat(40))
    fc.assert(fc.property(fc.array(line, { maxLength: 60 }), fc.integer({ min: 1, max: 80 }), (lines, about) => splitSections(lines.join('\n'), about).join('') === lines.join('\n')))
  })

  it('and every part knows where links lead that are defined elsewhere', () => {
    expect(linkDefinitions('see [docs]\n\n[docs]: https://a.example\n\nnot [this]: one')).toBe('[docs]: https://a.example')
    expect(linkDefinitions('[a]: https://first.example\n[A]: https://second.example\n[b]: https://b.example')).toBe('[a]: https://first.example\n[b]: https://b.example')
    expect(definitionsUsedIn('see [A]', '[a]: https://first.example\n[b]: https://b.example')).toEqual(['[a]: https://first.example'])
    // Read again with each part, the addresses cost no more than the part.
    expect(definitionsUsedIn('[a1][a2][a3]', [1, 2, 3].map((name) => `[a${name}]: ${'x'.repeat(1_900)}`).join('\n'))).toHaveLength(2)
  })
})

describe('the ends of lines', () => {
  it('are no part of a title, a fence or a text', () => {
    expect(readOutline('a.md', '# Title\r\n\r\nwords [[b]]\r\n```\r\n# code\r\n```\r\n## End ##\r\n')).toMatchObject({ title: 'Title', excerpt: 'words b # code', links: [{ target: 'b', line: 2 }], headings: [{ text: 'Title' }, { text: 'End', line: 6 }] })
  })

  it.each([
    ['', '\n', false],
    ['a\nb', '\n', false],
    ['a\r\nb\r\n', '\r\n', false],
    ['a\rb', '\r', false],
    ['a\r\nb\r\nc\n', '\r\n', true],
    ['a\nb\nc\r\n', '\n', true],
  ] as const)('of %j', (text, end, mixed) => expect(readLineEnds(text)).toEqual({ end, mixed }))
})
