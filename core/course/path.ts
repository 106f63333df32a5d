/** One step of a path into an object. */
type PathPart =
  | { kind: 'field'; name: string }
  | { kind: 'index'; index: number }
  | { kind: 'every' }
  /** Items of a list for which the field at `path` equals (or differs from) `value`. */
  | { kind: 'filter'; path: string[]; equals: boolean; value: string }

export type Path = readonly PathPart[]

/** A value in an object and the exact place where it stands. */
export interface Found {
  at: (string | number)[]
  value: unknown
}

// Paths that people write have fewer than ten parts.
const MAX_PARTS = 30
// `[*]` of several levels in a hostile object must not grow without end.
const MAX_FOUND = 1_000

const FIELD = /^\.([A-Za-z_][A-Za-z0-9_-]*)/
const QUOTED = /^\.?\[(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\]/
const INDEX = /^\[(\d{1,6})\]/
const EVERY = /^\[\*\]/
const FILTER = /^\[\?\(\s*@((?:\.[A-Za-z_][A-Za-z0-9_-]*)+)\s*(==|!=)\s*(?:"([^"]*)"|'([^']*)')\s*\)\]/

/**
 * Reads the part of JSONPath that `kubectl` users know: `.status.phase`, `.items[0]`, `.spec.containers[*].name`, `.metadata.labels["a/b"]`,
 * `.status.conditions[?(@.type=="Ready")].status`. A leading `$` or a pair of braces is allowed. Answers a sentence where it cannot.
 */
export function parsePath(text: string): { ok: true; path: Path } | { ok: false; message: string } {
  let rest = text.trim().replace(/^\{(.*)\}$/s, '$1').replace(/^\$/, '')
  if (rest === '') return { ok: false, message: 'is an empty path; write something like .status.phase' }
  if (!rest.startsWith('.') && !rest.startsWith('[')) rest = `.${rest}`
  const path: PathPart[] = []
  while (rest !== '') {
    const read = readPart(rest)
    if (read === null) return { ok: false, message: `cannot be read from ${JSON.stringify(rest.slice(0, 40))} on; allowed are .name, ["name"], [0], [*] and [?(@.type=="Ready")]` }
    path.push(read.part)
    rest = rest.slice(read.length)
    if (path.length > MAX_PARTS) return { ok: false, message: `has more than ${MAX_PARTS} parts` }
  }
  return { ok: true, path }
}

function readPart(text: string): { part: PathPart; length: number } | null {
  const field = FIELD.exec(text)
  if (field) return { part: { kind: 'field', name: field[1] ?? '' }, length: field[0].length }
  const quoted = QUOTED.exec(text)
  if (quoted) return { part: { kind: 'field', name: (quoted[1] ?? quoted[2] ?? '').replace(/\\(.)/g, '$1') }, length: quoted[0].length }
  const index = INDEX.exec(text)
  if (index) return { part: { kind: 'index', index: Number(index[1]) }, length: index[0].length }
  const every = EVERY.exec(text)
  if (every) return { part: { kind: 'every' }, length: every[0].length }
  const filter = FILTER.exec(text)
  if (filter) {
    const part: PathPart = { kind: 'filter', path: (filter[1] ?? '').slice(1).split('.'), equals: filter[2] === '==', value: filter[3] ?? filter[4] ?? '' }
    return { part, length: filter[0].length }
  }
  return null
}

/** Every value at a path, at most a thousand. Own properties only; nothing throws. */
export function findAt(root: unknown, path: Path): Found[] {
  let found: Found[] = [{ at: [], value: root }]
  for (const part of path) {
    const next: Found[] = []
    for (const here of found) {
      for (const step of stepInto(here.value, part)) {
        if (next.length < MAX_FOUND) next.push({ at: [...here.at, step.key], value: step.value })
      }
    }
    found = next
  }
  return found
}

function stepInto(value: unknown, part: PathPart): { key: string | number; value: unknown }[] {
  if (typeof value !== 'object' || value === null) return []
  if (part.kind === 'field') return !Array.isArray(value) && Object.hasOwn(value, part.name) ? [{ key: part.name, value: (value as Record<string, unknown>)[part.name] }] : []
  if (part.kind === 'every' && !Array.isArray(value)) return Object.entries(value).map(([key, item]) => ({ key, value: item as unknown }))
  if (!Array.isArray(value)) return []
  if (part.kind === 'index') return part.index < value.length ? [{ key: part.index, value: value[part.index] as unknown }] : []
  const items = value.map((item: unknown, key) => ({ key, value: item }))
  return part.kind === 'every' ? items : items.filter((item) => (String(fieldOf(item.value, part.path) ?? '') === part.value) === part.equals)
}

function fieldOf(value: unknown, path: string[]): string | number | boolean | null {
  let here = value
  for (const name of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, name)) return null
    here = (here as Record<string, unknown>)[name]
  }
  return typeof here === 'string' || typeof here === 'number' || typeof here === 'boolean' ? here : null
}

/** A place in an object as people write it: `.status.conditions[0].status`. */
export function placeName(place: readonly (string | number)[]): string {
  return place.map((part) => (typeof part === 'number' ? `[${part}]` : /^[A-Za-z_][A-Za-z0-9_-]*$/.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`)).join('')
}

/** The same for a path that found nothing. */
export function pathName(path: Path): string {
  return path
    .map((part) => {
      if (part.kind === 'every') return '[*]'
      if (part.kind === 'filter') return `[?(@.${part.path.join('.')}${part.equals ? '==' : '!='}${JSON.stringify(part.value)})]`
      return placeName([part.kind === 'field' ? part.name : part.index])
    })
    .join('')
}
