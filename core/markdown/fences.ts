/** The opening or closing line of a code block; null for any other. */
export function readFence(line: string): { marks: string; info: string } | null {
  const [, marks, info] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? []
  if (marks === undefined || (marks.startsWith('`') && info?.includes('`'))) return null
  return { marks, info: (info ?? '').trim() }
}

/** Whether a line ends the code block that `opening` began. */
export function endsFence(line: string, opening: string): boolean {
  const fence = readFence(line)
  return fence !== null && fence.info === '' && fence.marks[0] === opening[0] && fence.marks.length >= opening.length
}

export interface Line {
  /** Without its end; empty for a fence. */
  text: string
  /** In a code block, the fences included. */
  inCode: boolean
}

/** The lines of a text, and which of them are code. */
export function* linesOf(text: string): Generator<Line> {
  let fence: string | null = null
  for (const line of text.split(/\r?\n/)) {
    if (fence !== null) {
      const ends = endsFence(line, fence)
      yield { text: ends ? '' : line, inCode: true }
      if (ends) fence = null
    } else {
      fence = readFence(line)?.marks ?? null
      yield { text: fence === null ? line : '', inCode: fence !== null }
    }
  }
}
