import type { TreeRow, TreeRows } from '../../core/cluster'

/** Which rows are selected. `anchor` is where a selection with Shift begins. */
export interface TreeSelection {
  readonly ids: ReadonlySet<string>
  readonly anchor: string | null
}

export const NOTHING_SELECTED: TreeSelection = { ids: new Set(), anchor: null }

function canSelect(row: TreeRow | undefined): row is TreeRow {
  return row !== undefined && row.type !== 'note'
}

export function selectOnly(row: TreeRow | undefined): TreeSelection {
  return canSelect(row) ? { ids: new Set([row.id]), anchor: row.id } : NOTHING_SELECTED
}

export function toggleSelected({ ids }: TreeSelection, row: TreeRow | undefined): TreeSelection {
  if (!canSelect(row)) return { ids, anchor: null }
  const next = new Set(ids)
  if (!next.delete(row.id)) next.add(row.id)
  return { ids: next, anchor: row.id }
}

/** From the anchor to a row, as in lists of files. */
export function selectRange(rows: TreeRows, { anchor }: TreeSelection, from: number, to: number): TreeSelection {
  const start = anchor === null ? -1 : rows.indexOf(anchor)
  const first = start === -1 ? from : start
  const ids = new Set<string>()
  for (let index = Math.min(first, to); index <= Math.max(first, to); index += 1) {
    const row = rows.at(index)
    if (canSelect(row)) ids.add(row.id)
  }
  return { ids, anchor: anchor ?? rows.at(from)?.id ?? null }
}

/** Every object, but no headings: what one can do with many is done with objects. */
export function selectObjects(rows: TreeRows, anchor: string | null): TreeSelection {
  const ids = new Set<string>()
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows.at(index)
    if (row?.type === 'object') ids.add(row.id)
  }
  return { ids, anchor }
}

/** The selected rows in their order; the one row where it is not among the selected. */
export function rowsMeant(rows: TreeRows, { ids }: TreeSelection, index: number): TreeRow[] {
  const here = rows.at(index)
  if (!here || !ids.has(here.id)) return canSelect(here) ? [here] : []
  return [...ids]
    .map((id) => rows.indexOf(id))
    .filter((place) => place !== -1)
    .sort((a, b) => a - b)
    .flatMap((place) => rows.at(place) ?? [])
}
