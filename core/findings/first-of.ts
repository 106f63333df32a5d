/** Who has mended these sees the others; a file of nothing but mistakes has tens of thousands. */
const MOST_FINDINGS = 100

/** The first of many mistakes, and at the place of the next one `more`, how many more there are. One more is told itself: that takes no more room. */
export function firstOf<T, Told = T>(all: readonly T[], more: (next: T, words: string) => Told): { first: T[]; rest: Told[] } {
  const next = all[MOST_FINDINGS]
  const others = all.length - MOST_FINDINGS - 1
  if (next === undefined || others === 0) return { first: [...all], rest: [] }
  return { first: all.slice(0, MOST_FINDINGS), rest: [more(next, `is wrong, too, like ${others.toLocaleString('en')} more: they are told when these are mended`)] }
}

/** The same for mistakes that are worded already. */
export function firstFindings<T extends { message: string }>(all: readonly T[]): T[] {
  const { first, rest } = firstOf(all, (next, message) => ({ ...next, message }))
  return [...first, ...rest]
}
