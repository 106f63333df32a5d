/** What a file cannot say of itself. Anything else that stands in the front matter is kept and left alone. */
export interface FrontMatter {
  unit: string | null
  step: string | null
  tags: string[]
}

const FENCED = /^---[ \t]*\r?\n(?:([\s\S]*?)\r?\n)?---[ \t]*(?:\r?\n|$)/

/** Where the front matter of a note ends, in characters; 0 where it has none. */
export function frontMatterEnd(text: string): number {
  return FENCED.exec(text)?.[0].length ?? 0
}

/** Reads the plain `name: value` lines and lists that notes use; YAML's other forms are somebody else's and say nothing here. */
export function readFrontMatter(text: string): FrontMatter {
  const lines = (FENCED.exec(text)?.[1] ?? '').split(/\r?\n/)
  const found: FrontMatter = { unit: null, step: null, tags: [] }
  for (const [index, line] of lines.entries()) {
    const [, name, value] = /^(unit|step|tags):[ \t]*(.*)$/.exec(line) ?? []
    if (name === 'unit' || name === 'step') found[name] = unquote(value ?? '') || null
    else if (name === 'tags') found.tags = value ? listOf(value) : itemsBelow(lines.slice(index + 1))
  }
  return found
}

/** The text with these lines in its front matter; those given as null or empty leave it. */
export function writeFrontMatter(text: string, change: Partial<FrontMatter>): string {
  const match = FENCED.exec(text)
  const lines = match?.[1] === undefined ? [] : match[1].split(/\r?\n/)
  const kept = withoutEntries(lines, Object.keys(change))
  const added = Object.entries(change).flatMap(([name, value]) => {
    if (value === null || value.length === 0) return []
    return [`${name}: ${typeof value === 'string' ? quote(value) : `[${value.map(quote).join(', ')}]`}`]
  })
  const body = text.slice(match?.[0].length ?? 0)
  const all = [...kept, ...added]
  return all.length === 0 ? body : `---\n${all.join('\n')}\n---\n${body}`
}

function withoutEntries(lines: readonly string[], names: readonly string[]): string[] {
  let skipping = false
  return lines.filter((line) => {
    const name = /^([\w-]+):/.exec(line)?.[1]
    if (name !== undefined) skipping = names.includes(name)
    return !skipping
  })
}

function itemsBelow(lines: readonly string[]): string[] {
  const end = lines.findIndex((line) => !/^[ \t]*-[ \t]/.test(line))
  return lines.slice(0, end === -1 ? lines.length : end).map((line) => unquote(line.replace(/^[ \t]*-[ \t]+/, '')))
}

function listOf(value: string): string[] {
  const inner = /^\[(.*)\]$/.exec(value.trim())?.[1] ?? value
  return inner
    .split(',')
    .map((item) => unquote(item).replace(/^#/, ''))
    .filter((item) => item !== '')
}

function unquote(value: string): string {
  const trimmed = value.trim()
  return /^(["']).*\1$/.test(trimmed) ? trimmed.slice(1, -1) : trimmed
}

/** Quotes where YAML would read something else than a text. */
function quote(value: string): string {
  return /^[\p{L}\p{N}][\p{L}\p{N} ._/-]*$/u.test(value) && !/^(?:true|false|null|yes|no|\d[\d.]*)$/i.test(value) ? value : JSON.stringify(value)
}
