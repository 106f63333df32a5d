import { describe, expect, it } from 'vitest'
import { type Box, pathThrough, type Point, route } from '../../../../renderer/anatomy/route'

const box = (left: number, top: number, width = 100, height = 40): Box => ({ left, top, right: left + width, bottom: top + height })

/** Whether each stretch between two corners is level or upright. */
const isSquare = (points: readonly Point[]): boolean => points.every((point, index) => index === 0 || point.x === points[index - 1]?.x || point.y === points[index - 1]?.y)
const crosses = (points: readonly Point[], { left, top, right, bottom }: Box): boolean =>
  points.some((point, index) => {
    const before = points[index - 1]
    if (!before) return false
    const [x1, x2] = [Math.min(point.x, before.x), Math.max(point.x, before.x)]
    const [y1, y2] = [Math.min(point.y, before.y), Math.max(point.y, before.y)]
    return x2 > left && x1 < right && y2 > top && y1 < bottom
  })

describe('an arrow', () => {
  it.each([
    ['to the right', box(0, 0), box(200, 80)],
    ['to the left', box(200, 80), box(0, 0)],
    ['down', box(0, 0), box(20, 100)],
    ['up', box(20, 100), box(0, 0)],
    ['down and far aside', box(0, 0), box(90, 200, 10)],
  ])('leads %s from edge to edge with right angles', (_, from, to) => {
    const points = route(from, to)
    expect(isSquare(points)).toBe(true)
    expect(crosses(points, from)).toBe(false)
    expect(crosses(points, to)).toBe(false)
  })

  it('leaves the box around its start at the side, whichever way it goes then', () => {
    const around = box(100, 0, 400, 300)
    const neighbour = box(120, 100, 150)
    const from = box(300, 100)
    for (const to of [box(600, 20), box(120, 400), box(600, 500)]) {
      const points = route(from, to, { around, lane: 2 })
      expect(isSquare(points)).toBe(true)
      expect(crosses(points, neighbour)).toBe(false)
      expect(crosses(points, to)).toBe(false)
    }
  })

  it('keeps to its lane', () => {
    const around = box(0, 0, 200, 300)
    const channel = (lane: number) => route(box(50, 50), box(400, 200), { around, lane })[1]?.x
    expect(new Set([channel(0), channel(1), channel(2)]).size).toBe(3)
  })
})

it('becomes a path whose corners are round and whose ends are exact', () => {
  expect(pathThrough([{ x: 0, y: 0 }, { x: 50, y: 0 }, { x: 50, y: 40 }])).toBe('M0 0L44 0Q50 0 50 6L50 40') // prettier-ignore
})
