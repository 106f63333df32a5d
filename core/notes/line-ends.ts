/** How a text ends most of its lines, and whether it ends others in another way. A text of one line ends it as most systems do. */
export function readLineEnds(text: string): { end: '\n' | '\r\n' | '\r'; mixed: boolean } {
  if (!text.includes('\r')) return { end: '\n', mixed: false }
  const counts = { '\n': 0, '\r\n': 0, '\r': 0 }
  for (const [end] of text.matchAll(/\r\n|\r|\n/g)) counts[end as keyof typeof counts] += 1
  const [first, second] = (Object.entries(counts) as [keyof typeof counts, number][]).sort(([, a], [, b]) => b - a)
  return { end: first?.[0] ?? '\n', mixed: (second?.[1] ?? 0) > 0 }
}
