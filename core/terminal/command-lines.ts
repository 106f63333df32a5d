/** What a text has opened and not closed, read up to some place. */
interface Quoting {
  quote: string | null
  /** A backslash came last. */
  escapes: boolean
}

const PLAIN: Quoting = { quote: null, escapes: false }

/**
 * The command lines of a text, one for each that a shell would run: lines that end in a backslash go on, empty ones and comments are left out.
 * Quotes are looked at only to tell whether a line's break lies inside of one: then the lines belong together, with a blank between them.
 */
export function commandLines(text: string): string[] {
  const lines: string[] = []
  // Of the line that goes on. Each part is read once: a text may be one quote of ten thousand lines.
  let parts: string[] = []
  let quoting = PLAIN
  let goesOn = false
  const end = (): void => {
    lines.push(parts.join(' '))
    parts = []
    quoting = PLAIN
  }
  for (const line of text.split(/\r?\n/)) {
    if (!goesOn && /^\s*(#|$)/.test(line)) continue
    const trimmed = line.trim()
    const continues = trimmed.endsWith('\\')
    const part = continues ? trimmed.slice(0, -1).trimEnd() : trimmed
    if (parts.length > 0) quoting = readOn(quoting, ' ')
    if (part !== '' || !continues) parts.push(part)
    quoting = readOn(quoting, part)
    goesOn = continues || quoting.quote !== null
    if (!goesOn) end()
  }
  if (goesOn) end()
  return lines
}

function readOn({ quote, escapes }: Quoting, text: string): Quoting {
  let [open, skips] = [quote, escapes]
  for (const letter of text) {
    if (skips) skips = false
    else if (letter === '\\' && open !== "'") skips = true
    else if (open === null && (letter === '"' || letter === "'")) open = letter
    else if (letter === open) open = null
  }
  return { quote: open, escapes: skips }
}
