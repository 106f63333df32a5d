import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { reviewUnit } from '../../../../../main/course/authoring/review-unit'

const shipped = join(import.meta.dirname, '..', '..', '..', '..', '..', 'resources', 'units', 'openshift-virtualization')
const folders: string[] = []
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })))

/** Unit 1 with one change in one of its files; answers what is said of it, and the line that was changed. */
async function reviewOf(file: string, from: string, to: string): Promise<{ said: string[]; line: number; readable: boolean }> {
  const folder = mkdtempSync(join(tmpdir(), 'lab-companion-review-'))
  folders.push(folder)
  cpSync(shipped, folder, { recursive: true })
  const text = readFileSync(join(folder, file), 'utf8')
  if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`)
  writeFileSync(join(folder, file), text.replace(from, to))
  const { unit, problems } = await reviewUnit(folder)
  return { said: problems.map((problem) => `${problem.file}:${problem.line}: ${problem.message}`), line: text.slice(0, text.indexOf(from)).split('\n').length, readable: unit !== null }
}

test('nothing is wrong with Unit 1', async () => {
  const { unit, problems } = await reviewUnit(shipped)
  expect(problems).toEqual([])
  expect(unit?.source.sections.map(({ id, steps }) => `${id}${steps.length}`)).toEqual(['A5', 'B6', 'C3', 'D8', 'E8', 'F5', 'G3'])
})

test.each([
  ['unit.yaml', 'title: Become admin', 'titel: Become admin', 'Did you mean "title"?', false],
  ['unit.yaml', 'text: steps/a1.md', 'text: steps/missing.md', 'there is no such file', false],
  ['unit.yaml', "'^\\s*oc\\s+start\\b'", "'('", '', false],
  ['unit.yaml', 'name: five-nodes, alt', 'name: six-nodes, alt', 'there is no picture six-nodes; drawn are five-nodes', true],
  ['unit.yaml', 'as: developer', 'as: devloper', 'is no user of the classroom: devloper. Known are admin, developer, kubeadmin', false],
  ['unit.yaml', 'loggedInAs: admin', 'loggedInAs: amdin', 'is no user of the classroom: amdin', false],
  ['unit.yaml', 'group: project.openshift.io, kind: Project', 'kind: Project', 'Project is not in the core group: write `group: project.openshift.io` beside it', true],
  ['steps/b1.md', 'picture:five-nodes', 'picture:six-nodes', 'there is no picture six-nodes; drawn are five-nodes', true],
  ['steps/a1.md', 'glossary:api', 'glossary:apo', 'links to a word that the glossary does not have: apo', true],
  ['steps/a1.md', '(glossary:api)', '(javascript:alert)', 'only https://, glossary: and step: are allowed', false],
  ['cards.yaml', 'step: A4', 'step: Z4', 'is no step of this unit: Z4', true],
  ['cards.yaml', 'ask: "Which address', 'question: "Which address', 'is not a field of a file of cards', true],
])('%s: %s as %s is told with its place', async (file, from, to, message, stillReadable) => {
  const { said, line, readable } = await reviewOf(file, from, to)
  expect(said.join('\n')).toContain(`${file}:${line}: `)
  expect(said.join('\n')).toContain(message)
  expect(readable).toBe(stillReadable)
})
