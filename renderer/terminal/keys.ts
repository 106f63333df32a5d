export type PanelKey = 'new' | 'next' | 'previous' | 'search' | 'copy' | 'paste' | 'larger' | 'smaller' | 'normal' | 'commandBefore' | 'commandAfter'

const keys: Partial<Record<string, PanelKey>> = {
  'Ctrl Shift T': 'new',
  'Ctrl Tab': 'next',
  'Ctrl Shift Tab': 'previous',
  'Ctrl Shift F': 'search',
  'Ctrl Shift C': 'copy',
  'Ctrl Shift V': 'paste',
  'Ctrl =': 'larger',
  'Ctrl Shift +': 'larger',
  'Ctrl +': 'larger',
  'Ctrl -': 'smaller',
  'Ctrl 0': 'normal',
  'Ctrl ArrowUp': 'commandBefore',
  'Ctrl ArrowDown': 'commandAfter',
}

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey'>

/** What a key means to the terminal panel; null for everything that is the shell's. */
export function panelKey({ key, ctrlKey, shiftKey, altKey, metaKey }: Press): PanelKey | null {
  if (!ctrlKey || altKey || metaKey) return null
  return keys[['Ctrl', shiftKey && 'Shift', key.length === 1 ? key.toUpperCase() : key].filter(Boolean).join(' ')] ?? null
}
