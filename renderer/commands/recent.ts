const KEY = 'commands.recent'
// As many as one sees without scrolling.
const KEPT = 8

/** Ids of what was run last from the palette, newest first. */
export function recentIds(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string').slice(0, KEPT) : []
  } catch {
    return []
  }
}

export function noteRun(id: string): void {
  localStorage.setItem(KEY, JSON.stringify([id, ...recentIds().filter((each) => each !== id)].slice(0, KEPT)))
}
