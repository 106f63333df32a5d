/** One field of a YAML text. `path` as the API server writes it: `spec.volumes[0].name`. Lines count from 0. */
export interface OutlineEntry {
  line: number
  /** Where the field's name, or the list item, begins in its line. */
  column: number
  path: string
}

interface Frame {
  kind: 'map' | 'list'
  indent: number
  /** Of the map or list itself. */
  path: string
  /** The key or item that was read last. */
  here: string
  count: number
}

// A key of a thousand characters, and a hundred blanks behind it, are no key: with limits a line of nothing but blanks costs no more than another.
const KEY = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^\s#[\]{},&*!|>%@`"'-][^#]{0,1000}?|-[^\s#:][^#]{0,1000}?))\s{0,100}:(?:\s+|$)/

/**
 * The fields of a text in block style, as `oc` writes it, by indentation alone: it works while the text is half typed, and costs one pass.
 * What is written in brackets on one line is one field.
 */
export function outlineOf(lines: readonly string[]): OutlineEntry[] {
  const entries: OutlineEntry[] = []
  let frames: Frame[] = []
  let textBelow: number | null = null
  for (const [line, whole] of lines.entries()) {
    const indent = whole.length - whole.trimStart().length
    if (whole.length === indent || whole[indent] === '#') continue
    if (textBelow !== null && indent > textBelow) continue
    textBelow = null
    if (whole.startsWith('---')) {
      frames = []
      continue
    }
    textBelow = readLine(whole, indent, line, frames, entries)
  }
  return entries
}

/** Answers the indentation above which what follows is text of a block scalar; null where none begins. */
function readLine(whole: string, start: number, line: number, frames: Frame[], entries: OutlineEntry[]): number | null {
  let indent = start
  while (/^-(\s|$)/.test(whole.slice(indent))) {
    const list = listAt(frames, indent)
    list.here = `${list.path}[${list.count}]`
    list.count += 1
    entries.push({ line, column: indent, path: list.here })
    const rest = whole.slice(indent + 1)
    if (/^\s*[|>][+-]?\d*\s*$/.test(rest)) return indent
    indent += 1 + (rest.length - rest.trimStart().length)
    if (rest.trim() === '') return null
  }
  const rest = whole.slice(indent)
  const key = KEY.exec(rest)
  if (key === null) return null
  const map = mapAt(frames, indent)
  map.here = joinPath(map.path, key[1] ?? key[2]?.replaceAll("''", "'") ?? key[3] ?? '')
  entries.push({ line, column: indent, path: map.here })
  return /^(?:[&!]\S*\s+)*[|>][+-]?\d*[+-]?\s*(#.*)?$/.test(rest.slice(key[0].length)) ? indent : null
}

function listAt(frames: Frame[], indent: number): Frame {
  drop(frames, (frame) => frame.indent > indent)
  const top = frames.at(-1)
  if (top?.kind === 'list' && top.indent === indent) return top
  const list: Frame = { kind: 'list', indent, path: top?.here ?? '', here: '', count: 0 }
  frames.push(list)
  return list
}

function mapAt(frames: Frame[], indent: number): Frame {
  // A list may stand as far left as the key that it belongs to; the next key there ends it.
  drop(frames, (frame) => frame.indent > indent || (frame.kind === 'list' && frame.indent === indent))
  const top = frames.at(-1)
  if (top?.kind === 'map' && top.indent === indent) return top
  const map: Frame = { kind: 'map', indent, path: top?.here ?? '', here: '', count: 0 }
  frames.push(map)
  return map
}

function drop(frames: Frame[], ends: (frame: Frame) => boolean): void {
  for (let top = frames.at(-1); top && ends(top); top = frames.at(-1)) frames.pop()
}

function joinPath(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}

/** `$.metadata.labels["app"]` and `.metadata.labels[app]` are `metadata.labels.app`, as `outlineOf` writes it. */
export function normalPath(path: string): string {
  return path
    .replace(/^\$?\.?/, '')
    .replace(/\[(?:"([^"]*)"|'([^']*)'|([^\]]*))\]/g, (whole, ...names: (string | undefined)[]) => {
      const name = names[0] ?? names[1] ?? names[2] ?? ''
      return /^\d+$/.test(name) && names[2] !== undefined ? whole : `.${name}`
    })
    .replace(/^\./, '')
}

/** Where a field stands, or the nearest field above it that is there; null where not even its first part is. */
export function findField(entries: readonly OutlineEntry[], path: string): OutlineEntry | null {
  const byPath = new Map<string, OutlineEntry>()
  for (const entry of entries) if (!byPath.has(entry.path)) byPath.set(entry.path, entry)
  for (let here = normalPath(path); here !== ''; here = parentOf(here)) {
    const found = byPath.get(here)
    if (found) return found
  }
  return null
}

function parentOf(path: string): string {
  const cut = Math.max(path.lastIndexOf('.'), path.endsWith(']') ? path.lastIndexOf('[') : -1)
  return cut === -1 ? '' : path.slice(0, cut)
}

/** The last line that belongs to a field: everything below that is further in. */
export function endOfField(lines: readonly string[], { line, column }: OutlineEntry): number {
  let end = line
  for (let next = line + 1; next < lines.length; next += 1) {
    const text = lines[next] ?? ''
    const indent = text.length - text.trimStart().length
    if (text.trim() === '') continue
    // A list may stand as far left as its key.
    if (indent < column || (indent === column && !/^\s*-(\s|$)/.test(text)) || (indent === column && lines[line]?.[column] === '-')) break
    end = next
  }
  return end
}

/** The field that a place in the text belongs to, as names without list indexes: what a schema is asked with. */
export function schemaPathAt(entries: readonly OutlineEntry[], line: number, column: number): string[] {
  const above = entries.filter((entry) => entry.line < line || (entry.line === line && entry.column <= column))
  for (let place = above.length - 1; place >= 0; place -= 1) {
    const entry = above[place]
    if (entry && (entry.line === line || entry.column < column)) return namesOf(entry.path)
  }
  return []
}

/** The names on the way to a field, list indexes left out. A name with dots, such as a label's, counts as several: no schema has it anyway. */
function namesOf(path: string): string[] {
  return path
    .replace(/\[\d+\]/g, '')
    .split('.')
    .filter((name) => name !== '')
}
