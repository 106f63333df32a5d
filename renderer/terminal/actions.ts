import { main } from '../border'
import type { Command } from '../commands'
import { changeLayout, unfoldTerminal, useLayout } from '../layout'
import type { PanelKey } from './keys'
import type { Screen } from './screen'
import { activeTab, closeTab, openTab, search, selectNeighbour, useTerminals } from './store'

const NORMAL_FONT_SIZE = 12

// The contract's limits: smaller cannot be read, larger leaves no columns.
const FONT_SIZES = { smallest: 8, largest: 32 }

const screens = new Map<string, Screen>()

/** Tells which screen belongs to a tab, or that it has none any more. */
export function keepScreen(tab: string, screen: Screen | null): void {
  if (screen === null) screens.delete(tab)
  else screens.set(tab, screen)
}

export function screenInFront(): Screen | undefined {
  return screens.get(activeTab(useTerminals.getState())?.id ?? '')
}

/** What is selected in the terminal in front; empty where nothing is. */
export function selectedText(): string {
  return screenInFront()?.selection() ?? ''
}

/** Where that comes from, for whoever keeps it. */
export function selectionSource(): string {
  const tab = activeTab(useTerminals.getState())
  return tab === null ? 'Terminal' : `Terminal of ${tab.title}`
}

/** What can be done to the terminal in front, by key, by button or from the palette. */
export type TerminalAction = Exclude<PanelKey, 'new'> | 'split' | 'close'

export function perform(action: TerminalAction): void {
  const tab = activeTab(useTerminals.getState())
  switch (action) {
    case 'next':
      return selectNeighbour(1)
    case 'previous':
      return selectNeighbour(-1)
    case 'split':
      return tab === null ? undefined : void openTab(tab.purpose, tab.id)
    case 'close':
      return tab === null ? undefined : void closeTab(tab.id)
    case 'search':
      return search(tab?.id ?? null)
    case 'copy': {
      const text = selectedText()
      return text === '' ? undefined : void main.app.copyText({ text })
    }
    case 'paste':
      return void main.app.paste()
    case 'larger':
      return resize(useLayout.getState().terminalFontSize + 1)
    case 'smaller':
      return resize(useLayout.getState().terminalFontSize - 1)
    case 'normal':
      return resize(NORMAL_FONT_SIZE)
    case 'commandBefore':
      return screenInFront()?.jump(-1)
    case 'commandAfter':
      return screenInFront()?.jump(1)
  }
}

function resize(size: number): void {
  changeLayout({ terminalFontSize: Math.min(FONT_SIZES.largest, Math.max(FONT_SIZES.smallest, size)) })
}

const listed: { action: TerminalAction; title: string; keys?: string }[] = [
  { action: 'split', title: 'Split terminal' },
  { action: 'close', title: 'Close terminal' },
  { action: 'search', title: 'Search terminal', keys: 'Ctrl Shift F' },
  { action: 'next', title: 'Next terminal', keys: 'Ctrl Tab' },
  { action: 'previous', title: 'Previous terminal', keys: 'Ctrl Shift Tab' },
  { action: 'copy', title: 'Copy what is selected in the terminal', keys: 'Ctrl Shift C' },
  { action: 'paste', title: 'Paste into the terminal', keys: 'Ctrl Shift V' },
  { action: 'commandBefore', title: 'Scroll to the command before', keys: 'Ctrl ↑' },
  { action: 'commandAfter', title: 'Scroll to the next command', keys: 'Ctrl ↓' },
  { action: 'larger', title: 'Larger terminal text', keys: 'Ctrl +' },
  { action: 'smaller', title: 'Smaller terminal text', keys: 'Ctrl -' },
  { action: 'normal', title: 'Normal terminal text', keys: 'Ctrl 0' },
]

/** The terminal's part of the palette and of the keyboard help, while one is open. */
export function terminalCommands(): Command[] {
  const { tabs } = useTerminals.getState()
  if (tabs === null || tabs.length === 0) return []
  return listed.map(({ action, ...words }) => ({ id: `terminal.${action}`, group: 'Terminal', ...words, run: () => show(action) }))
}

function show(action: TerminalAction): void {
  unfoldTerminal()
  // Whoever asks from elsewhere means to go on there; the clipboard, too, goes to the field that has the focus.
  screenInFront()?.focus()
  perform(action)
}
