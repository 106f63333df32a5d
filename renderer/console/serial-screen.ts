import '@xterm/xterm/css/xterm.css'
import { Unicode11Addon } from '@xterm/addon-unicode11'
import { Terminal } from '@xterm/xterm'
import { createAnswerGate } from '../../core/terminal'
import { readPalette } from '../theme'
import { boundMarksOf, boundTerminal, fitTerminal } from '../ui'
import { RECONNECTED } from './reconnected'

export interface SerialScreen {
  /** Bytes from the guest; `done` when they are drawn. */
  write(bytes: Uint8Array, done: () => void): void
  /** What was said before: drawn, and answered by nothing. */
  replay(bytes: Uint8Array, done: () => void): void
  /** Fills its element; null while that is not laid out. */
  fit(): { cols: number; rows: number } | null
  focus(): void
  selection(): string
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
    // `resize` and full-screen programs of the guest ask the terminal for its size: the line itself does not carry it.
    windowOptions: { getWinSizeChars: true },
    // A guest's link may lead anywhere; nobody needs one in a boot log.
    linkHandler: { activate: () => {} },
  })
  terminal.loadAddon(boundMarksOf(new Unicode11Addon()))
  terminal.unicode.activeVersion = '11'
  boundTerminal(terminal)
  terminal.attachCustomKeyEventHandler((event) => !isOwnKey(event))
  terminal.open(element)
  terminal.textarea?.setAttribute('aria-label', label)
  let isReplaying = false
  let written = 0
  const answers = createAnswerGate(() => performance.now())
  const input = (data: string): void => {
    if (!isReplaying && answers.lets(data)) onInput(data)
  }
  terminal.onData(input)
  terminal.onBinary(input)

  return {
    write(bytes, done) {
      written += bytes.length
      terminal.write(bytes, done)
    },
    replay(bytes, done) {
      isReplaying = true
      terminal.write(bytes)
      terminal.write(RECONNECTED, () => {
        isReplaying = false
        done()
      })
    },
    fit: () => fitTerminal(terminal, element),
    focus: () => terminal.focus(),
    selection: () => terminal.getSelection(),
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
