import { expect, it } from 'vitest'
import { fulfils, textOf } from '../../../../core/course/compare'

it('takes lists and groups as JSON, and at most a page of it', () => {
  expect(textOf({ a: [1, 'b'] })).toBe('{"a":[1,"b"]}')
  expect(textOf(['x'.repeat(10_000)])).toHaveLength(4_000)
})

it('is not stopped by a value that goes deeper than any reader does', () => {
  const deep: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000))
  expect(() => JSON.stringify(deep)).toThrow(RangeError)
  expect(textOf(deep)).toBe('')
  expect(fulfils(deep, { kind: 'equals', value: 'Running' }, new Set())).toBe(false)
  expect(fulfils(deep, { kind: 'exists', wanted: true }, new Set())).toBe(true)
})
