import type * as Yaml from 'yaml'
import type { Document, Node, YAMLMap } from 'yaml'
import type { FileProblem } from '../../core/contract'
import { DEEPEST, parseDocuments } from '../yaml'

/** One document of a text: an object as it would be sent. `line` is where it begins, from 1. */
export interface YamlObject {
  object: Record<string, unknown>
  line: number
}

export type YamlReading = { ok: true; objects: YamlObject[] } | { ok: false; problems: FileProblem[] }

// A fresh cluster's largest object, a CustomResourceDefinition, has 30,000 nodes; a bomb of anchors has billions.
const MAX_NODES = 200_000
// More mistakes than this nobody mends at once.
const MAX_PROBLEMS = 20

type Library = typeof Yaml
const library = (): Promise<Library> => import('yaml')

/** The order in which `oc` prints the top level; anything else follows as it came. */
const TOP = ['apiVersion', 'kind', 'metadata', 'spec', 'data', 'status']

/** As `oc get -o yaml` prints it: words that an older YAML takes for numbers, dates or booleans are quoted. */
export async function writeYaml(object: Record<string, unknown>): Promise<string> {
  const { stringify } = await library()
  const keys = [...TOP.filter((key) => key in object), ...Object.keys(object).filter((key) => !TOP.includes(key))]
  const ordered = Object.fromEntries(keys.map((key) => [key, object[key]]))
  return stringify(ordered, { lineWidth: 0, indentSeq: false, aliasDuplicateObjects: false, compat: 'yaml-1.1' })
}

/** The objects of a text, or each mistake with its place. Never throws, whatever the text is. */
export async function readYaml(text: string): Promise<YamlReading> {
  const yaml = await library()
  const lines = new yaml.LineCounter()
  const at = (offset: number, field: string, message: string): FileProblem => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col), field, message }
  }
  try {
    // uniqueKeys compares every key with every other: `check` does it with a set.
    const read = parseDocuments(text, { lineCounter: lines, merge: true, uniqueKeys: false, mostTokens: Infinity })
    if ('why' in read) return { ok: false, problems: [at(read.stoppedAt, '', `more than ${DEEPEST} levels deep`)] }
    const objects: YamlObject[] = []
    const problems: FileProblem[] = []
    for (const document of read.documents) {
      const found = mistakesIn(document, yaml)
      problems.push(...found.map(({ offset, field = '', message }) => at(offset, field, message)))
      if (found.length > 0 || isEmpty(document, yaml)) continue
      objects.push({ object: document.toJS({ maxAliasCount: -1 }) as Record<string, unknown>, line: lines.linePos(document.contents?.range[0] ?? 0).line })
    }
    return problems.length > 0 ? { ok: false, problems: problems.slice(0, MAX_PROBLEMS) } : { ok: true, objects }
  } catch {
    return { ok: false, problems: [{ line: 1, column: 1, field: '', message: 'this cannot be read as YAML' }] }
  }
}

interface Mistake {
  offset: number
  field?: string
  message: string
}

function isEmpty({ contents }: Document.Parsed, { isScalar }: Library): boolean {
  return contents === null || (isScalar(contents) && contents.value === null)
}

function mistakesIn(document: Document.Parsed, yaml: Library): Mistake[] {
  const { contents, errors } = document
  if (errors.length > 0) return errors.map(({ pos, message }) => ({ offset: pos[0], message: message.split('\n', 1)[0]?.slice(0, 300) ?? '' }))
  if (isEmpty(document, yaml) || contents === null) return []
  const offset = contents.range[0]
  if (!yaml.isMap(contents)) return [{ offset, message: 'an object begins with apiVersion and kind, as “key: value”' }]
  const map = contents as YAMLMap
  const inside = checkNodes(map, yaml)
  if (inside) return [inside]
  return ['apiVersion', 'kind']
    .filter((key) => typeof map.get(key) !== 'string')
    .map((field) => ({ offset: (map.get(field, true) as Node | undefined)?.range?.[0] ?? offset, field, message: `${field} is missing` }))
}

/** The first key that stands twice, alias that names nothing, or alias with which the document becomes too large. */
function checkNodes(root: YAMLMap, { isAlias, isMap, isScalar, isSeq }: Library): Mistake | null {
  const sizes = new Map<string, number>()
  let mistake: Mistake | null = null
  const find = (node: Node, message: string): void => void (mistake ??= { offset: node.range?.[0] ?? 0, message })
  const sizeOf = (node: unknown): number => {
    if (mistake) return 0
    let size = 1
    if (isAlias(node)) {
      const named = sizes.get(node.source)
      if (named === undefined) find(node, `nothing before it is named &${node.source.slice(0, 80)}`)
      size = named ?? 1
    } else if (isMap(node)) {
      const keys = new Set<unknown>()
      for (const { key, value } of node.items) {
        const name = isScalar(key) ? key.value : key
        if (keys.has(name) && name !== '<<') find(key as Node, `${String(name).slice(0, 80)} stands here twice`)
        keys.add(name)
        size += sizeOf(key) + sizeOf(value)
      }
    } else if (isSeq(node)) for (const item of node.items) size += sizeOf(item)
    const anchor = (node as { anchor?: string } | null)?.anchor
    if (anchor !== undefined) sizes.set(anchor, size)
    if (size > MAX_NODES) find(node as Node, `with its aliases this is more than ${MAX_NODES.toLocaleString('en')} values`)
    return size
  }
  sizeOf(root)
  return mistake
}
