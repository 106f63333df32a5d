import { create } from 'zustand'
import type { Layout } from '../../core/contract'
import { main } from '../border'

/** The terminal has a third of the height. */
const firstLayout: Layout = {
  theme: 'system',
  treeShown: true,
  guideShown: true,
  side: 'guide',
  terminalShown: true,
  sizes: { tree: null, guide: null, terminal: 34 },
  terminalFontSize: 12,
  scale: 1,
  note: null,
  terminal: null,
  trees: {},
  stage: {},
}

/**
 * How wide the columns are that nobody has sized, in pixels: as the design is drawn at 1440, but never more than a share of a smaller window, whose
 * middle has to hold an object's page and 80 columns of terminal.
 */
export function columnWidths({ sizes }: Layout, windowWidth: number): { tree: number; guide: number } {
  return { tree: sizes.tree ?? Math.min(264, windowWidth * 0.22), guide: sizes.guide ?? Math.min(352, windowWidth * 0.26) }
}

/** What the window's content can be scaled to, as browsers step it; 1 is the desktop's own. */
export const SCALES = [0.8, 0.9, 1, 1.1, 1.25, 1.5, 2]

/** The scale one step larger (1) or smaller (-1); the same at the end of the steps. */
export function scaleBeside(scale: number, step: 1 | -1): number {
  return (step === 1 ? SCALES.find((each) => each > scale) : SCALES.filter((each) => each < scale).at(-1)) ?? scale
}

// Dragging a border or opening branches comes in bursts; half a second after the last one is soon enough to survive a quit.
const saveDelayMs = 500

/** How the window is arranged, as remembered on disk by main. */
export const useLayout = create<Layout>(() => firstLayout)

let saving: ReturnType<typeof setTimeout> | undefined

/** Takes over what main remembered, without writing it back. */
export function restoreLayout(layout: Layout): void {
  useLayout.setState(layout)
}

export function changeLayout(change: Partial<Layout>): void {
  useLayout.setState(change)
  clearTimeout(saving)
  saving = setTimeout(saveLayoutNow, saveDelayMs)
}

/** Writes a pending change at once: the page is about to go. */
export function saveLayoutNow(): void {
  if (saving === undefined) return
  clearTimeout(saving)
  saving = undefined
  void main.app.saveLayout(useLayout.getState())
}
