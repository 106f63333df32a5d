import { runCommand } from '../commands'
import { cyclePanels } from './panels'
import { show, useApp } from './store'

/** The window's own keys. All but F1 and F6 need Ctrl with another key that shells and editors in a terminal do not use, or leave it to them there. */
export const windowKeys = [
  { keys: 'Ctrl Shift P', does: 'All commands, objects, steps and notes' },
  { keys: 'Ctrl K', does: 'The same, outside the terminal' },
  { keys: 'F1', does: 'Help; in a program that fills the terminal, its own' },
  { keys: 'F6', does: 'Next panel' },
  { keys: 'Shift F6', does: 'Previous panel' },
  { keys: 'Ctrl Shift E', does: 'Fold or unfold the cluster panel' },
  { keys: 'Ctrl Shift G', does: 'Fold or unfold guide and notes' },
  { keys: 'Ctrl Shift N', does: 'Quick note' },
  { keys: 'Ctrl Shift S', does: 'Capture the last command into a note' },
  { keys: 'Ctrl `', does: 'Fold or unfold the terminal' },
  { keys: 'Ctrl W', does: 'Close the object in front, outside the terminal' },
  { keys: 'Ctrl ,', does: 'Settings' },
] as const

/** In a note, beside those of every editor. */
export const noteKeys = [{ keys: 'Alt Enter', does: 'Go where the link at the cursor leads' }] as const

/** In a row of tabs, of objects as of terminals. */
export const tabKeys = [
  { keys: '← →', does: 'Other tabs, from a tab' },
  { keys: 'Delete', does: 'Close the tab that has the focus' },
] as const

const actions: Record<(typeof windowKeys)[number]['keys'], () => void> = {
  'Ctrl Shift P': togglePalette,
  'Ctrl K': togglePalette,
  F1: () => void runCommand('app.help'),
  F6: () => cyclePanels(1),
  'Shift F6': () => cyclePanels(-1),
  'Ctrl Shift E': () => void runCommand('view.tree'),
  'Ctrl Shift G': () => void runCommand('view.side'),
  'Ctrl Shift N': () => void runCommand('notes.quick'),
  'Ctrl Shift S': () => void runCommand('notes.capture'),
  'Ctrl `': () => void runCommand('view.terminal'),
  'Ctrl W': () => void runCommand('stage.close'),
  'Ctrl ,': () => void runCommand('app.settings'),
}

function togglePalette(): void {
  show(useApp.getState().overlay === 'palette' ? null : 'palette')
}

function nameOf({ key, ctrlKey, metaKey, shiftKey, altKey }: KeyboardEvent): string {
  const name = key.length === 1 ? key.toUpperCase() : key
  return [(ctrlKey || metaKey) && 'Ctrl', altKey && 'Alt', shiftKey && 'Shift', name].filter(Boolean).join(' ')
}

/**
 * Ctrl+W deletes a word in every shell, a guest's on the serial line included, Ctrl+K the rest of the line; F1 is the help of a program that fills the
 * screen, and a guest's. A guest's screen gets every key but its own.
 */
function isForOthers(event: KeyboardEvent): boolean {
  const { target } = event
  if (!(target instanceof Element)) return false
  if (target.closest('[data-keyboard="guest"]') !== null) return true
  const key = nameOf(event)
  if (key === 'F1') return target.closest('[data-keyboard]') !== null
  return (key === 'Ctrl W' || key === 'Ctrl K') && target.closest('[data-place="terminal"], [data-keyboard="shell"]') !== null
}

/** Listens before any panel does, as a terminal would keep every key for its shell. Returns the way to stop. */
export function listenToKeys(): () => void {
  const press = (event: KeyboardEvent) => {
    const action = (actions as Partial<Record<string, () => void>>)[nameOf(event)]
    if (action === undefined || isForOthers(event)) return
    // Whatever follows: Ctrl+W would close the window.
    event.preventDefault()
    event.stopPropagation()
    // A question must be answered before anything else is shown.
    if (document.querySelector('dialog[open]:not([data-replaceable])') === null) action()
  }
  window.addEventListener('keydown', press, true)
  return () => window.removeEventListener('keydown', press, true)
}
