/**
 * The command lines of a text, one for each that a shell would run: lines that end in a backslash go on, empty ones and comments are left out.
 * Quotes are looked at only to tell whether a line's break lies inside of one: then the lines belong together, with a blank between them.
 */
export function commandLines(text: string): string[] {
  const lines: string[] = []
  let current: string | null = null
  for (const line of text.split(/\r?\n/)) {
    if (current === null && /^\s*(#|$)/.test(line)) continue
    const joined: string = current === null ? line.trim() : `${current} ${line.trim()}`
    if (joined.endsWith('\\')) current = joined.slice(0, -1).trimEnd()
    else if (hasOpenQuote(joined)) current = joined
    else {
      lines.push(joined)
      current = null
    }
  }
  return current === null ? lines : [...lines, current]
}

function hasOpenQuote(line: string): boolean {
  let quote: string | null = null
  for (let at = 0; at < line.length; at += 1) {
    const letter = line[at] ?? ''
    if (letter === '\\' && quote !== "'") at += 1
    else if (quote === null && (letter === '"' || letter === "'")) quote = letter
    else if (letter === quote) quote = null
  }
  return quote !== null
}
