import type { ClusterSnapshot } from '../fold'
import { KINDS, kindNamed } from '../kinds'
import type { KindScope } from '../model'
import { parseFilter, wantsKind } from './filter'
import { IN_PROJECT, isSystemProject, NODES, PODS, PROJECT_GROUPS, PROJECTS } from './kinds'
import { sectionId, SECTIONS } from './sections'
import type { TreeView } from './view'

/**
 * What has to be watched so that the tree is true where it is open, beyond the kinds that always are. A filter looks everywhere, so it wants
 * everything; `kind:` narrows it.
 */
export function interestOf(snapshot: ClusterSnapshot, view: TreeView): KindScope[] {
  const filter = parseFilter(view.filter)
  if (filter.key !== '') return KINDS.flatMap(({ name, always }) => (always !== true && wantsKind(filter, name) ? [wide(name)] : []))
  const isOpen = (id: string, openAtFirst: boolean): boolean => view.flipped.has(id) !== openAtFirst
  const open = new Map(SECTIONS.map(({ name }) => [name, isOpen(sectionId(name), true)]))
  const wanted: KindScope[] = []
  for (const { name, kinds } of SECTIONS) if (open.get(name) === true) wanted.push(...kinds.map(wide))
  if (open.get('Nodes') === true && namesIn(snapshot, NODES).some((name) => isOpen(`nodes|${NODES}||${name}`, false))) wanted.push(wide(PODS))
  if (open.get('Projects') === true) {
    if (view.hideEmpty) for (const { kinds, closed } of PROJECT_GROUPS) if (!closed) wanted.push(...kinds.map(wide))
    const platform = !view.hideSystem && isOpen('projects|system', false)
    for (const name of namesIn(snapshot, PROJECTS)) {
      const shown = isSystemProject(name) ? platform && isOpen(`projects|system|${PROJECTS}||${name}`, false) : isOpen(`projects|${PROJECTS}||${name}`, false)
      if (shown) for (const kind of IN_PROJECT) wanted.push({ kind, namespace: name })
    }
  }
  for (const { kind, namespace } of view.favourites) wanted.push({ kind, namespace })
  return wanted.filter(({ kind }) => kindNamed(kind) !== undefined && kindNamed(kind)?.always !== true)
}

function wide(kind: string): KindScope {
  return { kind, namespace: '' }
}

function namesIn(snapshot: ClusterSnapshot, kind: string): readonly string[] {
  return snapshot.kinds.get(kind)?.buckets.get('')?.names ?? []
}
