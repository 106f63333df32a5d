import { describe, expect, it } from 'vitest'
import { readLineEnds, readOutline } from '../../../../core/notes'

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
