import type { TreeRow } from '../../core/cluster'
import { ocLines } from '../../core/cluster/oc-lines'
import { MAX_FAVOURITES, type ObjectRef, type TreeArrangement } from '../../core/contract'
import type { MenuEntry } from '../ui'
import { copyText } from './object/copy'
import { openOther } from './other-kind-page'
import { openObject } from './stage'

// Nobody means to open more pages at once.
const MAX_OPENED = 10

/** Opens what the rows stand for: pages of objects, tables of other kinds. */
export function openRows(rows: readonly TreeRow[]): void {
  for (const { object, other } of rows.slice(0, MAX_OPENED)) {
    if (object) openObject(object)
    else if (other) openOther(other)
  }
}

export function copyNames(rows: readonly TreeRow[]): void {
  if (rows.length > 0) copyText(rows.map(({ name }) => name).join('\n'))
}

/** What the tree itself can do with rows, one or many. */
export function keepingEntries(rows: readonly TreeRow[], { favourites }: TreeArrangement, onArrange: (change: Partial<TreeArrangement>) => void): MenuEntry[] {
  const refs = refsOf(rows)
  const kept = new Set(favourites.map(keyOf))
  const chosen = new Set(refs.map(keyOf))
  const areFavourites = refs.every((ref) => kept.has(keyOf(ref)))
  const others = favourites.filter((ref) => !chosen.has(keyOf(ref)))
  const toggle = (): void => onArrange({ favourites: areFavourites ? others : [...others, ...refs].slice(-MAX_FAVOURITES) })
  return [
    { kind: 'item', id: 'names', label: rows.length > 1 ? 'Copy names' : 'Copy name', detail: 'Ctrl C', onSelect: () => copyNames(rows) },
    ...(refs.length > 0 ? [{ kind: 'item', id: 'favourite', label: areFavourites ? 'Remove from favourites' : 'Add to favourites', onSelect: toggle } satisfies MenuEntry] : []),
  ]
}

/** What can be done with many rows, or with one that is no object. */
export function rowsEntries(rows: readonly TreeRow[]): MenuEntry[] {
  const openable = rows.filter(({ object, other }) => object !== null || other !== null).slice(0, MAX_OPENED)
  const lines = refsOf(rows).map((ref) => ocLines.get(ref))
  const open: MenuEntry = { kind: 'item', id: 'open', label: openable.length > 1 ? `Open ${openable.length} pages` : 'Open', detail: 'Enter', onSelect: () => openRows(openable) }
  const copy: MenuEntry = { kind: 'item', id: 'oc', label: 'Copy as oc commands', onSelect: () => copyText(lines.join('\n')) }
  return [...(openable.length > 0 ? [open] : []), ...(lines.length > 0 ? [copy] : [])]
}

/** Each object once, although it may stand in several places. */
function refsOf(rows: readonly TreeRow[]): ObjectRef[] {
  const refs = rows.flatMap(({ object }) => (object ? [{ kind: object.kind, namespace: object.namespace, name: object.name }] : []))
  return [...new Map(refs.map((ref) => [keyOf(ref), ref])).values()]
}

function keyOf({ kind, namespace, name }: ObjectRef): string {
  return `${kind}|${namespace}|${name}`
}
