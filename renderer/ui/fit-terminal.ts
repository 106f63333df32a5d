/** As much of an xterm.js terminal as its size depends on. */
interface Cells {
  readonly cols: number
  readonly rows: number
  resize(cols: number, rows: number): void
}

// xterm.js 6 draws its scroll bar over the last 14 px (its ViewportConstants); text must not lie under it.
const SCROLL_BAR = 14

/** Fills `element` with cells of the terminal that is open in it, and answers how many; null while either is not laid out. */
export function fitTerminal(terminal: Cells, element: HTMLElement): { cols: number; rows: number } | null {
  const screen = element.querySelector<HTMLElement>('.xterm-screen')
  if (!screen || element.clientWidth === 0 || element.clientHeight === 0 || screen.offsetWidth === 0) return null
  const cols = Math.max(2, Math.floor((element.clientWidth - SCROLL_BAR) / (screen.offsetWidth / terminal.cols)))
  const rows = Math.max(1, Math.floor(element.clientHeight / (screen.offsetHeight / terminal.rows)))
  if (cols !== terminal.cols || rows !== terminal.rows) terminal.resize(cols, rows)
  return { cols, rows }
}
