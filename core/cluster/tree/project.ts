import type { Bucket, ClusterSnapshot, ToneCounts } from '../fold'
import { kindNamed } from '../kinds'
import type { ClusterObject, KindName } from '../model'
import type { Branches } from './branches'
import { IN_PROJECT, PROJECT_GROUPS, PROJECTS, VMS } from './kinds'
import type { Group, TreeRow } from './rows'
import { accessIn, isConnected, worst } from './words'

/** How the web console's tree of machines puts them into folders. */
const FOLDER_LABEL = 'vm.openshift.io/folder'

/** Projects with their branches, of those that `accept` lets in. */
export function addProjects(branches: Branches, group: Group, accept: (name: string) => boolean): void {
  const { snapshot, filtering, view } = branches
  const bucket = snapshot.kinds.get(PROJECTS)?.buckets.get('')
  if (!bucket) return
  const hits = filtering ? new Set(branches.namesOf(PROJECTS, bucket)) : null
  const hasHits = (name: string): boolean => IN_PROJECT.some((kind) => hitsIn(branches, kind, name))
  const names = bucket.names.filter((name) => {
    if (!accept(name)) return false
    if (hits) return hits.has(name) || hasHits(name)
    return !(view.hideEmpty && isKnownEmpty(snapshot, name))
  })
  branches.addParents(group, PROJECTS, bucket, {
    names,
    openAtFirst: false,
    project: '',
    state: (project, open) => projectState(snapshot, project, open),
    fill: (project, inside) => addInside(branches, inside, project.name),
  })
}

function hitsIn(branches: Branches, kind: KindName, namespace: string): boolean {
  const bucket = branches.snapshot.kinds.get(kind)?.buckets.get(namespace)
  return bucket !== undefined && branches.namesOf(kind, bucket).length > 0
}

/** All that could be in it has answered, and there is nothing but what every project has. */
function isKnownEmpty(snapshot: ClusterSnapshot, name: string): boolean {
  return PROJECT_GROUPS.filter(({ closed }) => !closed)
    .flatMap(({ kinds }) => kinds)
    .every((kind) => {
      const watched = kindNamed(kind)
      const state = watched && accessIn(snapshot, watched, name).state
      return (state === 'live' || state === 'absent' || state === 'forbidden') && !snapshot.kinds.get(kind)?.buckets.has(name)
    })
}

function projectState(snapshot: ClusterSnapshot, { name, tone, status }: ClusterObject, open: boolean): Pick<TreeRow, 'open' | 'word' | 'tone'> {
  const inside = IN_PROJECT.map((kind) => snapshot.kinds.get(kind)?.buckets.get(name))
  const vms = snapshot.kinds.get(VMS)?.buckets.get(name)?.names.length ?? 0
  const healthy = tone === 'ok'
  return {
    open: isConnected(snapshot) || inside.some((bucket) => bucket !== undefined) ? open : null,
    word: healthy ? (vms === 0 ? '' : vms === 1 ? '1 VM' : `${vms} VMs`) : status,
    tone: open || !healthy ? tone : worst([{ ok: 1 }, ...inside.map((bucket) => bucket?.tones ?? {})]),
  }
}

function addInside(branches: Branches, inside: Group, project: string): void {
  const { snapshot, view } = branches
  for (const { id, name, icon, kinds, closed } of PROJECT_GROUPS) {
    const buckets = kinds.map((kind): [KindName, Bucket | undefined] => [kind, snapshot.kinds.get(kind)?.buckets.get(project)])
    const count = (): number => buckets.reduce((sum, [kind]) => sum + (snapshot.kinds.get(kind)?.buckets.get(project)?.names.length ?? 0), 0)
    const tones = (): ToneCounts[] => buckets.map(([kind]) => snapshot.kinds.get(kind)?.buckets.get(project)?.tones ?? {})
    const isAnswered = kinds.every((kind) => isLive(snapshot, kind, project))
    if (view.hideEmpty && isAnswered && count() === 0) continue
    const leads = count() > 0 || !isAnswered
    branches.addHeading(inside, { id: `${inside.id}|${id}`, name, icon, word: () => (isAnswered || count() > 0 ? String(count()) : ''), tones, openAtFirst: !closed, leads }, (group) => {
      if (id === 'vms') addMachines(branches, group, project)
      else for (const kind of kinds) branches.addLeaves(group, kind, { accept: (namespace) => namespace === project, insideProject: true })
      if (!isAnswered) addReasons(branches, group, kinds, project)
    })
  }
}

function isLive(snapshot: ClusterSnapshot, kind: KindName, project: string): boolean {
  const watched = kindNamed(kind)
  const state = watched && accessIn(snapshot, watched, project).state
  return state === 'live' || state === 'absent'
}

/** A kind that may not be listed is named; what is loading is said once. */
function addReasons(branches: Branches, group: Group, kinds: readonly KindName[], project: string): void {
  const states = kinds.map((name) => {
    const kind = kindNamed(name)
    return [name, kind ? accessIn(branches.snapshot, kind, project).state : 'absent'] as const
  })
  const waiting = states.find(([, state]) => state === 'loading' || state === 'off')
  if (waiting) branches.addReason(group, waiting[0], 0, project)
  for (const [name, state] of states) if (state === 'forbidden' || state === 'stale') branches.addReason(group, name, 0, project)
}

function addMachines(branches: Branches, group: Group, project: string): void {
  const bucket = branches.snapshot.kinds.get(VMS)?.buckets.get(project)
  if (!bucket) return
  const inFolders = new Map<string, string[]>()
  const loose: string[] = []
  for (const name of branches.namesOf(VMS, bucket)) {
    const folder = bucket.objects.get(name)?.labels[FOLDER_LABEL] ?? ''
    if (folder === '') loose.push(name)
    else inFolders.set(folder, [...(inFolders.get(folder) ?? []), name])
  }
  const accept = (namespace: string): boolean => namespace === project
  for (const [folder, names] of [...inFolders].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const tones = (): ToneCounts[] => names.map((name) => ({ [bucket.objects.get(name)?.tone ?? 'none']: 1 }))
    branches.addHeading(group, { id: `${group.id}|folder|${folder}`, name: folder, icon: 'project', word: () => String(names.length), tones, openAtFirst: true }, (inside) =>
      branches.addLeaves(inside, VMS, { accept, insideProject: true, choose: () => names }),
    )
  }
  branches.addLeaves(group, VMS, { accept, insideProject: true, choose: () => loose })
}
