import '@xterm/xterm/css/xterm.css'
import { SearchAddon } from '@xterm/addon-search'
import { Unicode11Addon } from '@xterm/addon-unicode11'
import { Terminal } from '@xterm/xterm'
import { readPalette } from '../theme'

export interface SerialScreen {
  /** Bytes from the guest; `done` when they are drawn. */
  write(bytes: Uint8Array, done: () => void): void
  /** What was said before: drawn, and answered by nothing. */
  replay(bytes: Uint8Array, done: () => void): void
  /** Fills its element; null while that is not laid out. */
  fit(): { cols: number; rows: number } | null
  focus(): void
  selection(): string
  find(text: string, direction: 1 | -1): void
  endSearch(): void
  setReadable(on: boolean): void
  repaint(): void
  /** True while nothing at all has been written. */
  isBlank(): boolean
  dispose(): void
}

/** As much as the transcript shows again, and far more than a boot says. */
const SCROLL_BACK_LINES = 5_000

// The terminal's own type: 12/20.
const FONT_SIZE = 12
const LINE_HEIGHT = 1.25
// xterm.js 6 draws its scroll bar over the last 14 px.
const SCROLL_BAR = 14

export function createSerialScreen(element: HTMLElement, { label, onInput, isOwnKey }: { label: string; onInput: (data: string) => void; isOwnKey: (event: KeyboardEvent) => boolean }): SerialScreen {
  const terminal = new Terminal({
    allowProposedApi: true,
    cursorBlink: false,
    fontFamily: getComputedStyle(element).getPropertyValue('--font-mono').trim() || 'monospace',
    fontSize: FONT_SIZE,
    lineHeight: LINE_HEIGHT,
    minimumContrastRatio: 4.5,
    scrollback: SCROLL_BACK_LINES,
    theme: readPalette(element),
    // A guest's link may lead anywhere; nobody needs one in a boot log.
    linkHandler: { activate: () => {} },
  })
  const search = new SearchAddon()
  terminal.loadAddon(search)
  terminal.loadAddon(new Unicode11Addon())
  terminal.unicode.activeVersion = '11'
  terminal.attachCustomKeyEventHandler((event) => !isOwnKey(event))
  terminal.open(element)
  terminal.textarea?.setAttribute('aria-label', label)
  let isReplaying = false
  let written = 0
  const input = (data: string): void => {
    if (!isReplaying) onInput(data)
  }
  terminal.onData(input)
  terminal.onBinary(input)

  const colours = (): { matchBackground: string; matchOverviewRuler: string; activeMatchBackground: string; activeMatchColorOverviewRuler: string } => {
    const hit = getComputedStyle(element).getPropertyValue('--search-hit').trim()
    return { matchBackground: hit, matchOverviewRuler: hit, activeMatchBackground: hit, activeMatchColorOverviewRuler: hit }
  }
  return {
    write(bytes, done) {
      written += bytes.length
      terminal.write(bytes, done)
    },
    replay(bytes, done) {
      isReplaying = true
      // A transcript that ends in the middle of colours or of another screen must not leave them on.
      terminal.write(bytes)
      terminal.write('\u001b[!p\u001b[?1049l\u001b[0m\r\n\u001b[2m── reconnected ──\u001b[0m\r\n', () => {
        isReplaying = false
        done()
      })
    },
    fit() {
      const screen = element.querySelector<HTMLElement>('.xterm-screen')
      if (!screen || element.clientWidth === 0 || element.clientHeight === 0 || screen.offsetWidth === 0) return null
      const cols = Math.max(2, Math.floor((element.clientWidth - SCROLL_BAR) / (screen.offsetWidth / terminal.cols)))
      const rows = Math.max(1, Math.floor(element.clientHeight / (screen.offsetHeight / terminal.rows)))
      if (cols !== terminal.cols || rows !== terminal.rows) terminal.resize(cols, rows)
      return { cols, rows }
    },
    focus: () => terminal.focus(),
    selection: () => terminal.getSelection(),
    find: (text, direction) => void (direction === 1 ? search.findNext(text, { decorations: colours() }) : search.findPrevious(text, { decorations: colours() })),
    endSearch: () => search.clearDecorations(),
    setReadable(on) {
      terminal.options.screenReaderMode = on
    },
    repaint() {
      terminal.options.theme = readPalette(element)
    },
    isBlank: () => written === 0,
    dispose: () => terminal.dispose(),
  }
}
