import { describe, expect, it } from 'vitest'
import { readJoplinItem } from '../../../../core/notes'

const id = '0123456789abcdef0123456789abcdef'

describe('a file of a Joplin export', () => {
  it('is read with its fields, wherever the id stands among them', () => {
    const fields = `created_time: 2026-01-01T00:00:00.000Z\nsource_url: https://a.b:1/c\nid: ${id}\nis_todo:\ntype_: 1`
    expect(readJoplinItem(`Title\r\n\r\nA text.\r\n\r\nid: not yet\r\n\r\n${fields}\n\n`)).toEqual({
      id,
      type: 1,
      title: 'Title',
      body: 'A text.\n\nid: not yet',
      fields: new Map([['created_time', '2026-01-01T00:00:00.000Z'], ['source_url', 'https://a.b:1/c'], ['id', id], ['is_todo', ''], ['type_', '1']]), // prettier-ignore
    })
    expect(readJoplinItem(`id: ${id}\ntype_: 2`)).toMatchObject({ id, type: 2, title: '', body: '' })
  })

  it.each([
    ['its id', 'Title\n\nparent_id: a\ntype_: 1'],
    ['its type at the end', `Title\n\nid: ${id}\nparent_id: a`],
    ['a blank line before its fields', `Title\nA text.\nid: ${id}\ntype_: 1`],
  ])('is none without %s', (_what, text) => {
    expect(readJoplinItem(text)).toBeNull()
  })

  it('is none, and that is said at once, where thousands of lines look like its fields', () => {
    expect(readJoplinItem('tags: [---\n'.repeat(10_000))).toBeNull()
    expect(readJoplinItem(`\n\n${`id: ${id}\n`.repeat(10_000)}`)).toBeNull()
  })
})
