/** One stretch of a text and what stands there afterwards; positions in UTF-16 units of the text before. */
export interface TextChange {
  from: number
  to: number
  insert: string
}

/** The text after these changes; null where they are not in order, overlap, or lead out of it: then they belong to another text. */
export function applyTextChanges(text: string, changes: readonly TextChange[]): string | null {
  const parts: string[] = []
  let done = 0
  for (const { from, to, insert } of changes) {
    if (from < done || to < from || to > text.length) return null
    parts.push(text.slice(done, from), insert)
    done = to
  }
  return [...parts, text.slice(done)].join('')
}
