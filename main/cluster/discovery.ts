import { at, listAt, textAt } from '../../core/cluster/raw'
import type { ClusterConnection } from '../session'
import { getJson, Refusal } from './answers'
import type { Clock } from './clock'

/** A kind that the server has, in the version that it prefers. */
export interface ApiKind {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly plural: string
  readonly namespaced: boolean
  readonly verbs: readonly string[]
  /** Group and version as in a URL: `/api/v1` or `/apis/kubevirt.io/v1`. */
  readonly path: string
}

/** Names a kind; either `kind` or `resource` (its plural) must be there. Without a version, the one that the server prefers is meant. */
export interface KindQuery {
  group: string
  version?: string
  kind?: string
  resource?: string
}

export interface Discovery {
  /** Everything that the server has; asked once, then remembered until `refresh`. Rejects like any request. */
  kinds(): Promise<readonly ApiKind[]>
  /** Null where the server does not have it. */
  find(query: KindQuery): Promise<ApiKind | null>
  /** Asks again, and says so through `onChange` where something came or went; `went` where it is the latter. */
  refresh(): Promise<void>
  dispose(): void
}

// All groups in two answers (Kubernetes 1.27 and later, OpenShift 4.14); servers without it answer with the plain list.
const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json'
// A cluster with many operators has some hundred kinds; a hostile one has any number.
const MAX_KINDS = 5_000
// One group after the other takes seconds on a far server, all seventy at once is a flood.
const GROUPS_AT_ONCE = 8

export function createDiscovery({ connection, clock, onChange }: { connection: ClusterConnection; clock: Clock; onChange: (change: { went: boolean }) => void }): Discovery {
  const end = new AbortController()
  let known: Promise<readonly ApiKind[]> | null = null
  let names: readonly string[] = []

  const get = (path: string, accept?: string): Promise<unknown> => getJson(connection, path, clock, { signal: end.signal, ...(accept && { accept }) })

  const ofRoot = async (root: '/api' | '/apis'): Promise<ApiKind[]> => {
    const answer = await get(root, AGGREGATED)
    if (at(answer, 'kind') === 'APIGroupDiscoveryList') return listAt(answer, 'items').flatMap(kindsOfGroup)
    const versions = root === '/api' ? [{ group: '', version: 'v1' }] : listAt(answer, 'groups').flatMap(preferredFirst)
    return inTurn(versions, ({ group, version }) => get(pathOf(group, version)).then((list) => kindsOfList(list, group, version), ignoreRefusal))
  }

  const ask = async (): Promise<readonly ApiKind[]> => {
    const all = (await Promise.all([ofRoot('/api'), ofRoot('/apis')])).flat()
    return preferredOnly(all).slice(0, MAX_KINDS)
  }

  const discovery: Discovery = {
    kinds() {
      known ??= ask().then((kinds) => {
        names = namesOf(kinds)
        return kinds
      })
      // What failed once must not fail for ever.
      known.catch(() => (known = null))
      return known
    },
    async find({ group, version, kind, resource }) {
      const fits = (one: ApiKind): boolean => one.group === group && (kind === undefined || one.kind === kind) && (resource === undefined || one.plural === resource)
      const found = (await discovery.kinds()).find(fits)
      return found && version !== undefined && version !== found.version ? { ...found, version, path: pathOf(group, version) } : (found ?? null)
    },
    async refresh() {
      const fresh = await ask()
      if (end.signal.aborted) return
      known = Promise.resolve(fresh)
      const before = names
      names = namesOf(fresh)
      const now = new Set(names)
      // Who has never asked does not know what was there.
      const went = before.length === 0 || before.some((name) => !now.has(name))
      if (went || before.length !== names.length) onChange({ went })
    },
    dispose: () => end.abort(),
  }
  return discovery
}

/** `/api/v1` for the group without a name, `/apis/GROUP/VERSION` for all others. */
export function pathOf(group: string, version: string): string {
  return group === '' ? `/api/${version}` : `/apis/${group}/${version}`
}

function namesOf(kinds: readonly ApiKind[]): string[] {
  return kinds.map(({ path, plural }) => `${path}/${plural}`)
}

function kindsOfGroup(item: unknown): ApiKind[] {
  const group = textAt(item, ['metadata', 'name']) ?? ''
  return listAt(item, 'versions').flatMap((entry) => {
    const version = textAt(entry, ['version'])
    if (version === null) return []
    return listAt(entry, 'resources').flatMap((resource) =>
      apiKind(group, version, {
        kind: textAt(resource, ['responseKind', 'kind']),
        plural: textAt(resource, ['resource']),
        namespaced: at(resource, 'scope') === 'Namespaced',
        verbs: at(resource, 'verbs'),
      }),
    )
  })
}

function kindsOfList(list: unknown, group: string, version: string): ApiKind[] {
  return listAt(list, 'resources').flatMap((resource) => {
    const plural = textAt(resource, ['name'])
    // `pods/log` and the like are calls, not kinds.
    if (plural === null || plural.includes('/')) return []
    return apiKind(group, version, { kind: textAt(resource, ['kind']), plural, namespaced: at(resource, 'namespaced') === true, verbs: at(resource, 'verbs') })
  })
}

function apiKind(group: string, version: string, { kind, plural, namespaced, verbs }: { kind: string | null; plural: string | null; namespaced: boolean; verbs: unknown }): ApiKind[] {
  if (kind === null || plural === null) return []
  return [{ group, version, kind, plural, namespaced, verbs: Array.isArray(verbs) ? verbs.slice(0, 16).map(String) : [], path: pathOf(group, version) }]
}

function preferredFirst(group: unknown): { group: string; version: string }[] {
  const name = textAt(group, ['name']) ?? ''
  const preferred = textAt(group, ['preferredVersion', 'version'])
  const versions = listAt(group, 'versions').flatMap((entry) => textAt(entry, ['version']) ?? [])
  return [...new Set([...(preferred === null ? [] : [preferred]), ...versions])].map((version) => ({ group: name, version }))
}

/** Servers name their versions in the order of their preference; what an earlier one has needs no later one. */
function preferredOnly(kinds: readonly ApiKind[]): ApiKind[] {
  const first = new Map<string, ApiKind>()
  for (const kind of kinds) {
    const name = `${kind.plural}.${kind.group}`
    if (!first.has(name)) first.set(name, kind)
  }
  return [...first.values()]
}

/** A group whose own server is down is left out, as kubectl does. */
function ignoreRefusal(error: unknown): ApiKind[] {
  if (error instanceof Refusal) return []
  throw error
}

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R[]>): Promise<R[]> {
  const results: R[][] = []
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const place = next
      next += 1
      results[place] = await work(items[place] as T)
    }
  }
  await Promise.all(Array.from({ length: GROUPS_AT_ONCE }, worker))
  return results.flat()
}
