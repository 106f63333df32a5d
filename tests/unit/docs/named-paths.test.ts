import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..', '..')
const MADE = new Set(['node_modules', 'out', 'dist', 'test-results', '.git', '.cache'])
const filesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => (MADE.has(entry.name) ? [] : entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)]))
const files = filesIn('')
const folders = new Set(files.flatMap((file) => file.split('/').map((_part, index, parts) => parts.slice(0, index).join('/'))))
const rooms = new Set(files.map((file) => file.split('/')[0]))
const sources = files.filter((file) => /\.tsx?$/.test(file) && !file.startsWith('tests/'))

const isThere = (path: string): boolean => files.includes(path) || folders.has(path)
const textOf = (doc: string): string => readFileSync(join(root, doc), 'utf8')
const spansOf = (text: string): string[] => [...text.replace(/^```[^]*?^```/gm, '').matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '')

const pages = ['README.md', 'CONTRIBUTING.md', 'practice/README.md', 'docs/ARCHITECTURE.md', 'docs/INSTRUCTORS.md', 'docs/PACKAGES.md', 'docs/SECURITY.md', 'docs/THREAT-MODEL.md', 'docs/UNITS.md']

test.each(pages)('what %s names of this tree is there', (doc) => {
  const paths = spansOf(textOf(doc)).filter((span) => /^[\w.@-]+(?:\/[\w.@-]+)*\/?$/.test(span)).map((span) => span.replace(/\/$/, ''))
  const missing = paths.filter((path) => {
    const beside = join(dirname(doc), path)
    if (isThere(path) || isThere(beside)) return false
    // Without its folder a source file is named after the sentence that has named the folder.
    if (/\.(?:tsx?|mjs|cjs)$/.test(path)) return !files.some((file) => file.endsWith(`/${path}`))
    // What else looks like a path is of the student's computer, or of the package.
    return path.includes('/') && rooms.has(path.split('/')[0] ?? '')
  })
  expect(missing).toEqual([])
})

test('the links of every page lead to files', () => {
  const dead = pages.flatMap((doc) =>
    [...textOf(doc).matchAll(/\]\((?!https?:|[a-z]+:|#)([^)#\s]+)/g)].map((match) => match[1] ?? '').filter((target) => !isThere(join(dirname(doc), target))).map((target) => `${doc}: ${target}`),
  )
  expect(dead).toEqual([])
})

test('the map of the rooms is the tree: what it names is there', () => {
  const map = /^## Rooms\n\n```\n([^]*?)^```/m.exec(textOf('docs/ARCHITECTURE.md'))?.[1] ?? ''
  let room = ''
  const named = map.split('\n').flatMap((line) => {
    const [, indent = '', names = ''] = /^( *)((?:[\w.-]+(?:\/|\.ts)\s+)+)/.exec(line) ?? []
    const words = names.trim().split(/\s+/).filter(Boolean)
    if (indent === '' && words.length > 0) room = words[0] ?? ''
    return indent === '' ? words.slice(0, 1) : indent.length === 2 ? words.map((word) => `${room}${word}`) : []
  })
  expect(named.length).toBeGreaterThan(50)
  expect(named.map((path) => path.replace(/\/$/, '')).filter((path) => !isThere(path))).toEqual([])
})

test('every function that CONTRIBUTING names is in a source', () => {
  const names = spansOf(textOf('CONTRIBUTING.md')).filter((span) => /^[a-z]+[A-Z]\w*$/.test(span))
  expect(names.length).toBeGreaterThan(5)
  const code = sources.map(textOf).join('\n')
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(code))).toEqual([])
})
