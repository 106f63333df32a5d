/**
 * The time to tell two texts apart grows with the square of the lines that are different, however long the texts are. So many take 40 ms, twice for
 * a merge; a text of whose lines more are different was written anew.
 */
export const MOST_CHANGED_LINES = 600

/** One run of lines of a difference, as the npm package `diff` tells it. */
interface Run {
  value: readonly string[]
  added: boolean
  removed: boolean
}

/** How `to` came of `from`; undefined where too much is different to tell. */
export type Differ = (from: string[], to: string[]) => readonly Run[] | undefined

/** Lines that are agreed on, or lines that both have changed, each in its own way. */
export type Region = { kind: 'agreed'; lines: readonly string[] } | { kind: 'clash'; mine: readonly string[]; theirs: readonly string[] }

/** Lines `from` to `to` of the base, the end excluded, became `lines`. */
interface Hunk {
  from: number
  to: number
  lines: readonly string[]
}

/**
 * Two changes of the same lines put together, as diff3 does it (Khanna, Kunal, Pierce: A Formal Investigation of Diff3): changes that touch each other
 * clash, unless both are the same. Null where too much was changed to tell.
 */
export function mergeLines(base: readonly string[], mine: readonly string[], theirs: readonly string[], differ: Differ): Region[] | null {
  const [ours, others] = [hunksOf(base, mine, differ), hunksOf(base, theirs, differ)]
  if (ours === null || others === null) return null
  const regions: Region[] = []
  let at = 0
  for (const [left, right] of groupsOf(ours, others)) {
    const touched = [...left, ...right]
    const from = Math.min(...touched.map((hunk) => hunk.from))
    const to = Math.max(...touched.map((hunk) => hunk.to))
    if (from > at) regions.push({ kind: 'agreed', lines: base.slice(at, from) })
    const [a, b] = [applied(base, left, from, to), applied(base, right, from, to)]
    if (right.length === 0 || areSame(a, b)) regions.push({ kind: 'agreed', lines: a })
    else if (left.length === 0) regions.push({ kind: 'agreed', lines: b })
    else regions.push({ kind: 'clash', mine: a, theirs: b })
    at = to
  }
  if (at < base.length) regions.push({ kind: 'agreed', lines: base.slice(at) })
  return regions
}

/** What became what, from the top down. What is the same at both ends is not compared: where lines were only put in, or only taken out, nothing is left to be. */
function hunksOf(base: readonly string[], changed: readonly string[], differ: Differ): Hunk[] | null {
  const shorter = Math.min(base.length, changed.length)
  const head = countWhile((index) => index < shorter && base[index] === changed[index])
  const tail = countWhile((index) => index < shorter - head && base[base.length - 1 - index] === changed[changed.length - 1 - index])
  const [from, to] = [base.slice(head, base.length - tail), changed.slice(head, changed.length - tail)]
  if (from.length === 0 || to.length === 0) return from.length + to.length === 0 ? [] : [{ from: head, to: head + from.length, lines: to }]
  const runs = differ(from, to)
  if (runs === undefined) return null
  const hunks: Hunk[] = []
  let at = head
  let isOpen = false
  for (const { value, added, removed } of runs) {
    const last = isOpen ? hunks.at(-1) : undefined
    isOpen = added || removed
    if (isOpen) {
      const hunk = last ?? { from: at, to: at, lines: [] }
      if (last === undefined) hunks.push(hunk)
      if (added) hunk.lines = [...hunk.lines, ...value]
      else hunk.to += value.length
    }
    if (!added) at += value.length
  }
  return hunks
}

/** Changes of both sides that touch each other, together. */
function groupsOf(mine: readonly Hunk[], theirs: readonly Hunk[]): [Hunk[], Hunk[]][] {
  const all = [...mine.map((hunk) => ({ hunk, side: 0 as const })), ...theirs.map((hunk) => ({ hunk, side: 1 as const }))].sort((a, b) => a.hunk.from - b.hunk.from || a.hunk.to - b.hunk.to)
  const groups: [Hunk[], Hunk[]][] = []
  let end = -1
  for (const { hunk, side } of all) {
    if (hunk.from > end) groups.push([[], []])
    groups.at(-1)?.[side].push(hunk)
    end = Math.max(end, hunk.to)
  }
  return groups
}

/** Lines `from` to `to` of the base with the changes in them. */
function applied(base: readonly string[], hunks: readonly Hunk[], from: number, to: number): string[] {
  let at = from
  const pieces = hunks.flatMap((hunk) => {
    const piece = [base.slice(at, hunk.from), hunk.lines]
    at = hunk.to
    return piece
  })
  return [...pieces, base.slice(at, to)].flat()
}

function areSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index])
}

function countWhile(holds: (at: number) => boolean): number {
  let count = 0
  while (holds(count)) count += 1
  return count
}
