import type { ClusterSnapshot, ToneCounts } from '../fold'
import type { WatchedKind } from '../kinds'
import type { ClusterObject, KindAccess, Tone } from '../model'

export function counted(count: number, one: string, many: string): string {
  return count === 1 ? `1 ${one}` : `${count} ${many}`
}

/** A healthy row may show a fact in its word's place; any other shows the server's word. */
export function wordOf({ tone, fact, status }: ClusterObject): string {
  return tone === 'ok' || tone === 'running' || tone === 'none' ? (fact ?? status) : status
}

const WORST_FIRST: readonly Tone[] = ['danger', 'warning', 'waiting', 'progress']

/** The tone that a closed branch shows: trouble or work inside, `ok` where anything is well, else none. */
export function worst(counts: readonly ToneCounts[]): Tone {
  const has = (tone: Tone): boolean => counts.some((count) => (count[tone] ?? 0) > 0)
  return WORST_FIRST.find(has) ?? (has('ok') || has('running') ? 'ok' : 'none')
}

/** Whether anybody is logged in: until then nothing may be said about what is not there. */
export function isConnected(snapshot: ClusterSnapshot): boolean {
  for (const { access } of snapshot.kinds.values()) {
    const state = access.get('')?.state
    if (state !== undefined && state !== 'off') return true
  }
  return false
}

/** What is known of a kind in a namespace; '' for the whole cluster. Where not all may be listed, the namespace's own word counts. */
export function accessIn(snapshot: ClusterSnapshot, kind: WatchedKind, namespace: string): KindAccess {
  const access = snapshot.kinds.get(kind.name)?.access
  const wide = access?.get('') ?? { state: 'off' }
  if (namespace === '' || (wide.state !== 'off' && wide.state !== 'forbidden')) return wide
  return access?.get(namespace) ?? wide
}

/** One line about a kind of which `shown` objects are in the tree; null where the objects speak for themselves. */
export function reasonFor(snapshot: ClusterSnapshot, kind: WatchedKind, shown: number, user: string | null, namespace = ''): string | null {
  const access = accessIn(snapshot, kind, namespace)
  if (access.state === 'forbidden' && namespace === '') return ownProjects(snapshot, kind, access, shown, user)
  if (shown > 0) return null
  switch (access.state) {
    case 'off':
      // Somebody is logged in and looks: it is about to be asked for.
      return isConnected(snapshot) ? 'Loading…' : null
    case 'loading':
      return 'Loading…'
    case 'absent':
      return kind.whenAbsent ?? `This cluster does not know ${kind.words}`
    case 'live':
      return `No ${kind.words}`
    case 'stale':
      return `Not known: ${access.reason}`
    case 'forbidden':
      return mayNot(kind, user)
  }
}

function mayNot({ words }: WatchedKind, user: string | null): string {
  return `${user ?? 'This user'} may not list ${words}`
}

/** Where the cluster as a whole is closed, the user's own projects are asked one by one. */
function ownProjects(snapshot: ClusterSnapshot, kind: WatchedKind, access: KindAccess & { state: 'forbidden' }, shown: number, user: string | null): string | null {
  const scopes = [...(snapshot.kinds.get(kind.name)?.access ?? [])].filter(([scope]) => scope !== '').map(([, { state }]) => state)
  // What is closed in every project that was asked is closed, and not a matter of how many were.
  if (scopes.length > 0 && scopes.every((state) => state === 'forbidden')) return shown > 0 ? null : mayNot(kind, user)
  if (access.asked && access.asked.projects < access.asked.of) return `Only the first ${access.asked.projects} of ${access.asked.of} projects are asked for ${kind.words}`
  if (shown > 0) return null
  if (scopes.includes('live')) return `No ${kind.words} in your projects`
  return scopes.includes('loading') ? 'Loading…' : mayNot(kind, user)
}
