import { describe, expect, it } from 'vitest'
import { isTangled, piecesOf } from '../../../../core/markdown'
import { writeNoteHtml } from '../../../../main/notes/export/html'
import { reviewText } from '../../../../main/course/texts'

const nowhere = { image: () => null, note: () => null }
const names = { glossary: new Set<string>(), steps: new Set<string>(), pictureExists: () => true }
const prose = (paragraphs: number): string => Array.from({ length: paragraphs }, (_, index) => `Paragraph ${index} with some words that fill a line.\n`).join('\n')

describe('a text that is too much for a reader of Markdown', () => {
  it.each([
    ['lists within a footnote', `[^1]: ${'1. '.repeat(200)}`],
    ['a paragraph of escapes behind an open bracket', `[${'#tag\\'.repeat(1_500)}`],
    ['lists within each other', '- '.repeat(100)],
  ])('is told by its marks: %s', (_what, text) => expect(isTangled(text)).toBe(true))

  it('is cut into pieces that joined are the text, each with the number of its first line', () => {
    const text = `# One\n\n${prose(200)}\n# Two\n\n${prose(100)}`
    const pieces = piecesOf(text)
    expect(pieces.length).toBeGreaterThan(5)
    expect(pieces.map((piece) => piece.text).join('')).toBe(text)
    for (const { text: piece, line } of pieces) expect(text.split('\n').slice(line - 1).join('\n').startsWith(piece)).toBe(true)
  })

  it('keeps its tables, however long', async () => {
    const { html } = await writeNoteHtml({ anchor: 'a', markdown: `| name | node |\n|---|---|\n${'| rhel9 | worker01 |\n'.repeat(300)}` }, nowhere)
    expect(html.match(/<td>rhel9<\/td><td>worker01<\/td>/g)).toHaveLength(300)
    expect(html).not.toContain('|')
  })

  it('is read piece by piece, and as if it were one: links and footnotes lead to what another piece defines', async () => {
    const text = `See [the page][p] and this.[^1]\n\n${prose(200)}\n[p]: https://example.com/\n[^1]: A remark.\n`
    const { html } = await writeNoteHtml({ anchor: 'a', markdown: text }, nowhere)
    expect(html).toContain('<a href="https://example.com/" rel="noreferrer">the page</a> and this.<sup>1</sup>')
    expect(html.match(/A remark/g)).toHaveLength(1)
  })

  it('is written without a reader where it is a long block of code, and what follows has its lines', async () => {
    const log = 'a <line> of *a* log\n'.repeat(1_000)
    const text = `\`\`\`\n${log}\`\`\`\n\n![](picture:a)\n`
    expect((await writeNoteHtml({ anchor: 'a', markdown: text }, nowhere)).html).toContain(`<pre><code>${log.trimEnd().replaceAll('<', '&#60;').replaceAll('>', '&#62;')}</code></pre>\n<p>`)
    expect(piecesOf(text).map(({ line, code }) => [line, code === null])).toEqual([
      [1, false],
      [1_003, true],
    ])
  })

  it('has the lines of its mistakes as in the whole', async () => {
    const text = `${prose(200)}\n![](picture:a)\n`
    expect(await reviewText(text, names)).toMatchObject([{ line: text.split('\n').indexOf('![](picture:a)') + 1, refuses: true }])
  })
})
