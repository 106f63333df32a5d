import { expect, test } from 'vitest'
import { unitSchema } from '../../../../../core/course'
import { importQuickStart, importQuickStarts, NotImportable } from '../../../../../core/course/import'

const task = { title: 'Open the list', description: 'Select [Storage]{{highlight qs-nav-storage}}.' }
const quickStart = (spec: object = {}, tasks: object[] = [task]): unknown => ({
  apiVersion: 'console.openshift.io/v1',
  kind: 'ConsoleQuickStart',
  metadata: { name: 'first-disk' },
  spec: { displayName: 'A first disk', durationMinutes: 10, description: 'Make a disk', introduction: '### What you do\nA disk.', tasks, ...spec },
})

test('each task becomes a step, and what the original asks is ticked by the student', () => {
  const review = { instructions: '#### To verify:\nIs the disk **Bound**?', failedTaskHelp: 'Try again.' }
  const { unit, files, losses } = importQuickStart(quickStart({ conclusion: 'Well done.' }, [{ ...task, review, summary: { success: 'It is there', failed: 'Look once more' } }]), 'disk.yaml')
  const parsed = unitSchema.parse(unit)
  expect(parsed).toMatchObject({ id: 'first-disk', title: 'A first disk', introduction: 'introduction.md', conclusion: 'conclusion.md' })
  expect(parsed.sections[0]?.steps[0]).toMatchObject({ id: 'A1', minutes: 10, checks: [{ say: 'Is the disk Bound?', confirm: true }], hints: ['Try again.', 'Look once more'] })
  expect(files.get('steps/a1.md')).toContain('Select **Storage**.')
  expect(files.get('steps/a1.md')).toContain('It is there')
  expect(losses).toEqual([expect.objectContaining({ place: 'tasks[0].description', what: 'the pointer to qs-nav-storage of the web console at “Storage”' })])
})

test('what is to be run becomes commands; what is only copied stays code and is named', () => {
  const description = 'Run `oc get pvc`{{execute}}, then\n\n```\noc get sc\n```{{copy}}\n\nName it `my-disk`{{copy}}.'
  const { unit, losses } = importQuickStart(quickStart({}, [{ title: 'Look', description }]), 'disk.yaml')
  expect(unit.sections[0]?.steps[0]?.commands).toEqual([{ run: 'oc get pvc' }, { run: 'oc get sc' }])
  expect(losses.map(({ what }) => what)).toEqual(['a button that copies my-disk'])
})

test('rights, icon, release annotations and unknown fields are not lost silently', () => {
  const data = quickStart({ icon: 'data:image/svg+xml;base64,AAAA', accessReviewResources: [{ group: 'apps', resource: 'deployments', verb: 'create' }], proc: 'x' }) as { metadata: Record<string, unknown> }
  data.metadata['annotations'] = { 'include.release.openshift.io/hypershift': 'true' }
  const { unit, losses } = importQuickStart(data, 'disk.yaml')
  expect(unit.prerequisites).toEqual(['The right to create deployments.apps'])
  expect(losses.map(({ place }) => place)).toEqual(['metadata.annotations', 'spec.icon', 'spec.proc', 'tasks[0].description', 'spec.accessReviewResources'])
})

test('hostile texts come out as text: no script, no foreign picture, no odd link', () => {
  const description = '<script>alert(1)</script> [press](javascript:alert(1)) ![x](https://example.com/spy.png) <b>bold</b>'
  const { files, losses } = importQuickStart(quickStart({}, [{ title: 'Look', description }]), 'disk.yaml')
  const text = files.get('steps/a1.md') ?? ''
  expect(text).not.toContain('javascript:')
  expect(text).toContain('[x](https://example.com/spy.png)')
  expect(text).not.toContain('![')
  expect(text).toContain('**bold**')
  expect(losses.map(({ what }) => what)).toEqual(['a picture from the network: https://example.com/spy.png', 'a link to javascript:alert(1', 'HTML <script>'])
})

test('admonitions and accordions keep their words', () => {
  const { files } = importQuickStart(quickStart({}, [{ title: 'Look', description: '[Mind the size]{{admonition tip}}\n[More words]{{accordion "For the curious"}}' }]), 'disk.yaml')
  expect(files.get('steps/a1.md')).toContain('> **Tip:** Mind the size')
  expect(files.get('steps/a1.md')).toMatch(/\*\*For the curious\*\*\s+More words/)
})

test('a list of objects, as the cluster has them, gives a unit each; anything else is refused in words', () => {
  const list = { kind: 'List', items: [quickStart(), { kind: 'ConfigMap' }, quickStart()] }
  expect(importQuickStarts([list], 'all.yaml')).toHaveLength(2)
  expect(() => importQuickStarts([{ kind: 'ConfigMap' }], 'one.yaml')).toThrow(NotImportable)
  expect(() => importQuickStart(quickStart({}, []), 'empty.yaml')).toThrow('empty.yaml has no tasks')
})
