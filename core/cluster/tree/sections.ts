import { accessTo, type Bucket, findObject, type ToneCounts } from '../fold'
import { kindNamed } from '../kinds'
import type { ClusterObject, KindName } from '../model'
import type { Branches } from './branches'
import {
  ATTACHMENTS, CLAIMS, CLUSTER_OPERATORS, CSVS, DATA_SOURCES, DATA_VOLUMES, HYPERCONVERGEDS, IMPORT_CRONS, IN_PROJECT, isSystemProject, NODES, PODS, POLICIES,
  PROJECTS, ROUTES, SERVICES, STORAGE_CLASSES, SUBSCRIPTIONS, VMIS, VMS,
} from './kinds' // prettier-ignore
import { addProjects } from './project'
import type { Group } from './rows'
import { counted } from './words'

/** A branch of the first level. */
interface Section {
  readonly name: string
  readonly word: (branches: Branches) => string
  /** What it shows while it is open. */
  readonly kinds: readonly KindName[]
  /** What its rows contain: a closed section shows trouble there, too. */
  readonly within?: readonly KindName[]
  readonly fill: (branches: Branches, group: Group) => void
}

/** The closed branch of what OpenShift brings along: most of what a fresh cluster has, and none of what a lesson is about. */
const PLATFORM = 'Platform'

/** The package whose one object, the HyperConverged, is the second half of its installation. */
const VIRTUALIZATION = 'kubevirt-hyperconverged'

const isOwn = (namespace: string): boolean => !isSystemProject(namespace)

const countOf = ({ snapshot }: Branches, kind: KindName): number => snapshot.kinds.get(kind)?.count ?? 0
const tonesOf = ({ snapshot }: Branches, kind: KindName): ToneCounts => snapshot.kinds.get(kind)?.tones ?? {}
const isKnown = (branches: Branches, kind: KindName): boolean => countOf(branches, kind) > 0 || accessTo(branches.snapshot, kind)?.state === 'live'
const countWord = (branches: Branches, kind: KindName): string => (isKnown(branches, kind) ? String(countOf(branches, kind)) : '')
const ownCount = (branches: Branches, kind: KindName): number => branches.bucketsOf(kind, isOwn).reduce((sum, [, bucket]) => sum + bucket.names.length, 0)

/** The user's own objects of a kind, and how many more the platform has. */
function addOwn(branches: Branches, group: Group, kind: KindName): void {
  branches.addLeaves(group, kind, { accept: isOwn })
  const shown = ownCount(branches, kind)
  const others = countOf(branches, kind) - shown
  if (others > 0 && !branches.view.hideSystem) branches.addNote(group, `${kind}|system`, `${others} more ${kindNamed(kind)?.words ?? ''} under ${PLATFORM}`)
  else branches.addReason(group, kind, shown)
}

function addPlatform(branches: Branches, group: Group, options: { count: () => number; tones: () => ToneCounts[] }, fill: (inside: Group) => void): void {
  if (branches.view.hideSystem || options.count() === 0) return
  branches.addHeading(group, { id: `${group.id}|system`, name: PLATFORM, icon: 'project', word: () => String(options.count()), tones: options.tones, openAtFirst: false }, fill)
}

/** What runs on a node: its virtual machines, its pods, and the platform's apart. */
function addRunningOn(branches: Branches, group: Group, node: string): void {
  const here = (names: readonly string[], bucket: Bucket): readonly string[] => names.filter((name) => bucket.objects.get(name)?.facts['node'] === node)
  branches.addLeaves(group, VMIS, { choose: here })
  branches.addLeaves(group, PODS, { accept: isOwn, choose: here })
  const system = branches.bucketsOf(PODS, isSystemProject).map(([, bucket]): [Bucket, readonly string[]] => [bucket, here(bucket.names, bucket)])
  const count = (): number => system.reduce((sum, [, names]) => sum + names.length, 0)
  const tones = (): ToneCounts[] => system.flatMap(([bucket, names]) => names.map((name) => ({ [bucket.objects.get(name)?.tone ?? 'none']: 1 })))
  addPlatform(branches, group, { count, tones }, (inside) => branches.addLeaves(inside, PODS, { accept: isSystemProject, choose: here }))
  branches.addReason(group, PODS, countOf(branches, PODS))
}

