import '@xterm/xterm/css/xterm.css'
import { SearchAddon, type ISearchOptions } from '@xterm/addon-search'
import { Unicode11Addon } from '@xterm/addon-unicode11'
import { WebLinksAddon } from '@xterm/addon-web-links'
import { Terminal } from '@xterm/xterm'
import { createAnswerGate } from '../../core/terminal'
import { followCommands, type CommandInView } from './command-marks'
import { readPalette } from '../theme'
import { boundMarksOf, boundTerminal, fitTerminal } from '../ui'

export interface ScreenOptions {
  fontSize: number
  /** True where a GPU draws: xterm's WebGL renderer beats its DOM renderer there, and only there. */
  hasGpu: boolean
  /** What the student types, pastes or the terminal answers to the running program. */
  onInput(data: string): void
  /** Commands in view have moved or changed. */
  onCommands(commands: CommandInView[], cellHeight: number): void
  onSearchResults(results: { index: number; count: number }): void
  /** Keys that are the window's; the shell does not get them. */
  isOwnKey(event: KeyboardEvent): boolean
  openLink(url: string): void
}

export interface Size {
  cols: number
  rows: number
}

/** One xterm.js in one element. Loaded when the first terminal is shown: it is a third of the window's code. */
export interface Screen {
  write(data: string, done: () => void): void
  /** Text of earlier, to which nothing must be answered. */
  replay(kept: { data: string; seal: string; runningMs: number }, done: () => void): void
  /** Fills the element; null while it is not laid out. */
  fit(): Size | null
  focus(): void
  selection(): string
  paste(text: string): void
  readonly pastesInBrackets: boolean
  find(text: string, direction: 1 | -1, options: Pick<ISearchOptions, 'caseSensitive' | 'regex'>): void
  endSearch(): void
  jump(direction: 1 | -1): void
  isFullScreen(): boolean
  setFontSize(size: number): void
  repaint(): void
  dispose(): void
}

// Main keeps as much (core/terminal/scroll-back): what can be scrolled to is what comes back after a restart.
const SCROLL_BACK_LINES = 10_000

// 20 px lines at 12 px type (look: terminal 12/20); Red Hat Mono is 16 px high there.
const LINE_HEIGHT = 1.25

// A font that does not come must not keep the terminal away.
const FONT_LIMIT_MS = 1_000

export async function createScreen(element: HTMLElement, options: ScreenOptions): Promise<Screen> {
  const fontFamily = getComputedStyle(element).getPropertyValue('--font-mono').trim() || 'monospace'
  // Cells are measured once, when the terminal opens; with the wrong font they would stay wrong.
  await Promise.race([document.fonts.load(`${options.fontSize}px ${fontFamily}`), new Promise((resolve) => setTimeout(resolve, FONT_LIMIT_MS))])

  const terminal = new Terminal({
    // The search's marks and Unicode 11 are still behind this switch.
    allowProposedApi: true,
    cursorBlink: false,
    fontFamily,
    fontSize: options.fontSize,
    lineHeight: LINE_HEIGHT,
    // Programs choose colours for a background that they do not know.
    minimumContrastRatio: 4.5,
    scrollback: SCROLL_BACK_LINES,
    theme: readPalette(element),
    // OSC 8: a link may say one thing and lead to another, so it needs the same key as any other and the same check.
    linkHandler: { activate: (event, url) => openIfMeant(event, url) },
  })
  const openIfMeant = (event: MouseEvent, url: string): void => {
    if ((event.ctrlKey || event.metaKey) && /^https?:\/\//i.test(url)) options.openLink(url)
  }

  const search = new SearchAddon()
  terminal.loadAddon(search)
  terminal.loadAddon(boundMarksOf(new Unicode11Addon()))
  terminal.loadAddon(new WebLinksAddon(openIfMeant))
  terminal.unicode.activeVersion = '11'
  boundTerminal(terminal)
  terminal.attachCustomKeyEventHandler((event) => !options.isOwnKey(event))
  terminal.open(element)
  if (options.hasGpu) await drawByGpu(terminal)

  let seal: string | null = null
  let replaying: { runningMs: number } | null = null
  let frame = 0

  // As xterm.js has styled it: to measure it would make the browser lay out the whole window, in the frames in which most is drawn.
  const cellHeight = (): number => Number.parseFloat(element.querySelector<HTMLElement>('.xterm-screen')?.style.height || '0') / terminal.rows
  const commands = followCommands(terminal, { seal: () => seal, startOf: () => performance.now() - (replaying?.runningMs ?? 0) }, () => tellSoon())
  const tellSoon = (): void => {
    frame ||= requestAnimationFrame(() => {
      frame = 0
      options.onCommands(commands.inView(), cellHeight())
    })
  }
  terminal.onRender(tellSoon)
  terminal.onScroll(tellSoon)
  terminal.onResize(tellSoon)
  const isFullScreen = (): boolean => terminal.buffer.active.type === 'alternate'
  // For the window's keys (renderer/app/keys.ts): what fills the screen has a help of its own.
  terminal.buffer.onBufferChange(() => (isFullScreen() ? (element.dataset['keyboard'] = 'program') : delete element.dataset['keyboard']))

  const answers = createAnswerGate(() => performance.now())
  const input = (data: string): void => {
    if (replaying === null && answers.lets(data)) options.onInput(data)
  }
  terminal.onData(input)
  terminal.onBinary(input)
  search.onDidChangeResults(({ resultIndex, resultCount }) => options.onSearchResults({ index: resultIndex, count: resultCount }))

  return {
    write: (data, done) => terminal.write(data, done),
    replay(kept, done) {
      seal = kept.seal
      replaying = kept
      terminal.write(kept.data, () => {
        replaying = null
        done()
      })
    },
    fit: () => fitTerminal(terminal, element),
    focus: () => terminal.focus(),
    selection: () => terminal.getSelection(),
    paste: (text) => terminal.paste(text),
    get pastesInBrackets() {
      return terminal.modes.bracketedPasteMode
    },
    find(text, direction, how) {
      const decorations = searchColours(element)
      if (direction === 1) search.findNext(text, { ...how, decorations })
      else search.findPrevious(text, { ...how, decorations })
    },
    endSearch() {
      search.clearDecorations()
      terminal.clearSelection()
    },
    jump: (direction) => commands.jump(direction),
    isFullScreen,
    setFontSize(size) {
      terminal.options.fontSize = size
    },
    repaint() {
      terminal.options.theme = readPalette(element)
    },
    dispose() {
      cancelAnimationFrame(frame)
      terminal.dispose()
    },
  }
}

async function drawByGpu(terminal: Terminal): Promise<void> {
  try {
    const { WebglAddon } = await import('@xterm/addon-webgl')
    const webgl = new WebglAddon()
    // Without it the terminal draws by DOM again, which every machine can.
    webgl.onContextLoss(() => webgl.dispose())
    terminal.loadAddon(webgl)
  } catch (problem) {
    console.warn('The terminal draws without the GPU.', problem)
  }
}

function searchColours(element: Element): NonNullable<ISearchOptions['decorations']> {
  const style = getComputedStyle(element)
  const hit = style.getPropertyValue('--search-hit').trim()
  const accent = style.getPropertyValue('--accent').trim()
  return { matchBackground: hit, matchOverviewRuler: hit, activeMatchBackground: hit, activeMatchBorder: accent, activeMatchColorOverviewRuler: accent }
}
