import { parse } from 'yaml'
import { expect, test } from 'vitest'
import { unitSchema } from '../../../../../core/course'
import { importFolder, NotImportable, type SourceFolder } from '../../../../../core/course/import'

const folder = (texts: Record<string, string>, others: string[] = []): SourceFolder => ({ texts: new Map(Object.entries(texts)), others: new Set(others) })
const importOf = (texts: Record<string, string>, others: string[] = []) => {
  const imported = importFolder(folder(texts, others), (text) => parse(text) as unknown)
  return { ...imported, parsed: unitSchema.parse(imported.unit) }
}
const lost = (imported: ReturnType<typeof importOf>): string[] => imported.losses.map(({ file, what }) => `${file}: ${what}`)

test('a scenario of Killercoda: steps, commands, its scripts kept and never run', () => {
  const imported = importOf(
    {
      'index.json': JSON.stringify({
        title: 'Pods',
        description: 'A first pod',
        details: { intro: { text: 'intro.md', background: 'prepare.sh' }, steps: [{ title: 'Make one', text: 'step1/text.md', verify: 'step1/verify.sh' }], finish: { text: 'finish.md' } },
        backend: { imageid: 'kubernetes' },
      }),
      'intro.md': 'Welcome.',
      'step1/text.md': 'Look: ![A pod](./pod.png)\n\n```\nkubectl run a --image=b\n```{{exec interrupt}}\n\nand `kubectl get pods`{{exec}}',
      'step1/verify.sh': 'kubectl get pod a',
      'finish.md': 'Done.',
    },
    ['step1/pod.png'],
  )
  expect(imported.parsed).toMatchObject({ id: 'pods', summary: 'A first pod', introduction: 'introduction.md', conclusion: 'conclusion.md' })
  const [step] = imported.parsed.sections[0]?.steps ?? []
  expect(step?.commands.map(({ run }) => run).sort()).toEqual(['kubectl get pods', 'kubectl run a --image=b'])
  expect(step?.checks).toEqual([expect.objectContaining({ confirm: true })])
  expect(imported.files.get('scripts/step1-verify.sh')).toBe('kubectl get pod a')
  expect(imported.copies).toEqual(new Map([['pictures/pod.png', 'step1/pod.png']]))
  expect(lost(imported)).toEqual(['index.json: the machine it runs on: {"imageid":"kubernetes"}', 'step1/text.md: how it is run: interrupt', 'step1/text.md: the script that checks the step'])
})

test('a workshop of Educates: a page is a section, a heading a step, actions become commands or are named', () => {
  const page = [
    '---',
    'title: Deploy',
    '---',
    '## Make it',
    '```terminal:execute',
    'command: oc apply -f {{< param session_name >}}.yaml',
    'session: 2',
    '```',
    '```examiner:execute-test',
    'name: is-there',
    'args: [one]',
    '```',
    '## Look',
    '```dashboard:open-dashboard',
    'name: Console',
    '```',
    '```python',
    'print(1)',
    '```',
  ].join('\n')
  const imported = importOf({ 'workshop/content/01-deploy.md': page, 'resources/workshop.yaml': 'kind: Workshop\nspec: {title: Lab one, description: About it}' })
  expect(imported.parsed).toMatchObject({ title: 'Lab one', summary: 'About it', sections: [{ title: 'Deploy', steps: [{ title: 'Make it' }, { title: 'Look' }] }] })
  expect(imported.parsed.sections[0]?.steps[0]?.commands[0]?.run).toBe('oc apply -f ${session_name}.yaml')
  expect(imported.files.get('steps/a2.md')).toContain('```python\nprint(1)\n```')
  expect(lost(imported).map((line) => line.replace('workshop/content/01-deploy.md: ', ''))).toEqual([
    'the session’s variable session_name',
    'the terminal that "oc apply -f ${session_name}.yaml" is for',
    'the test is-there, a script',
    'dashboard:open-dashboard, which needs the session’s own tools',
  ])
})

test('a lab guide of Showroom: AsciiDoc, attributes, output that must not run', () => {
  const page = [
    '= Machines',
    'Hello *{user}*, see https://example.com/a[the page^].',
    '',
    '== Start',
    '. First',
    '.. Deeper',
    'NOTE: Mind the _order_.',
    '',
    '[source,sh,role=execute,subs="attributes"]',
    '----',
    'virtctl start {vm-name}',
    '----',
    '.Sample Output',
    '----',
    'VM one was scheduled to start',
    '----',
    '[source,yaml,role=execute]',
    '----',
    'kind: Pod',
    '----',
    '|===',
    '|Name |Size',
    '',
    '|one',
    '|2',
    '|===',
    'image::list.png[The list]',
    'xref:other.adoc[Next]',
  ].join('\n')
  const imported = importOf(
    { 'content/antora.yml': 'name: vms\ntitle: VM lab\nasciidoc: {attributes: {vm-name: one}}', 'content/modules/ROOT/nav.adoc': '* xref:module-01.adoc[A]', 'content/modules/ROOT/pages/module-01.adoc': page },
    ['content/modules/ROOT/assets/images/list.png'],
  )
  expect(imported.parsed).toMatchObject({ id: 'vms', title: 'VM lab', sections: [{ title: 'Machines' }] })
  const [before, start] = imported.parsed.sections[0]?.steps ?? []
  expect(imported.files.get(before?.text ?? '')).toContain('Hello **${user}**, see [the page](https://example.com/a).')
  expect(start?.commands).toEqual([{ run: 'virtctl start one', expect: 'VM one was scheduled to start' }])
  const text = imported.files.get(start?.text ?? '') ?? ''
  for (const part of ['1. First\n   1. Deeper', '> **Note:** Mind the *order*.', '```yaml\nkind: Pod\n```', '| one | 2 |', '![The list](pictures/list.png)', 'Next']) expect(text).toContain(part)
  expect(lost(imported).map((line) => line.replace(/.*: /, ''))).toEqual(['the lab’s attribute {user}', 'a link to the page other.adoc'])
})

test.each([
  ['nothing known', { 'README.md': 'Hello' }],
  ['a broken scenario', { 'index.json': '{"details": ' }],
  ['a scenario without pages', { 'index.json': '{"details": {}}' }],
  ['a guide without pages', { 'antora.yml': 'name: a' }],
])('%s is refused in words', (_what, texts) => {
  expect(() => importOf(texts)).toThrow(NotImportable)
})
