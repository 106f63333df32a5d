import type { FieldDocs } from '../../core/contract'
import { at, listAt, proseAt, textAt } from '../../core/cluster/raw'
import type { ApiKind } from './discovery'
import type { Exchange } from './exchange'

export interface Schemas {
  /** What the server's schema says of a field; null where it has none. `path` leaves list indexes out. */
  explain(kind: ApiKind, path: readonly string[]): Promise<FieldDocs | null>
}

// The schemas of one group are up to some megabytes; a student edits one or two kinds at a time.
const KEPT_GROUPS = 4
const MAX_DESCRIPTION = 2_000
const MAX_FIELDS = 300
const MAX_VALUES = 50
// References within references: more than this is a circle.
const MAX_HOPS = 20

/** Reads the server's OpenAPI v3, as `oc explain` does, one group at a time and only when somebody asks. */
export function createSchemas(exchange: Exchange, address: () => string): Schemas {
  let documents = new Map<string, Promise<unknown>>()

  const fetchDocument = async (key: string): Promise<unknown> => {
    const index = await exchange.expect({ path: '/openapi/v3' })
    const path = textAt(index, ['paths', key, 'serverRelativeURL'], 2_048)
    // The server names a path of its own; anything else is not followed.
    return path === null || !path.startsWith('/openapi/v3/') ? null : await exchange.expect({ path })
  }
  const documentOf = ({ path }: ApiKind): Promise<unknown> => {
    const key = `${address()} ${path}`
    const kept = documents.get(key)
    if (kept) return kept
    const asked = fetchDocument(path.slice(1))
    documents = new Map([...documents, [key, asked] as const].slice(-KEPT_GROUPS))
    asked.catch(() => documents.delete(key))
    return asked
  }

  return {
    async explain(kind, path) {
      const schemas = at(await documentOf(kind), 'components', 'schemas')
      const root = findRoot(schemas, kind)
      let here: unknown = root
      for (const name of path) here = below(schemas, here, name)
      return here === undefined || root === undefined ? null : describe(schemas, here)
    },
  }
}

function findRoot(schemas: unknown, kind: ApiKind): unknown {
  if (typeof schemas !== 'object' || schemas === null) return undefined
  const { group, version } = kind
  return Object.values(schemas as Record<string, unknown>).find((schema) =>
    listAt(schema, 'x-kubernetes-group-version-kind').some((gvk) => at(gvk, 'kind') === kind.kind && at(gvk, 'version') === version && (at(gvk, 'group') ?? '') === group),
  )
}

/** The schema itself where this is a reference to it; what stands beside the reference, such as a description, goes on top. */
function resolve(schemas: unknown, schema: unknown): Record<string, unknown> {
  let here = (typeof schema === 'object' && schema !== null ? schema : {}) as Record<string, unknown>
  for (let hop = 0; hop < MAX_HOPS; hop += 1) {
    const reference = at(here, '$ref') ?? at(here, 'allOf', 0, '$ref')
    if (typeof reference !== 'string') break
    const { $ref: _reference, allOf: _all, ...beside } = here
    const target = at(schemas, reference.slice(reference.lastIndexOf('/') + 1))
    here = { ...(typeof target === 'object' && target !== null ? (target as Record<string, unknown>) : {}), ...beside }
  }
  return here
}

/** The items of a list are meant where the list is named. */
function inside(schemas: unknown, schema: unknown): Record<string, unknown> {
  let here = resolve(schemas, schema)
  for (let hop = 0; hop < MAX_HOPS && here['items'] !== undefined; hop += 1) here = resolve(schemas, here['items'])
  return here
}

function below(schemas: unknown, schema: unknown, name: string): unknown {
  const here = inside(schemas, schema)
  const anyName = here['additionalProperties']
  return at(here, 'properties', name) ?? (typeof anyName === 'object' && anyName !== null ? anyName : undefined)
}

function describe(schemas: unknown, schema: unknown): FieldDocs {
  const here = resolve(schemas, schema)
  const parts = inside(schemas, here)
  const properties = at(parts, 'properties')
  const required = new Set(listAt(parts, 'required'))
  const names = typeof properties === 'object' && properties !== null ? Object.keys(properties).sort() : []
  return {
    type: typeOf(schemas, here),
    description: textOf(here, parts),
    values: listAt(parts, 'enum').slice(0, MAX_VALUES).flatMap((value) => textAt([value], [0]) ?? []), // prettier-ignore
    fields: names.slice(0, MAX_FIELDS).map((name) => {
      const field = resolve(schemas, at(properties, name))
      return { name: name.slice(0, 256), type: typeOf(schemas, field), required: required.has(name), description: firstSentence(textOf(field, inside(schemas, field))) }
    }),
  }
}

function textOf(here: unknown, parts: unknown): string {
  return proseAt(here, ['description'], MAX_DESCRIPTION) ?? proseAt(parts, ['description'], MAX_DESCRIPTION) ?? ''
}

function typeOf(schemas: unknown, schema: unknown): string {
  const here = resolve(schemas, schema)
  const type = textAt(here, ['type'], 64) ?? (at(here, 'x-kubernetes-int-or-string') === true ? 'integer or string' : '')
  return type === 'array' ? `list of ${typeOf(schemas, here['items']) || 'anything'}` : type
}

function firstSentence(text: string): string {
  return /^.{1,200}?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text.slice(0, 200)
}

