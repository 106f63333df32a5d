import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { useFakeMain } from '../window'

useFakeMain()

const { createEditor } = await import('../../../renderer/notes/editor/create-editor')
const { markdown, markdownLanguage } = await import('@codemirror/lang-markdown')
const { boundedParagraphs } = await import('../../../renderer/notes/editor/long-paragraphs')
const { asCodeBlock, looksLikeTerminal } = await import('../../../renderer/notes/editor/paste')

// jsdom lays nothing out; the editor asks where its text is.
Range.prototype.getClientRects = () => [] as unknown as DOMRectList
Range.prototype.getBoundingClientRect = () => new DOMRect()

function open(text: string, cursor: 'start' | 'end' = 'end') {
  const edited = vi.fn()
  const editor = createEditor({ text, cursor, pictures: { command: () => null, image: () => null, matter: () => null }, choices: () => [], follow: vi.fn(), openUrl: vi.fn(), onEdited: edited, onImage: vi.fn() })
  document.body.append(editor.dom)
  return { editor, edited }
}

describe('the editor of a note', () => {
  beforeEach(() => document.body.replaceChildren())
  afterEach(() => document.body.replaceChildren())

  test('draws a sign for more marks on a letter than any script has, and keeps them in the text', () => {
    const text = `a${'\u0301'.repeat(900)}b Việt`.normalize('NFD')
    const { editor } = open(text)
    const line = document.querySelector('.cm-line')
    expect(line?.textContent).toBe(`a${'\u0301'.repeat(6)}\ufffdb ${'Việt'.normalize('NFD')}`)
    expect(line?.querySelector('[title]')?.getAttribute('title')).toContain('894 more marks')
    expect(editor.read().doc.toString()).toBe(text)
  })

  test('is a text box by the name of Note', () => {
    open('# Title')
    expect(document.querySelector('[role="textbox"]')?.getAttribute('aria-label')).toBe('Note')
  })

  test('takes another’s change in and keeps what was typed since', () => {
    const { editor, edited } = open('one\ntwo\nthree')
    const sent = editor.read()
    editor.insert('mine')
    editor.merge(sent, 'ONE\ntwo\nthree')
    expect(editor.read().doc.toString()).toContain('ONE\ntwo\nthree')
    expect(editor.read().doc.toString()).toContain('mine')
    expect(edited).toHaveBeenCalledTimes(1)
  })

  test('goes on with a list at Enter, and ends it at the second one', () => {
    const { editor } = open('- [ ] start it')
    const enter = () => document.querySelector('[role="textbox"]')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 13, bubbles: true, cancelable: true }))
    enter()
    expect(editor.read().doc.toString()).toBe('- [ ] start it\n- [ ] ')
    enter()
    expect(editor.read().doc.toString()).toBe('- [ ] start it\n')
  })

  test('puts what is captured into a paragraph of its own', () => {
    const { editor } = open('# Title\n\nsome words')
    editor.insert('```console\n$ oc get vm\n```\n')
    expect(editor.read().doc.toString()).toBe('# Title\n\nsome words\n\n```console\n$ oc get vm\n```\n\n')
  })

  test('puts it below all that is there for who has only opened the note, and below the line of who was in it', () => {
    const { editor } = open('# Title\n\nsome words', 'start')
    editor.insert('captured')
    expect(editor.read().doc.toString()).toBe('# Title\n\nsome words\n\ncaptured\n\n')
    document.body.replaceChildren()
    const { editor: other } = open('one\n\ntwo', 'start')
    const box = document.querySelector('[role="textbox"]')
    box?.dispatchEvent(new KeyboardEvent('keydown', { key: 'End', keyCode: 35, bubbles: true, cancelable: true }))
    other.insert('captured')
    expect(other.read().doc.toString()).toBe('one\n\ncaptured\n\n\ntwo')
  })
})

describe('a paragraph of megabytes', () => {
  const parse = (text: string) => {
    const nodes: string[] = []
    const { parser } = markdown({ base: markdownLanguage, extensions: boundedParagraphs }).language
    parser.parse(text).iterate({ enter: ({ name, from, to }) => void (/^(?:Paragraph|Emphasis|ATXHeading1)$/.test(name) && nodes.push(`${name} ${to - from}`)) })
    return nodes
  }

  test('is read in parts, so that a key costs one of them', () => {
    const lengths = parse('a line of some words\n'.repeat(100_000)).map((node) => Number(node.split(' ')[1]))
    expect(lengths.length).toBeGreaterThan(100)
    expect(Math.max(...lengths)).toBeLessThan(20_000)
  })

  test('of one line is text without marks, and what follows is read as ever', () => {
    expect(parse(`${'*word* '.repeat(300_000)}\n\n# Title\n\n*said*`)).toEqual(['Paragraph 2100000', 'ATXHeading1 7', 'Paragraph 6', 'Emphasis 6'])
  })
})

describe('what is pasted', () => {
  test.each([
    ['\x1b[32mgreen\x1b[0m', true],
    ['[student@workstation ~]$ oc get vm', true],
    ['$ oc get vm\nNAME', true],
    ['NAME       READY   STATUS\nrhel9-db   1/1     Running', true],
    ['An ordinary sentence.', false],
    ['two\nlines of prose', false],
    ['it costs $ 5', false],
  ])('%j comes from a terminal: %s', (text, is) => expect(looksLikeTerminal(text)).toBe(is))

  test('loses its colours and what was drawn over', () => {
    expect(asCodeBlock('\x1b[1mfirst\x1b[0m\r\n10%\r100%\r\n')).toBe('```console\nfirst\n100%\n```\n')
  })
})
