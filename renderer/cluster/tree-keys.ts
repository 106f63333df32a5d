import type { TreeRow, TreeRows } from '../../core/cluster'

/**
 * What a key means in a tree (ARIA Authoring Practices, "Tree View", with several rows selected as in lists of files); null where it means
 * nothing there.
 */
export type TreeAct =
  | { type: 'go'; index: number; how: 'only' | 'range' | 'focus' }
  | { type: 'toggle'; index: number }
  | { type: 'open' | 'select' | 'selectAll' | 'copy' | 'menu' }
  | { type: 'flip'; ids: string[] }

interface Press {
  readonly key: string
  readonly ctrlKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
  readonly metaKey: boolean
}

export function actOfKey({ key, ctrlKey, shiftKey, altKey, metaKey }: Press, rows: TreeRows, index: number, pageRows: number): TreeAct | null {
  const row = rows.at(index)
  if (!row || altKey || metaKey) return null
  const to = targetOf(key, rows.length, index, pageRows)
  if (to !== null) return { type: 'go', index: Math.max(0, Math.min(rows.length - 1, to)), how: shiftKey ? 'range' : ctrlKey ? 'focus' : 'only' }
  if (key === 'ContextMenu' || (key === 'F10' && shiftKey)) return { type: 'menu' }
  if (ctrlKey) return shiftKey ? null : actWithControl(key)
  switch (key) {
    case 'ArrowRight':
      if (row.open === null) return null
      return row.open ? { type: 'go', index: Math.min(rows.length - 1, index + 1), how: 'only' } : { type: 'toggle', index }
    case 'ArrowLeft':
      if (row.open === true) return { type: 'toggle', index }
      return row.parent === null ? null : { type: 'go', index: rows.indexOf(row.parent), how: 'only' }
    case 'Enter':
    case ' ':
      if (row.type === 'note') return null
      return row.type === 'heading' ? { type: 'toggle', index } : { type: 'open' }
    case '*':
      return { type: 'flip', ids: closedSiblings(rows, row) }
    default:
      return null
  }
}

function targetOf(key: string, length: number, index: number, pageRows: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return index + 1
    case 'ArrowUp':
      return index - 1
    case 'PageDown':
      return index + pageRows
    case 'PageUp':
      return index - pageRows
    case 'Home':
      return 0
    case 'End':
      return length - 1
    default:
      return null
  }
}

function actWithControl(key: string): TreeAct | null {
  if (key === ' ') return { type: 'select' }
  if (key.toLowerCase() === 'a') return { type: 'selectAll' }
  return key.toLowerCase() === 'c' ? { type: 'copy' } : null
}

function closedSiblings(rows: TreeRows, of: TreeRow): string[] {
  const ids: string[] = []
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows.at(index)
    if (row?.open === false && row.parent === of.parent) ids.push(row.id)
  }
  return ids
}

/** The next row whose name begins with what was typed; a first letter goes on from here, a longer beginning may stay. */
export function findTyped(rows: TreeRows, from: number, typed: string): number {
  const start = typed.length === 1 ? 1 : 0
  for (let step = start; step < rows.length + start; step += 1) {
    const index = (from + step) % rows.length
    if (rows.at(index)?.name.toLowerCase().startsWith(typed)) return index
  }
  return -1
}
