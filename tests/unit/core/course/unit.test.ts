import { expect, test } from 'vitest'
import { unitJsonSchema, unitSchema } from '../../../../core/course'

const check = { say: 'Five nodes are Ready', resource: { kind: 'Node' }, path: '.status.conditions[?(@.type=="Ready")].status', equals: 'True', count: { equals: '${nodes.total}' } }
const step = { id: 'B1', title: 'Nodes', minutes: 2, commands: [{ run: 'oc get nodes', as: 'admin' }], checks: [check] }
const unit = (change: object = {}, steps: object[] = [step]) => ({ kind: 'Unit', version: 1, id: 'one', title: 'One', summary: 'What it is about', sections: [{ id: 'B', title: 'Beneath', steps }], ...change })

function problems(data: unknown): string[] {
  const parsed = unitSchema.safeParse(data)
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

test('a unit as the page shows it is accepted, with its defaults', () => {
  const parsed = unitSchema.parse(unit({ variables: { project: 'unit1-lab', size: 3 } }))
  expect(parsed.variables).toEqual({ project: 'unit1-lab', size: '3' })
  expect(parsed.sections[0]?.steps[0]?.checks[0]).toMatchObject({ mode: 'standing', resource: { group: '', kind: 'Node' } })
})

test.each([
  ['a check of two kinds', { say: 'x', resource: { kind: 'Node', name: 'n' }, loggedInAs: 'admin' }, 'must say exactly one of'],
  ['a check of no kind', { say: 'x' }, 'must say exactly one of'],
  ['a check that is true for any object', { say: 'x', resource: { kind: 'Node' } }, 'is true for any object of this kind'],
  ['a count that is true for any number', { say: 'x', resource: { kind: 'Node' }, count: { atLeast: 0 } }, 'is true for any number'],
  ['a comparison without a path', { say: 'x', resource: { kind: 'Node', name: 'n' }, equals: 1 }, 'needs a `path`'],
  ['a path without a comparison', { say: 'x', resource: { kind: 'Node', name: 'n' }, path: '.status' }, 'needs one of equals'],
  ['two comparisons', { say: 'x', resource: { kind: 'Node', name: 'n' }, path: '.status', equals: 1, matches: 'a' }, 'is a second comparison beside equals'],
  ['a path that nobody can read', { say: 'x', resource: { kind: 'Node', name: 'n' }, path: '.status..x', equals: 1 }, 'cannot be read from'],
  ['a question that is not there', { say: 'x', quiz: 'kernel' }, 'is no question of this step'],
  ['an unknown field', { say: 'x', resouce: { kind: 'Node' }, loggedInAs: 'admin' }, 'Unrecognized key'],
  ['something wrong deep inside', { say: 'x', all: [{ any: [{ resource: { kind: 'Node' } }] }] }, 'all.0.any.0.resource: is true for any object'],
])('refuses %s', (_what, broken, message) => {
  expect(problems(unit({}, [{ ...step, checks: [broken] }])).join('\n')).toContain(message)
})

test.each([
  ['a file outside of its folder', { text: '../../etc/passwd' }],
  ['a file by its full path', { text: '/etc/passwd' }],
  ['a hidden file', { text: 'steps/.secret.md' }],
  ['a picture from the network', { pictures: [{ file: 'https://example.com/a.png', alt: 'a' }] }],
  ['a here-document', { commands: [{ run: 'cat <<EOF\nx\nEOF' }] }],
  ['a step that comes later', { requires: ['Z9'] }],
  ['an answer that is no option', { quiz: [{ id: 'q', question: '?', options: ['a', 'b'], answer: 3, because: 'x' }] }],
])('refuses %s', (_what, change) => {
  expect(problems(unit({}, [{ ...step, ...change }]))).toHaveLength(1)
})

test('refuses a name that is used twice', () => {
  expect(problems(unit({}, [step, step]))).toEqual(['sections.0.steps.1.id: is used twice: B1'])
})

test('the JSON Schema for editors is the one of this format', async () => {
  await expect(`${JSON.stringify(unitJsonSchema(), null, 1)}\n`).toMatchFileSnapshot('../../../../resources/units/unit.schema.json')
})
