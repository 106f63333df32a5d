import type { ReactNode } from 'react'
import { classes } from '../ui/classes'
import styles from './drawing.module.css'

/**
 * What the pictures are drawn with. One unit is one pixel at a width of 320, the narrowest place where a picture stands; everything lies on a grid of four.
 */
const WIDTH = 320

/** plain: a thing; inner, core: deeper inside of one; guest: belongs to a virtual machine; own: the student's; bad: broken; ghost: not always there. */
type Tone = 'plain' | 'inner' | 'core' | 'guest' | 'own' | 'bad' | 'ghost'

interface Place {
  x: number
  y: number
  w: number
  h: number
}

export function Canvas({ height, alt, children }: { height: number; alt: string; children: ReactNode }) {
  return (
    <svg className={styles.picture} viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={alt}>
      {children}
    </svg>
  )
}

interface BoxProps extends Place {
  tone?: Tone
  /** In the middle, where nothing else stands in the box; otherwise at the top left. */
  centred?: boolean
  title?: string
  note?: string
  mono?: boolean
  children?: ReactNode
}

// Half a pixel in, lines of one pixel are sharp.
const SHARP = 0.5
const PADDING = 8
const TITLE_BASELINE = 16
const NOTE_BASELINE = 30

/** A box with its words; `children` lie on top, in the picture's own coordinates. */
export function Box({ x, y, w, h, tone = 'plain', centred = false, title, note, mono = false, children }: BoxProps) {
  const lines = note === undefined ? 1 : 2
  // Optical middle of one or two lines of 11 and 10 units.
  const top = centred ? y + h / 2 + (lines === 1 ? 4 : -3) : y + TITLE_BASELINE
  const at = centred ? x + w / 2 : x + PADDING
  const anchor = centred ? 'middle' : 'start'
  return (
    <g>
      <rect className={classes(styles.box, styles[tone])} x={x + SHARP} y={y + SHARP} width={w - 1} height={h - 1} rx="4" />
      {title !== undefined && (
        <text className={classes(styles.title, mono && styles.mono, styles[`on_${tone}`])} x={at} y={top} textAnchor={anchor}>
          {title}
        </text>
      )}
      {note !== undefined && (
        <text className={styles.note} x={at} y={centred ? top + 13 : y + NOTE_BASELINE} textAnchor={anchor}>
          {note}
        </text>
      )}
      {children}
    </g>
  )
}

export function Words({ x, y, children, kind = 'note', anchor = 'start' }: { x: number; y: number; children: string; kind?: 'heading' | 'title' | 'note' | 'mono' | 'bad' | 'ok' | 'accent'; anchor?: 'start' | 'middle' | 'end' }) {
  return (
    <text className={styles[kind]} x={x} y={y} textAnchor={anchor}>
      {children}
    </text>
  )
}

/** creates: solid; uses: dashed; answers: green. */
export type LineKind = 'creates' | 'uses' | 'answers' | 'breaks'

/** A line through points, with an arrow's head at its end. */
export function Arrow({ points, kind = 'creates' }: { points: readonly (readonly [number, number])[]; kind?: LineKind }) {
  const [from, to] = points.slice(-2)
  if (from === undefined || to === undefined) return null
  const angle = (Math.atan2(to[1] - from[1], to[0] - from[0]) * 180) / Math.PI
  return (
    <g className={classes(styles.line, styles[kind])}>
      <path d={`M${points.map((point) => point.join(' ')).join('L')}`} />
      <path className={styles.head} d="M-5-3.5 0 0-5 3.5" transform={`translate(${to.join(' ')}) rotate(${angle})`} />
    </g>
  )
}

/** A number in a circle: the order of what happens. */
export function Mark({ x, y, children }: { x: number; y: number; children: string }) {
  return (
    <g>
      <circle className={styles.mark} cx={x} cy={y} r="8" />
      <text className={styles.mark_text} x={x} y={y + 4} textAnchor="middle">
        {children}
      </text>
    </g>
  )
}
