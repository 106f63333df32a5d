import { expect, test } from 'vitest'
import { compileStep, foldResource, type ObservedObject, type ObservedObjects, resourceTerms, unitSchema } from '../../../../core/course'

const pattern = (source: string) => ({ source, found: (text: string) => new RegExp(source).test(text) })

/** The first resource term of a check as a trainer writes it. */
function foldOf(check: object, variables = {}) {
  const unit = unitSchema.parse({ kind: 'Unit', version: 1, id: 'u', title: 'U', summary: 's', sections: [{ id: 'A', title: 'A', steps: [{ id: 'A1', title: 'A1', minutes: 1, checks: [{ say: 'so', ...check }] }] }] })
  const step = compileStep(unit.sections[0]!.steps[0]!, variables, pattern)
  return foldResource(resourceTerms(step.checks[0]!.term)[0]!)
}

const live = (objects: ObservedObject[], changes: ObservedObjects['changes'] = null): ObservedObjects => ({ state: 'live', message: null, objects, changes })
const node = (name: string, ready: string, more = {}): ObservedObject => ({ metadata: { name }, status: { conditions: [{ type: 'Ready', status: ready, message: `kubelet of ${name}` }] }, ...more })

const nodesReady = { resource: { kind: 'Node' }, path: '.status.conditions[?(@.type=="Ready")].status', equals: 'True', because: '.status.conditions[?(@.type=="Ready")].message' }

test('counts what fulfils a comparison, and follows single changes', () => {
  const fold = foldOf({ ...nodesReady, count: { equals: '${total}' } }, { total: '2' })
  expect(fold.verdict().kind).toBe('waiting')
  fold.take(live([node('a', 'True'), node('b', 'False')]))
  expect(fold.verdict()).toEqual({ kind: 'not-met', expected: '2', found: '1 of 2', because: 'kubelet of b', place: { kind: 'nodes', namespace: '', name: 'b', path: null } })
  expect(fold.take(live([], [{ type: 'put', object: node('b', 'True') }]))).toBe('turned')
  expect(fold.verdict().kind).toBe('met')
  expect(fold.take(live([], [{ type: 'gone', object: node('a', 'True') }]))).toBe('turned')
  expect(fold.verdict()).toMatchObject({ kind: 'not-met', expected: '2', found: '1' })
})

test('says what one object should say, what it says, why, and where', () => {
  const fold = foldOf({ ...nodesReady, resource: { kind: 'Node', name: 'worker01' } })
  fold.take(live([node('worker01', 'Unknown')]))
  expect(fold.verdict()).toEqual({
    kind: 'not-met',
    expected: 'True',
    found: 'Unknown',
    because: 'kubelet of worker01',
    place: { kind: 'nodes', namespace: '', name: 'worker01', path: '.status.conditions[0].status' },
  })
  expect(fold.take(live([], [{ type: 'put', object: node('worker01', 'False') }]))).toBe('details')
  expect(fold.take(live([], [{ type: 'put', object: node('worker01', 'True') }]))).toBe('turned')
  expect(fold.take(live([], [{ type: 'put', object: node('worker01', 'True', { changed: true }) }]))).toBe('none')
})

test.each([
  ['forbidden', 'no-rights'],
  ['no-such-kind', 'no-such-kind'],
  ['stale', 'waiting'],
  ['waiting', 'waiting'],
] as const)('%s is a verdict of its own: %s', (state, kind) => {
  const fold = foldOf({ resource: { kind: 'Node', name: 'a' } })
  fold.take({ state, message: 'nodes is forbidden', objects: [], changes: null })
  expect(fold.verdict().kind).toBe(kind)
})

test('what a cluster without the kind does not have is absent; where nobody can tell, it is not', () => {
  const fold = foldOf({ resource: { group: 'kubevirt.io', kind: 'VirtualMachine', name: 'a' }, absent: true })
  fold.take({ state: 'waiting', message: null, objects: [], changes: null })
  expect(fold.verdict().kind).toBe('waiting')
  fold.take({ state: 'no-such-kind', message: null, objects: [], changes: null })
  expect(fold.verdict().kind).toBe('met')
  fold.take(live([{ metadata: { name: 'a', namespace: 'x' } }]))
  expect(fold.verdict()).toMatchObject({ kind: 'not-met', place: { kind: 'virtualmachines.kubevirt.io', namespace: 'x', name: 'a' } })
})

test('`every` asks all objects, and one is enough without', () => {
  const some = foldOf(nodesReady)
  const every = foldOf({ ...nodesReady, every: true })
  for (const fold of [some, every]) fold.take(live([node('a', 'True'), node('b', 'False')]))
  expect(some.verdict().kind).toBe('met')
  expect(every.verdict()).toMatchObject({ kind: 'not-met', place: { name: 'b' } })
  every.take(live([]))
  expect(every.verdict().kind).toBe('not-met')
})

test('`namePrefix` looks at names that begin so only', () => {
  const fold = foldOf({ resource: { kind: 'Pod', namespace: 'x', namePrefix: 'operator.v4' }, path: '.status.phase', equals: 'Succeeded' })
  fold.take(live([{ metadata: { name: 'other' }, status: { phase: 'Succeeded' } }, { metadata: { name: 'operator.v4.19' }, status: { phase: 'Installing' } }]))
  expect(fold.verdict()).toMatchObject({ kind: 'not-met', found: 'Installing' })
})

test('`sameAs` compares with what another object says', () => {
  const fold = foldOf({ resource: { kind: 'Endpoints', name: 'ssh' }, path: '.subsets[0].addresses[0].ip', sameAs: { resource: { kind: 'Pod', name: 'vm' }, path: '.status.podIP' } })
  fold.take(live([{ metadata: { name: 'ssh' }, subsets: [{ addresses: [{ ip: '10.128.2.31' }] }] }]))
  fold.takeOther(live([{ metadata: { name: 'vm' }, status: { podIP: '10.128.2.9' } }]))
  expect(fold.verdict()).toMatchObject({ kind: 'not-met', expected: '10.128.2.9', found: '10.128.2.31' })
  fold.takeOther(live([{ metadata: { name: 'vm' }, status: { podIP: '10.128.2.31' } }]))
  expect(fold.verdict().kind).toBe('met')
})

test.each([
  [{ atLeast: '30Gi' }, '32212254720', true],
  [{ atLeast: 1 }, '1k', true],
  [{ atLeast: 1 }, '0', false],
  [{ atMost: '1Gi' }, '512Mi', true],
  [{ matches: '^cri-o://' }, 'cri-o://1.32', true],
  [{ in: ['a', 'b'] }, 'c', false],
  [{ not: 'a' }, 'c', true],
  [{ equals: true }, true, true],
  [{ equals: 3 }, 3, true],
  [{ exists: true }, 'anything', true],
  [{ exists: false }, 'anything', false],
  [{ exists: false }, undefined, true],
])('%j of %j is %s', (comparison, value, met) => {
  const fold = foldOf({ resource: { kind: 'Thing', name: 'x' }, path: '.value', ...comparison })
  fold.take(live([{ metadata: { name: 'x' }, ...(value !== undefined && { value }) }]))
  expect(fold.verdict().kind).toBe(met ? 'met' : 'not-met')
})

test('the value of a secret is not shown', () => {
  const fold = foldOf({ resource: { kind: 'Secret', name: 'x' }, path: '.data.password', equals: 'abc' })
  fold.take(live([{ metadata: { name: 'x' }, data: { password: 'c2VjcmV0' } }]))
  expect(JSON.stringify(fold.verdict())).not.toContain('c2VjcmV0')
})
