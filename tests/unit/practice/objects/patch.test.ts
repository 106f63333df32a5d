import { describe, expect, it } from 'vitest'
import { jsonPatch, mergePatch, PatchError } from '../../../../practice/objects/patch'
import { fieldSelector, labelSelector } from '../../../../practice/objects/selectors'
import { applyConfiguration } from '../../../../practice/objects/server-side-apply'
import { strategicMerge } from '../../../../practice/objects/strategic-merge'

const pod = (labels: Record<string, string>) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', labels }, status: { phase: 'Running' } })

describe('patches', () => {
  it('merge by RFC 7386', () => {
    expect(mergePatch({ a: { b: 1, c: 2 }, d: [1, 2] }, { a: { b: null, e: 3 }, d: [9] })).toEqual({ a: { c: 2, e: 3 }, d: [9] })
  })

  it('follow RFC 6902, and leave the document alone when one step does not fit', () => {
    const document = { list: [1, 2], text: 'x', 'a/b': 1 }
    const steps = [
      { op: 'test', path: '/text', value: 'x' },
      { op: 'add', path: '/list/1', value: 9 },
      { op: 'add', path: '/list/-', value: 3 },
      { op: 'move', from: '/a~1b', path: '/moved' },
      { op: 'copy', from: '/list/0', path: '/copied' },
      { op: 'replace', path: '/text', value: 'y' },
      { op: 'remove', path: '/list/0' },
    ]
    expect(jsonPatch(document, steps)).toEqual({ list: [9, 2, 3], text: 'y', moved: 1, copied: 1 })
    expect(() => jsonPatch(document, [{ op: 'remove', path: '/text' }, { op: 'remove', path: '/gone' }])).toThrow(PatchError)
    expect(document).toEqual({ list: [1, 2], text: 'x', 'a/b': 1 })
  })

  it('merge lists by their key, with the directives that kubectl sends', () => {
    const spec = { containers: [{ name: 'a', image: '1' }, { name: 'b', image: '1' }], tolerations: [{ key: 'x' }] }
    expect(strategicMerge(spec, { containers: [{ name: 'b', image: '2' }], tolerations: [{ key: 'y' }] })).toEqual({
      containers: [{ name: 'a', image: '1' }, { name: 'b', image: '2' }],
      tolerations: [{ key: 'y' }],
    })
    expect(strategicMerge(spec, { containers: [{ name: 'a', $patch: 'delete' }, { name: 'c' }], '$setElementOrder/containers': [{ name: 'b' }, { name: 'c' }] })).toMatchObject({
      containers: [{ name: 'b', image: '1' }, { name: 'c' }],
    })
    expect(strategicMerge({ finalizers: ['a', 'b'] }, { finalizers: ['c'], '$deleteFromPrimitiveList/finalizers': ['a'] })).toEqual({ finalizers: ['b', 'c'] })
  })

  it('apply: what a manager leaves out is removed, what others set stays', () => {
    const configuration = (data: Record<string, string>) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data })
    const first = applyConfiguration(configuration({}), configuration({ mine: '1', gone: '1' }), 'me', '2026-01-01T00:00:00Z')
    const others = applyConfiguration(first, configuration({ theirs: '2' }), 'they', '2026-01-01T00:00:00Z')
    expect(applyConfiguration(others, configuration({ mine: '3' }), 'me', '2026-01-01T00:00:01Z')['data']).toEqual({ mine: '3', theirs: '2' })
  })
})

describe('selectors', () => {
  it.each([
    ['app=web', true],
    ['app==web,tier!=back', true],
    ['app in (db, web),!old', true],
    ['app notin (web)', false],
    ['tier', false],
    ['app=db', false],
  ])('label %s', (selector, matches) => {
    expect(labelSelector(selector)(pod({ app: 'web' }))).toBe(matches)
  })

  it('fields, but only known ones', () => {
    expect(fieldSelector('status.phase!=Failed,metadata.name=a', ['status.phase', 'metadata.name'])(pod({}))).toBe(true)
    expect(() => fieldSelector('spec.x=1', ['status.phase'])).toThrow('field label not supported: spec.x')
  })
})
