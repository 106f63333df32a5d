import { matchScore } from '../../core/find'
import type { Command } from './commands'
import { recentIds } from './recent'

/** What is too many to list: found by its name, never shown before. Ids must be unique over all slices, and the same at every search. */
export interface EntrySearch {
  /** The best entries for a query, at most a hundred. A promise may take its time: what it finds is added below, in its own order. */
  find(query: string): Command[] | Promise<Command[]>
  /** The entry of an id of its own, if it is there now: for what was used last. */
  recall?(id: string): Command | null
}

const searches = new Set<EntrySearch>()

/** Adds a slice's objects, notes or steps to the palette. Returns the way to take them back. */
export function provideSearch(search: EntrySearch): () => void {
  searches.add(search)
  return () => void searches.delete(search)
}

export interface Found {
  /** Best first. */
  now: Command[]
  /** What takes longer, each best first. */
  later: Promise<Command[]>[]
}

// More lines nobody reads, and each costs time at every key: another letter finds better.
const FOUND_LIMIT = 100
// What one used lately is what one means, where something else fits only as well.
const RECENT_BONUS = 30

/** What a query finds among these commands and what slices search for. Without a query: what was used last, then all commands. */
export function search(commands: readonly Command[], query: string): Found {
  const recent = recentIds()
  if (query.trim() === '') {
    const used = recent.flatMap((id) => commands.find((command) => command.id === id) ?? recall(id) ?? [])
    return { now: [...used, ...commands.filter((command) => !used.includes(command))].slice(0, FOUND_LIMIT), later: [] }
  }
  const now = [...commands]
  const later: Promise<Command[]>[] = []
  for (const each of searches) {
    const found = each.find(query)
    if (Array.isArray(found)) now.push(...found)
    else later.push(found.then((entries) => entries.slice(0, FOUND_LIMIT)).catch(() => []))
  }
  return { now: rank(now, query, recent), later }
}

function recall(id: string): Command | null {
  for (const each of searches) {
    const entry = each.recall?.(id) ?? null
    if (entry) return entry
  }
  return null
}

function rank(commands: readonly Command[], query: string, recent: readonly string[]): Command[] {
  return commands
    .flatMap((command) => {
      // The title alone counts more: `web` is the machine of that name before the group `Web console`.
      const inTitle = matchScore(command.title, query)
      const score = inTitle === null ? matchScore(`${command.title} ${command.group}`, query) : inTitle + 10
      return score === null ? [] : [{ command, score: score + (recent.includes(command.id) ? RECENT_BONUS : 0) }]
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, FOUND_LIMIT)
    .map(({ command }) => command)
}
