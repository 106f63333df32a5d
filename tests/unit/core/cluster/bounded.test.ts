import { describe, expect, it } from 'vitest'
import { boundObject, GLANCE, withoutManagedFields } from '../../../../core/cluster/bounded'
import { placesOf, visibleText } from '../../../../core/cluster/log-text'

describe('bounding an object', () => {
  it('leaves a real one as it is', () => {
    const real = { metadata: { name: 'a', labels: { x: 'y' } }, spec: { list: [1, true, null, 'text'] } }
    expect(boundObject(real, GLANCE)).toEqual({ object: real, cuts: [] })
    expect(withoutManagedFields({ metadata: { name: 'a', managedFields: [1] }, spec: 1 })).toEqual({ metadata: { name: 'a' }, spec: 1 })
  })

  it('cuts a long value with a note that names it', () => {
    const { object, cuts } = boundObject({ metadata: { annotations: { big: 'x'.repeat(10_000_000) } } })
    expect(JSON.stringify(object).length).toBeLessThan(2_000_000)
    expect(cuts).toEqual(['metadata.annotations.big: 8,800,000 of 10,000,000 characters left out'])
  })

  it('ends with what is endless: depth, breadth and prototypes', () => {
    let deep: unknown = 'x'
    for (let level = 0; level < 10_000; level += 1) deep = { deep }
    expect(boundObject(deep).cuts).toHaveLength(1)
    expect((boundObject(Array.from({ length: 100_000 }, () => ({ a: 1 })), GLANCE).object as unknown[]).length).toBe(5_000)
    const hostile = JSON.parse('{"__proto__": {"polluted": true}}') as object
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect(JSON.stringify(boundObject(hostile).object)).toBe('{"__proto__":{"polluted":true}}')
  })
})

describe('a line of a log', () => {
  it('shows what it would do instead of doing it', () => {
    expect(visibleText('\u001b[31mred\u0007\tok\u202e\u007f')).toBe('\u241b[31mred\u2407\tok\\u202e\u2421')
    expect(visibleText(`a\u200bb\ufeff${'\u0301'.repeat(4_000)}`)).toBe(`a\\u200bb\\ufeff${'\u0301'.repeat(6)}\ufffd`)
    expect(visibleText('<b>&amp;</b>')).toBe('<b>&amp;</b>')
  })

  it('is searched without regard to case', () => {
    expect(placesOf('Error: no error', 'error')).toEqual([[0, 5], [10, 15]]) // prettier-ignore
    expect(placesOf('x', '')).toEqual([])
  })
})
