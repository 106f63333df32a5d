import type { NotesScope, NoteSummary } from '../../core/contract'

export const exportFormats = [
  { as: 'html', label: 'HTML' },
  { as: 'pdf', label: 'PDF' },
  { as: 'zip', label: 'Zip of Markdown files' },
] as const

/** Each has a heading and three lines in a menu; with no note open one means a unit that one has just written about. */
const MOST_UNITS = 2

interface Library {
  open: { path: string } | null
  notes: ReadonlyMap<string, NoteSummary>
  order: readonly NoteSummary[]
  /** Of units, by id. */
  titles: ReadonlyMap<string, string>
}

/** What can be exported now: the open note, its unit (or, where it has none, those last written about), and everything. */
export function exportScopes({ open, notes, order, titles }: Library): { scope: NotesScope; name: string }[] {
  const own = open === null ? null : (notes.get(open.path)?.unit ?? null)
  const units = own === null ? [...new Set(order.flatMap(({ unit }) => unit ?? []))].slice(0, MOST_UNITS) : [own]
  return [
    ...(open === null ? [] : [{ scope: { kind: 'note', path: open.path } as const, name: 'This note' }]),
    ...units.map((unit) => ({ scope: { kind: 'unit', unit } as const, name: titles.get(unit) ?? `Unit ${unit}` })),
    { scope: { kind: 'everything' }, name: 'Everything' },
  ]
}
