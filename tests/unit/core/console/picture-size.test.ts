import { describe, expect, test } from 'vitest'
import { isSharp, sharpScale } from '../../../../core/console'

describe('a picture at its own size', () => {
  test.each([
    [1, 1],
    [1.25, 0.8],
    [1.5, 2 / 3],
    [2, 1],
    [3, 1],
  ])('on a display of density %d is drawn at %d, on whole pixels', (density, scale) => {
    expect(sharpScale(density)).toBeCloseTo(scale)
    expect(isSharp(sharpScale(density), density)).toBe(true)
  })

  test('that is fitted is smoothed, unless it happens to fall on whole pixels', () => {
    expect(isSharp(0.36, 1)).toBe(false)
    expect(isSharp(0.36, 2)).toBe(false)
    expect(isSharp(1.5, 2)).toBe(true)
  })
})
