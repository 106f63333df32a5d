/** Where something stands in the picture, in CSS pixels from its upper left corner. */
export interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

export interface Point {
  x: number
  y: number
}

// Arrows keep this far from the boxes that they lead around.
const CLEARANCE = 16
// Arrows that share a channel stand this far beside each other.
const LANE = 7
const CORNER = 6

const middleX = ({ left, right }: Box): number => (left + right) / 2
const middleY = ({ top, bottom }: Box): number => (top + bottom) / 2
const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value))

/**
 * The corners of an arrow from one box to another, with right angles only. `around` is the box that `from` stands in and `to` does not, if there is
 * one: the arrow leaves it at its side. `lane` tells arrows apart that would run in the same channel.
 */
export function route(from: Box, to: Box, { around, lane = 0 }: { around?: Box | undefined; lane?: number } = {}): Point[] {
  const outer = around ?? from
  const isDown = to.top >= outer.bottom
  if (around && isDown) {
    // Out of the surrounding box at its right side, and along it: what stands inside is not crossed.
    const channel = around.right + CLEARANCE + lane * LANE
    const turn = around.bottom + CLEARANCE - lane * LANE
    const x = middleX(to) - lane * LANE
    return [{ x: from.right, y: middleY(from) }, { x: channel, y: middleY(from) }, { x: channel, y: turn }, { x, y: turn }, { x, y: to.top }]
  }
  if (to.left >= outer.right) {
    const channel = around ? Math.min(to.left - 10, outer.right + CLEARANCE + lane * LANE) : (from.right + to.left) / 2
    return across({ x: from.right, y: middleY(from) }, { x: to.left, y: entryY(from, to) }, channel)
  }
  if (to.right <= outer.left) {
    const channel = around ? Math.max(to.right + 10, outer.left - CLEARANCE - lane * LANE) : (from.left + to.right) / 2
    return across({ x: from.left, y: middleY(from) }, { x: to.right, y: entryY(from, to) }, channel)
  }
  const start = isDown ? from.bottom : from.top
  const end = isDown ? to.top : to.bottom
  const left = Math.max(from.left, to.left)
  const right = Math.min(from.right, to.right)
  // Straight where they stand above each other, near the left edge so that a label has room.
  if (right - left >= 24) {
    const x = clamp(left + 36 + lane * LANE, left + 12, right - 12)
    return [{ x, y: start }, { x, y: end }]
  }
  const turn = (start + end) / 2
  return [{ x: middleX(from), y: start }, { x: middleX(from), y: turn }, { x: middleX(to), y: turn }, { x: middleX(to), y: end }]
}

/** Level where it can be: an arrow without corners is read at once. */
function entryY(from: Box, to: Box): number {
  return clamp(middleY(from), to.top + 8, to.bottom - 8)
}

function across(start: Point, end: Point, channel: number): Point[] {
  return start.y === end.y ? [start, end] : [start, { x: channel, y: start.y }, { x: channel, y: end.y }, end]
}

/** An SVG path through these points with rounded corners. */
export function pathThrough(points: readonly Point[]): string {
  return points
    .map((point, index) => {
      const before = points[index - 1]
      const after = points[index + 1]
      if (!before) return `M${point.x} ${point.y}`
      if (!after) return `L${point.x} ${point.y}`
      const into = towards(point, before)
      const out = towards(point, after)
      return `L${into.x} ${into.y}Q${point.x} ${point.y} ${out.x} ${out.y}`
    })
    .join('')
}

function towards(from: Point, to: Point): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  const step = Math.min(CORNER, length / 2)
  return length === 0 ? from : { x: from.x + ((to.x - from.x) * step) / length, y: from.y + ((to.y - from.y) * step) / length }
}
