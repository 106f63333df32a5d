import { diff3Merge } from 'node-diff3'

export type Merged = { kind: 'clean'; text: string } | { kind: 'conflict' }

/** Merges two changes of one text line by line. Lines that both changed, each in its own way, are a conflict. */
export function mergeTexts(base: string, mine: string, theirs: string): Merged {
  if (mine === theirs || theirs === base) return { kind: 'clean', text: mine }
  if (mine === base) return { kind: 'clean', text: theirs }
  const [a, o, b] = [mine, base, theirs].map((text) => text.split('\n')) as [string[], string[], string[]]
  // Most of a long note is the same in all three, and comparing every line with every other takes long.
  const head = countWhile((at) => a[at] !== undefined && a[at] === o[at] && o[at] === b[at])
  const shortest = Math.min(a.length, o.length, b.length) - head
  const tail = countWhile((at) => at < shortest && a[a.length - 1 - at] === o[o.length - 1 - at] && o[o.length - 1 - at] === b[b.length - 1 - at])
  const middle = (lines: string[]): string[] => lines.slice(head, lines.length - tail)
  const merged: string[] = a.slice(0, head)
  for (const region of diff3Merge(middle(a), middle(o), middle(b), { excludeFalseConflicts: true })) {
    if (region.conflict) return { kind: 'conflict' }
    merged.push(...(region.ok ?? []))
  }
  return { kind: 'clean', text: [...merged, ...a.slice(a.length - tail)].join('\n') }
}

function countWhile(holds: (at: number) => boolean): number {
  let count = 0
  while (holds(count)) count += 1
  return count
}