function addNodes(branches: Branches, group: Group): void {
  const bucket = branches.snapshot.kinds.get(NODES)?.buckets.get('')
  if (bucket) {
    branches.addParents(group, NODES, bucket, {
      names: branches.namesOf(NODES, bucket),
      openAtFirst: false,
      project: '',
      // While one filters, a node is a hit for its own sake: what runs on it is found in its project.
      state: ({ tone, fact, status }, open) => ({ open: branches.filtering ? null : open, word: tone === 'ok' ? (fact ?? status) : status, tone }),
      fill: (node, inside) => {
        if (!branches.filtering) addRunningOn(branches, inside, node.name)
      },
    })
  }
  branches.addReason(group, NODES, countOf(branches, NODES))
}

function addAllProjects(branches: Branches, group: Group): void {
  addProjects(branches, group, isOwn)
  branches.addReason(group, PROJECTS, countOf(branches, PROJECTS))
  const system = branches.snapshot.kinds.get(PROJECTS)?.buckets.get('')?.names.filter(isSystemProject) ?? []
  const tones = (): ToneCounts[] => system.map((name) => ({ [findObject(branches.snapshot, PROJECTS, '', name)?.tone ?? 'none']: 1 }))
  addPlatform(branches, group, { count: () => system.length, tones }, (inside) => addProjects(branches, inside, isSystemProject))
}

/** Subscriptions with what they brought, then what came without one. */
function addOperators(branches: Branches, group: Group): void {
  const { snapshot } = branches
  const brought = new Set<ClusterObject>()
  for (const [namespace, bucket] of branches.bucketsOf(SUBSCRIPTIONS)) {
    const childrenOf = ({ facts }: ClusterObject): ClusterObject[] => {
      const version = findObject(snapshot, CSVS, namespace, String(facts['installed']))
      const operands = facts['package'] === VIRTUALIZATION ? [...(snapshot.kinds.get(HYPERCONVERGEDS)?.buckets.get(namespace)?.objects.values() ?? [])] : []
      return [...(version ? [version] : []), ...operands]
    }
    const hits = new Set(branches.namesOf(SUBSCRIPTIONS, bucket))
    const isHit = ({ kind, name }: ClusterObject): boolean => {
      const kept = snapshot.kinds.get(kind)?.buckets.get(namespace)
      return kept !== undefined && branches.namesOf(kind, kept).includes(name)
    }
    const names = bucket.names.filter((name) => {
      const children = childrenOf(bucket.objects.get(name) as ClusterObject)
      for (const child of children) brought.add(child)
      return hits.has(name) || children.some(isHit)
    })
    branches.addParents(group, SUBSCRIPTIONS, bucket, {
      names,
      openAtFirst: true,
      project: namespace,
      state: (subscription, open) => {
        const { tone, fact, status } = subscription
        return { open: childrenOf(subscription).length > 0 ? open : null, word: tone === 'ok' ? (fact ?? status) : status, tone }
      },
      fill: (subscription, inside) => {
        for (const { kind, name } of childrenOf(subscription).filter(isHit)) {
          branches.addLeaves(inside, kind, { accept: (each) => each === namespace, insideProject: true, choose: () => [name] })
        }
      },
    })
  }
  for (const kind of [CSVS, HYPERCONVERGEDS]) {
    branches.addLeaves(group, kind, { choose: (names, bucket) => names.filter((name) => !brought.has(bucket.objects.get(name) as ClusterObject)) })
  }
  branches.addReason(group, CSVS, countOf(branches, CSVS) + countOf(branches, SUBSCRIPTIONS))
  if (countOf(branches, CLUSTER_OPERATORS) === 0) return branches.addReason(group, CLUSTER_OPERATORS, 0)
  addPlatform(branches, group, { count: () => countOf(branches, CLUSTER_OPERATORS), tones: () => [tonesOf(branches, CLUSTER_OPERATORS)] }, (inside) =>
    branches.addLeaves(inside, CLUSTER_OPERATORS),
  )
}

