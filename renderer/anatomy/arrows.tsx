import { useLayoutEffect, useState } from 'react'
import type { AnatomyLink } from '../../core/cluster/anatomy'
import { classes } from '../ui'
import styles from './anatomy.module.css'
import { type Box, pathThrough, type Point, route } from './route'

interface Arrow extends AnatomyLink {
  points: Point[]
}

/** Draws the links over the parts, wherever the layout has put them. */
export function Arrows({ picture, links }: { picture: HTMLElement; links: readonly AnatomyLink[] }) {
  const [arrows, setArrows] = useState<{ all: Arrow[]; width: number; height: number }>({ all: [], width: 0, height: 0 })
  useLayoutEffect(() => {
    const measure = (): void => setArrows({ all: arrowsIn(picture, links), width: picture.scrollWidth, height: picture.scrollHeight })
    measure()
    // Parts grow with their text, also when fonts arrive late.
    const observer = new ResizeObserver(measure)
    observer.observe(picture)
    for (const part of picture.querySelectorAll('[data-part]')) observer.observe(part)
    return () => observer.disconnect()
  }, [picture, links])
  return (
    <svg className={styles.arrows} width={arrows.width} height={arrows.height} aria-hidden="true">
      {arrows.all.map(({ from, to, kind, state, label, points }) => (
        <g key={`${from} ${to}`} className={classes(styles.arrow, styles[kind])} data-state={state}>
          <path d={pathThrough(points)} />
          <path className={styles.tip} d={tipOf(points)} />
          {label !== null && state !== 'asleep' && <Label points={points}>{label}</Label>}
        </g>
      ))}
    </svg>
  )
}

function arrowsIn(picture: HTMLElement, links: readonly AnatomyLink[]): Arrow[] {
  const origin = picture.getBoundingClientRect()
  const boxOf = (element: Element): Box => {
    const { left, top, right, bottom } = element.getBoundingClientRect()
    const [x, y] = [picture.scrollLeft - origin.left, picture.scrollTop - origin.top]
    return { left: left + x, top: top + y, right: right + x, bottom: bottom + y }
  }
  const find = (id: string): Element | null => picture.querySelector(`[data-part="${CSS.escape(id)}"]`)
  let lane = 0
  return links.flatMap((link) => {
    const [from, to] = [find(link.from), find(link.to)]
    if (!from || !to) return []
    const host = from.closest('[data-host]')
    const isLeaving = host !== null && !host.contains(to) && link.kind !== 'moves'
    const points = route(boxOf(from), boxOf(to), { around: isLeaving ? boxOf(host) : undefined, lane: isLeaving ? lane : 0 })
    if (isLeaving && link.kind === 'uses') lane += 1
    return [{ ...link, points }]
  })
}

// Half the width of an arrow's tip; its length is twice that.
const TIP = 4

function tipOf(points: readonly Point[]): string {
  const [before, end] = points.slice(-2)
  if (!before || !end) return ''
  const [x, y] = [Math.sign(end.x - before.x), Math.sign(end.y - before.y)]
  const corner = (side: number): string => `${end.x - x * 2 * TIP + y * side * TIP} ${end.y - y * 2 * TIP + x * side * TIP}`
  return `M${corner(1)}L${end.x} ${end.y}L${corner(-1)}`
}

function Label({ points, children }: { points: readonly Point[]; children: string }) {
  const [first, second] = points
  if (!first || !second) return null
  return (
    <text x={(first.x + second.x) / 2 + 10} y={(first.y + second.y) / 2 + 4}>
      {children}
    </text>
  )
}
