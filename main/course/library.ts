import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { UnitListing, UnitProblem } from '../../core/contract'
import { loadUnit, type LoadedUnit } from './load-unit'

export interface LibraryEntry {
  listing: Omit<UnitListing, 'ofClassroom'>
  unit: LoadedUnit | null
}

/** More folders than this are no library of one course. */
const MAX_UNITS = 200

/** Every unit in the folders; of several with the same id the nearest to the student: their own, then the administrator's. */
export async function readLibrary(folders: Record<UnitListing['source'], string | null>): Promise<LibraryEntry[]> {
  const entries = new Map<string, LibraryEntry>()
  for (const source of ['shipped', 'system', 'own'] as const) {
    const of = folders[source]
    if (of === null) continue
    for (const name of await unitFolders(of)) {
      const folder = join(of, name)
      const { unit, problems } = await loadUnit(folder, { trusted: source === 'shipped' })
      const entry = unit === null ? brokenEntry(name, folder, source, problems) : readableEntry(unit, source, problems)
      entries.set(entry.listing.id, entry)
    }
  }
  return [...entries.values()]
}

function readableEntry(unit: LoadedUnit, source: UnitListing['source'], problems: UnitProblem[]): LibraryEntry {
  const { id, title, summary } = unit.source
  return { unit, listing: { id, title, summary, folder: unit.folder, source, problems } }
}

function brokenEntry(name: string, folder: string, source: UnitListing['source'], problems: UnitProblem[]): LibraryEntry {
  return { unit: null, listing: { id: name, title: name, summary: '', folder, source, problems } }
}

async function unitFolders(folder: string): Promise<string[]> {
  const found = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return found
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort()
    .slice(0, MAX_UNITS)
}
