import fc from 'fast-check'
import { expect, it } from 'vitest'
import { applyTextChanges } from '../../../../core/notes'

it('changes make of one text the other, wherever they are', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ kept: fc.string(), cut: fc.string(), insert: fc.string() })), fc.string(), (parts, rest) => {
      let at = 0
      const changes = parts.map(({ kept, cut, insert }) => {
        const from = at + kept.length
        at = from + cut.length
        return { from, to: at, insert }
      })
      const before = parts.map(({ kept, cut }) => kept + cut).join('') + rest
      expect(applyTextChanges(before, changes)).toBe(parts.map(({ kept, insert }) => kept + insert).join('') + rest)
    }),
  )
})

it.each([
  ['that lead out of the text', [{ from: 1, to: 9, insert: '' }]],
  ['that overlap', [{ from: 0, to: 2, insert: 'x' }, { from: 1, to: 3, insert: 'y' }]],
  ['that go backwards', [{ from: 2, to: 1, insert: 'x' }]],
])('changes %s belong to another text', (_name, changes) => expect(applyTextChanges('abc', changes)).toBeNull())
