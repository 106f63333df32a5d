import type { TreeRow, TreeRows } from '../../core/cluster'

/** What a key means in a tree (ARIA Authoring Practices, "Tree View"); null where it means nothing there. */
export type TreeAct = { type: 'go'; index: number } | { type: 'toggle'; index: number } | { type: 'open'; index: number } | { type: 'expandSiblings'; ids: string[] }

export function actOfKey(key: string, rows: TreeRows, index: number, pageRows: number): TreeAct | null {
  const row = rows.at(index)
  if (!row) return null
  const go = (to: number): TreeAct => ({ type: 'go', index: Math.max(0, Math.min(rows.length - 1, to)) })
  switch (key) {
    case 'ArrowDown':
      return go(index + 1)
    case 'ArrowUp':
      return go(index - 1)
    case 'PageDown':
      return go(index + pageRows)
    case 'PageUp':
      return go(index - pageRows)
    case 'Home':
      return go(0)
    case 'End':
      return go(rows.length - 1)
    case 'ArrowRight':
      if (row.open === null) return null
      return row.open ? go(index + 1) : { type: 'toggle', index }
    case 'ArrowLeft':
      if (row.open === true) return { type: 'toggle', index }
      return row.parent === null ? null : go(rows.indexOf(row.parent))
    case 'Enter':
    case ' ':
      if (row.type === 'note') return null
      return { type: row.object ? 'open' : 'toggle', index }
    case '*':
      return { type: 'expandSiblings', ids: siblings(rows, row) }
    default:
      return null
  }
}

function siblings(rows: TreeRows, of: TreeRow): string[] {
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
