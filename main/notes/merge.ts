import { diffArrays } from 'diff'
import { mergeLines, MOST_CHANGED_LINES } from '../../core/three-way'

export type Merged = { kind: 'clean'; text: string } | { kind: 'conflict' }

/** Merges two changes of one text line by line. Lines that both changed, each in its own way, are a conflict, and so is a text that was written anew. */
export function mergeTexts(base: string, mine: string, theirs: string): Merged {
  if (mine === theirs || theirs === base) return { kind: 'clean', text: mine }
  if (mine === base) return { kind: 'clean', text: theirs }
  const regions = mergeLines(base.split('\n'), mine.split('\n'), theirs.split('\n'), (from, to) => diffArrays(from, to, { maxEditLength: MOST_CHANGED_LINES }))
  const merged: string[] = []
  for (const region of regions ?? []) {
    if (region.kind === 'clash') return { kind: 'conflict' }
    for (const line of region.lines) merged.push(line)
  }
  return regions === null ? { kind: 'conflict' } : { kind: 'clean', text: merged.join('\n') }
}
