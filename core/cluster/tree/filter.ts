import type { Bucket } from '../fold'
import { kindNamed } from '../kinds'
import type { ClusterObject, KindName } from '../model'

/**
 * What a filter asks for. Words stand in a name, a project or a status; `kind:vm`, `label:app=web`, `status:running` and `project:lab` look at one
 * thing only. All of them must be met.
 */
export interface Filter {
  /** The same text means the same; empty where nothing is filtered. */
  readonly key: string
  readonly words: readonly string[]
  readonly kinds: readonly string[]
  readonly labels: readonly string[]
  readonly statuses: readonly string[]
  readonly projects: readonly string[]
}

const FIELDS = { 'kind:': 'kinds', 'label:': 'labels', 'status:': 'statuses', 'project:': 'projects' } as const

export function parseFilter(text: string): Filter {
  const filter = { words: [] as string[], kinds: [] as string[], labels: [] as string[], statuses: [] as string[], projects: [] as string[] }
  const terms = text.toLowerCase().split(/\s+/).filter((term) => term !== '') // prettier-ignore
  for (const term of terms) {
    const field = (Object.keys(FIELDS) as (keyof typeof FIELDS)[]).find((prefix) => term.startsWith(prefix))
    // `kind:` alone is somebody in the middle of typing.
    if (field === undefined) filter.words.push(term)
    else if (term.length > field.length) filter[FIELDS[field]].push(term.slice(field.length))
  }
  const { words, kinds, labels, statuses, projects } = filter
  const asks = [words, kinds, labels, statuses, projects].some((each) => each.length > 0)
  return { key: asks ? terms.join(' ') : '', ...filter }
}

/** Whether objects of a kind can be hits at all: by its plural, singular, or the badge that the row's page shows. */
export function wantsKind({ kinds }: Filter, name: KindName): boolean {
  const kind = kindNamed(name)
  if (kinds.length === 0 || !kind) return kinds.length === 0
  return kinds.some((asked) => [kind.plural, kind.kind.toLowerCase(), kind.badge.toLowerCase()].includes(asked) || (asked.length > 2 && kind.kind.toLowerCase().startsWith(asked)))
}

// The last answer for each bucket: while one types or the cluster changes, most buckets have not changed.
const hits = new WeakMap<Bucket, { version: number; key: string; names: readonly string[] }>()

/** The names of the bucket's objects that meet the filter, in order. */
export function matching(bucket: Bucket, kind: KindName, filter: Filter): readonly string[] {
  if (!wantsKind(filter, kind)) return []
  const cached = hits.get(bucket)
  if (cached && cached.version === bucket.version && cached.key === filter.key) return cached.names
  const names = bucket.names.filter((name) => {
    const object = bucket.objects.get(name)
    return object !== undefined && meets(object, filter)
  })
  hits.set(bucket, { version: bucket.version, key: filter.key, names })
  return names
}

function meets({ name, namespace, kind, status, labels }: ClusterObject, filter: Filter): boolean {
  const lowStatus = status.toLowerCase()
  return (
    filter.words.every((word) => name.toLowerCase().includes(word) || lowStatus.includes(word) || namespace.includes(word) || kindNamed(kind)?.kind.toLowerCase() === word) &&
    filter.statuses.every((asked) => lowStatus.startsWith(asked) || wordsOf(status).some((word) => word.startsWith(asked))) &&
    filter.projects.every((asked) => namespace.includes(asked)) &&
    filter.labels.every((asked) => hasLabel(labels, asked))
  )
}

/** `ErrorUnschedulable` is found by `error` and by `unsched`, but not by the `run` that happens to stand in it. */
function wordsOf(status: string): string[] {
  return status.split(/(?=[A-Z])|[^A-Za-z]+/).map((word) => word.toLowerCase())
}

/** `app=web` is met exactly, `app` by any value; a piece of either is enough while one types. */
function hasLabel(labels: ClusterObject['labels'], asked: string): boolean {
  for (const key in labels) {
    const pair = `${key}=${labels[key] ?? ''}`.toLowerCase()
    if (asked.includes('=') ? pair === asked || pair.startsWith(asked) : key.toLowerCase().includes(asked)) return true
  }
  return false
}
