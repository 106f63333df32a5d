import { isMap, isNode, isPair, isScalar, LineCounter, visit, type Document } from 'yaml'
import type { FileProblem } from '../../core/contract'
import { fieldName, type Finding, firstFindings } from '../../core/findings'
import { parseOne } from './parse-bounded'
import { plainWords } from './plain-words'

/** A file that a person edits is some pages of text. More is a mistake or an attack; how long it takes to read is bounded by what it is made of. */
const LIMIT_BYTES = 256 * 1024
/** A field's name is a few words; one made to be long would be told with each mistake below it. */
const LONGEST_FIELD = 200

export interface ParsedYaml {
  document: Document
  data: unknown
  /** Where a finding about the data stands in the text. */
  locate: (finding: Finding) => FileProblem
}

/** Parses one document without believing it: bounded, and without aliases, a few lines of which can expand to gigabytes. `what`: `a classroom file`. */
export function parseYaml(text: string, what: string): { ok: true; yaml: ParsedYaml } | { ok: false; problems: FileProblem[] } {
  if (Buffer.byteLength(text) > LIMIT_BYTES) {
    return { ok: false, problems: [{ line: 1, column: 1, field: '', message: `is larger than 256 kB, so it is not ${what}` }] }
  }
  const lines = new LineCounter()
  const at = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  // Bytes, sets and dates are in no such file; an array of bytes has a field for each of them, and each would be a finding.
  const read = parseOne(text, { lineCounter: lines, resolveKnownTags: false })
  if ('why' in read) return { ok: false, problems: [{ ...at(read.stoppedAt), field: '', message: `${read.why} for ${what}` }] }
  const { document } = read
  if (document.errors.length > 0) {
    const told = new Map<number, FileProblem>()
    const first = plainWords(document.errors[0]?.message ?? '')
    for (const error of document.errors) {
      const place = at(error.pos[0])
      if (told.has(place.line)) continue
      const message = plainWords(error.message)
      // Whoever lost the thread once complains of every line below. The same slip made again is one of its own; what is said else mostly follows from the first.
      if (message === first) told.set(place.line, { ...place, field: '', message })
    }
    return { ok: false, problems: firstFindings([...told.values()].sort((a, b) => a.line - b.line)) }
  }
  const aliases: FileProblem[] = []
  visit(document, { Alias: (_key, alias) => void aliases.push({ ...at(alias.range?.[0] ?? 0), field: '', message: `an alias (*) is not allowed in ${what}; write the value again` }) })
  if (aliases.length > 0) return { ok: false, problems: firstFindings(aliases) }
  return {
    ok: true,
    yaml: {
      document,
      data: document.toJS(),
      locate: ({ path, atKey, message }) => ({ ...at(offsetOf(document, path, atKey)), field: fieldName(path).slice(0, LONGEST_FIELD), message }),
    },
  }
}

/** Where a field begins; for one that is missing, where the group begins that lacks it. */
function offsetOf(document: Document, path: (string | number)[], atKey: boolean): number {
  for (let length = path.length; length >= 0; length--) {
    const part = path.slice(0, length)
    if (length > 0 && (atKey || length < path.length || document.getIn(part, true) !== undefined)) {
      const parent = document.getIn(part.slice(0, -1), true)
      const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === part.at(-1)) : undefined
      if (isPair(pair) && isNode(pair.key) && pair.key.range && (atKey || length < path.length)) return pair.key.range[0]
    }
    const node = length === 0 ? document.contents : document.getIn(part, true)
    if (isNode(node) && node.range) return node.range[0]
  }
  return 0
}