function addStorage(branches: Branches, group: Group): void {
  branches.addLeaves(group, STORAGE_CLASSES)
  branches.addReason(group, STORAGE_CLASSES, countOf(branches, STORAGE_CLASSES))
  addGroup(branches, group, { id: 'boot', name: 'Boot sources', kinds: [DATA_SOURCES, IMPORT_CRONS], icon: 'bootSource' }, (inside) => {
    branches.addLeaves(inside, DATA_SOURCES)
    branches.addLeaves(inside, IMPORT_CRONS)
  })
  addGroup(branches, group, { id: 'imports', name: 'Data volumes', kinds: [DATA_VOLUMES], icon: 'dataVolume' }, (inside) => addOwn(branches, inside, DATA_VOLUMES))
  addOwn(branches, group, CLAIMS)
}

/** A branch that begins closed, of kinds that an operator brings: it is not there where they are not. */
function addGroup(branches: Branches, group: Group, { id, name, kinds, icon }: { id: string; name: string; kinds: readonly [KindName, ...KindName[]]; icon: 'bootSource' | 'dataVolume' }, fill: (inside: Group) => void): void {
  const count = countOf(branches, kinds[0])
  if (count === 0) return
  branches.addHeading(group, { id: `${group.id}|${id}`, name, icon, word: () => String(countOf(branches, kinds[0])), tones: () => kinds.map((kind) => tonesOf(branches, kind)), openAtFirst: false }, fill)
}

/** The six first levels, in their order. */
export const SECTIONS: readonly Section[] = [
  {
    name: 'Nodes',
    word: (branches) => (isKnown(branches, NODES) ? `${countOf(branches, NODES) - (tonesOf(branches, NODES).danger ?? 0)} of ${countOf(branches, NODES)} Ready` : ''),
    kinds: [NODES],
    fill: addNodes,
  },
  { name: 'Projects', word: (branches) => countWord(branches, PROJECTS), kinds: [PROJECTS], within: IN_PROJECT, fill: addAllProjects },
  {
    name: 'Virtual machines',
    word: (branches) => countWord(branches, VMS),
    kinds: [VMS],
    fill(branches, group) {
      branches.addLeaves(group, VMS)
      branches.addReason(group, VMS, countOf(branches, VMS))
    },
  },
  { name: 'Operators', word: (branches) => countWord(branches, CSVS), kinds: [SUBSCRIPTIONS, CSVS, HYPERCONVERGEDS, CLUSTER_OPERATORS], fill: addOperators },
  {
    name: 'Storage',
    word: (branches) => (isKnown(branches, STORAGE_CLASSES) ? counted(countOf(branches, STORAGE_CLASSES), 'class', 'classes') : ''),
    kinds: [STORAGE_CLASSES, CLAIMS, DATA_VOLUMES, DATA_SOURCES, IMPORT_CRONS],
    fill: addStorage,
  },
  {
    name: 'Network',
    // What stands below it, not what the platform has: a number over an empty list would be a riddle.
    word: (branches) => (ownCount(branches, SERVICES) > 0 ? counted(ownCount(branches, SERVICES), 'service', 'services') : ''),
    kinds: [SERVICES, ROUTES, POLICIES, ATTACHMENTS],
    fill(branches, group) {
      addOwn(branches, group, SERVICES)
      addOwn(branches, group, ROUTES)
      for (const kind of [POLICIES, ATTACHMENTS]) branches.addLeaves(group, kind, { accept: isOwn })
    },
  },
]

export function sectionId(name: string): string {
  return name.toLowerCase().replace(' ', '-')
}
