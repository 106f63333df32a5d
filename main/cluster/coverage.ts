import { type ClusterChange, type ClusterSnapshot, isSystemProject, type KindScope, KINDS, type WatchedKind } from '../../core/cluster'
import type { Clock } from './clock'
import type { ListWatch } from './list-watch'

// Who may see one project may see a few. Each costs a watch for every namespaced kind, so there is an end to it; the tree says where it is.
const MAX_PROJECTS = 40
// From the fourth open project on, one watch of the whole cluster is less than one for each.
const MAX_SINGLE = 3
// Whoever closes a branch often opens it again: until then its watches go on.
const LINGER_MS = 20_000

const PROJECTS = 'projects.project.openshift.io'

/** Decides what is watched, and how: the whole cluster or single projects. */
export interface Coverage {
  readonly watchers: readonly ListWatch[]
  /** The watch of the whole cluster for a kind, where there is one. */
  wide(kind: string): ListWatch | undefined
  /** What is on the screen beyond the kinds that are always watched; replaces what was wanted before. */
  want(scopes: readonly KindScope[]): void
  dispose(): void
}

interface CoverageOptions {
  snapshot: ClusterSnapshot
  clock: Clock
  watch: (kind: WatchedKind, scope: string, onChange: (change: ClusterChange) => void) => ListWatch
  publish: (change: ClusterChange) => void
}

interface Cover {
  readonly kind: WatchedKind
  readonly scope: string
  readonly watcher: ListWatch
  /** Set while nobody wants it any more: cancels its end. */
  cancelEnd: (() => void) | null
}

export function createCoverage({ snapshot, clock, watch, publish }: CoverageOptions): Coverage {
  const covers = new Map<string, Cover>()
  let wanted = new Map<string, Set<string>>()
  let settling = false
  let changedMeanwhile = false
  let ended = false

  const keyOf = (kind: string, scope: string): string => `${kind}|${scope}`
  const wideOf = (kind: string): ListWatch | undefined => covers.get(keyOf(kind, ''))?.watcher
  const singlesOf = (kind: string): Cover[] => [...covers.values()].filter((cover) => cover.kind.name === kind && cover.scope !== '')
  /** The student's own come first: where not all can be asked, the platform's are left out. */
  const projects = (): readonly string[] => {
    const all = snapshot.kinds.get(PROJECTS)?.buckets.get('')?.names ?? []
    return [...all.filter((name) => !isSystemProject(name)), ...all.filter(isSystemProject)]
  }

  const onChange = (kind: WatchedKind, scope: string, change: ClusterChange): void => {
    if (ended) return
    if (change.type !== 'reset' || scope !== '') publish(change)
    else if (change.objects.length > 0 || wideOf(kind.name)?.hasListed === true) takeOver(kind, change)
    else clearBeside(kind)
    if (kind.name === PROJECTS || (change.type === 'access' && scope === '')) settle()
  }

  /** From its list on, what single projects are still told is older, and would not be told again. */
  const takeOver = (kind: WatchedKind, list: ClusterChange): void => {
    for (const single of singlesOf(kind.name)) end(single, false)
    publish(list)
  }

  /** Where single projects are watched, a refusal for the whole cluster says nothing about those. */
  const clearBeside = (kind: WatchedKind): void => {
    const singles = new Set(singlesOf(kind.name).map(({ scope }) => scope))
    if (singles.size === 0) return publish({ type: 'reset', kind: kind.name, scope: '', objects: [] })
    for (const namespace of [...(snapshot.kinds.get(kind.name)?.namespaces ?? [])]) {
      if (!singles.has(namespace)) publish({ type: 'reset', kind: kind.name, scope: namespace, objects: [] })
    }
  }

  const begin = (kind: WatchedKind, scope: string): void => {
    const key = keyOf(kind.name, scope)
    const kept = covers.get(key)
    if (kept) {
      kept.cancelEnd?.()
      kept.cancelEnd = null
      return
    }
    covers.set(key, { kind, scope, watcher: watch(kind, scope, (change) => onChange(kind, scope, change)), cancelEnd: null })
  }

  const end = (cover: Cover, forget: boolean): void => {
    const { kind, scope, watcher } = cover
    cover.cancelEnd?.()
    watcher.dispose()
    covers.delete(keyOf(kind.name, scope))
    if (forget) publish({ type: 'reset', kind: kind.name, scope, objects: [] })
    publish({ type: 'access', kind: kind.name, scope, access: { state: scope === '' ? 'off' : 'absent' } })
  }

  /** What should be watched of a kind; the empty string is the whole cluster. */
  const scopesFor = (kind: WatchedKind): Set<string> => {
    const asked = wanted.get(kind.name) ?? new Set<string>()
    const everywhere = kind.always === true || asked.has('') || !kind.namespaced
    const singles = [...asked].filter((scope) => scope !== '')
    if (!everywhere && singles.length === 0) return new Set()
    const wide = wideOf(kind.name)
    if (!everywhere && singles.length <= MAX_SINGLE && !wide) return new Set(singles)
    // Its watch may be on its way, and what it was refused before is still its last word.
    if (wide?.hasListed === true) return new Set([''])
    switch (wide?.access.state) {
      case 'forbidden': {
        const own = everywhere && kind.namespaced ? projects() : []
        noteLimit(kind, own.length)
        return new Set(['', ...own.slice(0, MAX_PROJECTS), ...singles])
      }
      case 'live':
      case 'stale':
      case 'absent':
        return new Set([''])
      default:
        // Not known yet whether it may be listed: what is watched stays until then.
        return new Set(['', ...singlesOf(kind.name).map(({ scope }) => scope)])
    }
  }

  const noteLimit = (kind: WatchedKind, own: number): void => {
    const access = snapshot.kinds.get(kind.name)?.access.get('')
    if (access?.state !== 'forbidden' || own <= MAX_PROJECTS || access.asked?.of === own) return
    publish({ type: 'access', kind: kind.name, scope: '', access: { ...access, asked: { projects: MAX_PROJECTS, of: own } } })
  }

  const settleOnce = (): void => {
    for (const kind of KINDS) {
      const scopes = scopesFor(kind)
      for (const scope of scopes) begin(kind, scope)
      const wide = wideOf(kind.name)
      const isWide = wide?.hasListed === true || ['live', 'stale'].includes(wide?.access.state ?? '')
      for (const cover of [...covers.values()].filter((each) => each.kind === kind && !scopes.has(each.scope))) {
        const isReplaced = cover.scope !== '' && scopes.has('')
        if (isReplaced) end(cover, !isWide)
        else cover.cancelEnd ??= clock.after(LINGER_MS, () => end(cover, true))
      }
    }
  }

  /** Begins and ends what the wishes and the server's answers ask for. A watch that begins tells of itself at once, so it may be asked again. */
  const settle = (): void => {
    changedMeanwhile = true
    if (settling) return
    settling = true
    while (changedMeanwhile) {
      changedMeanwhile = false
      settleOnce()
    }
    settling = false
  }

  return {
    get watchers() {
      return [...covers.values()].map(({ watcher }) => watcher)
    },
    wide: wideOf,
    want(scopes) {
      const next = new Map<string, Set<string>>()
      for (const { kind, namespace } of scopes) next.set(kind, (next.get(kind) ?? new Set()).add(namespace))
      wanted = next
      settle()
    },
    dispose() {
      ended = true
      for (const { watcher, cancelEnd } of covers.values()) {
        cancelEnd?.()
        watcher.dispose()
      }
      covers.clear()
    },
  }
}
