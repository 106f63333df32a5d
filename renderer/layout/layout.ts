import { create } from 'zustand'
import type { Layout } from '../../core/contract'
import { main } from '../border'

/** Tree 264 px and guide 352 px of the 1440 px that the design is drawn at; the terminal has a third of the height. */
const firstLayout: Layout = {
  theme: 'system',
  treeShown: true,
  guideShown: true,
  terminalShown: true,
  sizes: { tree: 18.3, guide: 24.4, terminal: 34 },
  terminalFontSize: 12,
  scale: 1,
  expanded: {},
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
