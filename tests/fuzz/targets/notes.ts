import { markdownOf, pagesOf } from '../../../core/markdown'
import { splitSections } from '../../../core/markdown/sections'
import { applyTextChanges, cleanTerminalText, importMarkdown, importText, parseQuery, readCommand, readFrontMatter, readJoplinItem, readLinkTarget, readOutline, stemFor, wordsOf, writeCommand, writeFrontMatter, excerptAround, markHits } from '../../../core/notes'
import { writeNoteHtml } from '../../../main/notes/export/html'
import { mergeTexts } from '../../../main/notes/merge'
import { texts } from '../texts'
import { type Target, target } from '../target'

export const NOTE = ['# ', '## ', '---\n', 'tags: [', 'a, b]\n', '#tag', '[[', ']]', '|', '[', '](', ')', '![', '`', '```console\n', '```\n', '~~~', '$ ', '> ', '- [ ] ', '- [x] ', '* ', '1. ', '\n', '\n\n', '\r\n', '\t', '    ', '*', '_', '~~', '<', '>', '<!--', '-->', '&', '<script>', '&lt;script&gt;', '\\<img onerror=a>', '\\', 'http://', 'www.', 'a', 'word ', '[^1]: ', '[a]: https://a.b\n', '[a]', '| a | b |\n', '|-|\n', '"', "'", ': ', '\x1b[0m', 'unit:', 'tag:', 'date:', 'before:2026', '..', '/', '%2e'] // prettier-ignore
const NAMES = ['notes.txt', 'a.md', 'boot.log', '../../x.md', '.hidden', 'terminal.log'] as const
export const SAMPLE = '---\ntitle: Unit 1\ntags: [todo, virt]\n---\n# Unit 1\n\nSome *words* and a [[link|Wait for it]].\n\n```console user=admin exit=0\n$ oc get vm\nNAME\n```\n'

const asked = { image: () => null, note: () => null }

export const noteTargets: readonly Target[] = [
  target('a note: its outline, tags, links, sections and captured commands', {
    runs: 10_000,
    inputs: (fc) => texts(fc, { tokens: NOTE, samples: [SAMPLE] }),
    holds(text) {
      readOutline('Unit 1/a.md', text)
      readFrontMatter(text)
      writeFrontMatter(text, { tags: [text.slice(0, 100)] })
      const sections = splitSections(text, 500)
      if (sections.map((section) => section.text).join('') !== text) throw new Error('sections that are not their note')
      if (sections.some(({ head }) => head.length > 500)) throw new Error('a head of a table that is read again and again')
      pagesOf(text).forEach(markdownOf)
      readLinkTarget(text.slice(0, 300))
      readCommand(text.split('\n')[0] ?? '', text)
      wordsOf(text)
      cleanTerminalText(text)
    },
  }),
  target('a note as HTML', {
    runs: 3_000,
    // Two pieces of the longest, as it is read.
    inputs: (fc) => texts(fc, { tokens: NOTE, samples: [SAMPLE], length: 8_000 }),
    async holds(text) {
      const { html } = await writeNoteHtml({ anchor: 'a', markdown: text }, asked)
      for (const [tag] of html.matchAll(/<[a-z][^<>]*>/gi)) {
        const names = tag.replaceAll(/="[^"]*"/g, '')
        if (/^<(?:script|iframe|object|embed|style|link|meta|base|form)\b|\son[a-z]/i.test(names) || /\shref="(?!https?:|mailto:|#)/i.test(tag)) throw new Error('more than text came out')
      }
    },
  }),
  target('a text that is taken in as a note', {
    runs: 10_000,
    inputs: (fc) => fc.tuple(fc.constantFrom(...NAMES), texts(fc, { tokens: NOTE, samples: [SAMPLE] })),
    holds([name, text]) {
      importText(name, text)
      importMarkdown(text, new Map())
      readJoplinItem(text)
      const stem = stemFor(text.slice(0, 300))
      if (stem === '' || /[/\\\0]|^\./.test(stem)) throw new Error(`would be a file named ${JSON.stringify(stem)}`)
    },
  }),
  target('a question to the notes', {
    runs: 10_000,
    inputs: (fc) => fc.tuple(texts(fc, { tokens: NOTE, length: 500 }), texts(fc, { tokens: NOTE })),
    holds([question, text]) {
      const { phrases } = parseQuery(question, new Date(0))
      const words = new Set(phrases.flatMap(({ words: each }) => each))
      markHits(text, words)
      excerptAround(text, words)
    },
  }),
  target('a note that two have changed', {
    runs: 2_000,
    inputs: (fc) => fc.tuple(texts(fc, { tokens: NOTE, samples: [SAMPLE], length: 3_000 }), texts(fc, { tokens: NOTE, samples: [SAMPLE], length: 3_000 }), texts(fc, { tokens: NOTE, samples: [SAMPLE], length: 3_000 })),
    holds: ([base, mine, theirs]) => void mergeTexts(base, mine, theirs),
  }),
  target('changes to a note', {
    runs: 5_000,
    inputs: (fc) => fc.tuple(texts(fc, { tokens: NOTE, length: 300 }), fc.array(fc.record({ from: fc.nat(400), to: fc.nat(400), insert: fc.string({ maxLength: 5 }) }), { maxLength: 20 })),
    holds([text, changes]) {
      const changed = applyTextChanges(text, changes)
      if (changed !== null && changed.length > text.length + 100) throw new Error('more than was inserted')
    },
  }),
  target('a captured command, written and read again', {
    runs: 5_000,
    inputs: (fc) => texts(fc, { tokens: NOTE, length: 2_000 }),
    holds(text) {
      const written = writeCommand({ command: text.slice(0, 100), output: text, user: text.slice(0, 20), exit: 0, at: 0, durationMs: 1, cwd: text.slice(0, 50) })
      readOutline('a.md', written)
    },
  }),
]
