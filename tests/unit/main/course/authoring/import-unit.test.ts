import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { NotImportable } from '../../../../../core/course/import'
import { importUnits } from '../../../../../main/course/authoring/import-unit'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-companion-import-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const quickStart = (name: string): string =>
  `apiVersion: console.openshift.io/v1\nkind: ConsoleQuickStart\nmetadata: {name: ${name}}\nspec: {displayName: Disks, durationMinutes: 5, description: About disks, introduction: Hello, icon: data:image/png;base64, tasks: [{title: Look, description: "Run \`oc get pvc\`{{execute}}"}]}\n`

test('several documents become a unit each, readable, with what was lost beside them', async () => {
  writeFileSync(join(folder, 'two.yaml'), `${quickStart('one')}---\n${quickStart('two')}`)
  const reports = await importUnits(join(folder, 'two.yaml'), join(folder, 'units'))
  expect(reports.map(({ id, steps, problems }) => ({ id, steps, problems }))).toEqual(['one', 'two'].map((id) => ({ id, steps: 1, problems: [] })))
  expect(readFileSync(join(folder, 'units', 'one', 'LOST.md'), 'utf8')).toContain('| two.yaml, spec.icon | the icon |')
})

test('imported twice, it is there twice, under ids of their own', async () => {
  writeFileSync(join(folder, 'one.yaml'), quickStart('one'))
  const [first] = await importUnits(join(folder, 'one.yaml'), join(folder, 'units'))
  const [second] = await importUnits(join(folder, 'one.yaml'), join(folder, 'units'))
  expect([first?.id, second?.id]).toEqual(['one', 'one-2'])
  expect(readFileSync(join(folder, 'units', 'one-2', 'unit.yaml'), 'utf8')).toContain('id: one-2')
})

test('a lab’s folder brings its pictures, but nothing from outside of it', async () => {
  const lab = join(folder, 'lab')
  mkdirSync(lab)
  writeFileSync(join(lab, 'index.json'), JSON.stringify({ title: 'Pods', details: { steps: [{ title: 'Look', text: 'step.md' }] } }))
  writeFileSync(join(lab, 'step.md'), '![a](own.png) ![b](secret.png) ![c](../../outside.png)')
  writeFileSync(join(lab, 'own.png'), 'PNG')
  writeFileSync(join(folder, 'outside.png'), 'secret')
  symlinkSync(join(folder, 'outside.png'), join(lab, 'secret.png'))
  const [report] = await importUnits(lab, join(folder, 'units'))
  expect(report?.problems).toEqual([])
  expect(existsSync(join(folder, 'units', 'pods', 'pictures', 'own.png'))).toBe(true)
  expect(existsSync(join(folder, 'units', 'pods', 'pictures', 'secret.png'))).toBe(false)
  expect(report?.losses.map(({ what }) => what)).toEqual(['a picture: secret.png', 'a picture: ../../outside.png'])
})

test.each([
  ['something else', 'kind: ConfigMap\n', 'holds no ConsoleQuickStart'],
  ['nothing', '', 'holds no ConsoleQuickStart'],
  ['a bomb of aliases', `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'.split('').map((letter, index) => `${letter}: &${letter} [${Array(9).fill(`*${'abcdefghi'[index]}`).join(',')}]`).join('\n')}\nkind: ConsoleQuickStart\n`, 'Excessive alias count'],
  ['a file with a mistake', 'kind: [ConsoleQuickStart\n', 'one.yaml is no ConsoleQuickStart, or not readable as one: '],
])('%s is refused in words', async (_what, text, message) => {
  writeFileSync(join(folder, 'one.yaml'), text)
  const outcome = importUnits(join(folder, 'one.yaml'), join(folder, 'units'))
  await expect(outcome).rejects.toThrow(NotImportable)
  await expect(outcome).rejects.toThrow(message)
})
