import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..', '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

/** `tests/…`: "title" */
const NAMED = /`(tests\/[^`]+)`: "([^"]+)"/g

it.each(['docs/SECURITY.md', 'docs/THREAT-MODEL.md'])('every test that %s names is there', (document) => {
  const named = [...read(document).matchAll(NAMED)].map(([, file = '', title = '']) => ({ file, title }))
  expect(named.length).toBeGreaterThan(10)
  const missing = named.filter(({ file, title }) => !existsSync(join(root, file)) || !read(file).includes(title))
  expect(missing).toEqual([])
})

it('every point of Electron’s checklist has a line, and each line something that shows it', () => {
  const lines = read('docs/SECURITY.md').split('\n').filter((line) => /^\| \d+ /.test(line))
  expect(lines.map((line) => Number(/^\| (\d+)/.exec(line)?.[1]))).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
  for (const line of lines) expect(line).toMatch(/`tests\/[^`]+`: "/)
})

it('the threat model names every attacker, and stays on its page', () => {
  const text = read('docs/THREAT-MODEL.md')
  for (const who of ['A hostile VM', 'A hostile object in the cluster', 'A hostile unit', 'Another user of the workstation', 'A false API server']) expect(text).toContain(`**${who}**`)
  expect(text.split(/\s+/).length).toBeLessThan(1_000)
})
