import type { ClusterObject, KindName } from '../model'
import { stringsAt, textAt } from '../raw'
import { configMaps, secrets } from './config'
import { dataImportCrons, dataSources, dataVolumes } from './data'
import type { WatchedKind } from './kind'
import { virtualMachineInstances, virtualMachines } from './machines'
import { networkAttachments, networkPolicies, routes, services } from './network'
import { nodes } from './nodes'
import { clusterOperators, clusterServiceVersions, clusterVersions, hyperConvergeds, subscriptions } from './operators'
import { pods } from './pods'
import { projects } from './projects'
import { claims, storageClasses } from './storage'
import { cronJobs, daemonSets, deployments, jobs, statefulSets } from './workloads'

export type { KindIcon, WatchedKind } from './kind'

/** Every kind that the tree may show, in the order in which they are asked for. A new one is an entry here and a place in ../tree. */
export const KINDS: readonly WatchedKind[] = [
  nodes,
  projects,
  virtualMachines,
  virtualMachineInstances,
  clusterVersions,
  subscriptions,
  clusterServiceVersions,
  hyperConvergeds,
  clusterOperators,
  storageClasses,
  claims,
  dataVolumes,
  dataSources,
  dataImportCrons,
  services,
  routes,
  networkPolicies,
  networkAttachments,
  pods,
  deployments,
  statefulSets,
  daemonSets,
  jobs,
  cronJobs,
  configMaps,
  secrets,
]

const byName = new Map(KINDS.map((kind) => [kind.name, kind]))

export function kindNamed(name: KindName): WatchedKind | undefined {
  return byName.get(name)
}

// virt-handler writes hundreds of CPU features on each worker as labels: nobody reads them, and they would be most of what is kept.
const NOISE = /^(cpu-feature|cpu-model|cpu-model-migration|host-model-cpu|host-model-required-features|hyperv|machine-type)\.node\.kubevirt\.io\//

// The web console's own objects carry at most about forty.
const MAX_LABELS = 64

/** The little that is kept of one object of the server. Accepts anything; null for what has no name. Never throws. */
export function summarize(kind: WatchedKind, raw: unknown): ClusterObject | null {
  const name = textAt(raw, ['metadata', 'name'])
  if (name === null) return null
  const namespace = kind.namespaced ? (textAt(raw, ['metadata', 'namespace']) ?? '') : ''
  const { status, tone, fact = null, facts = {} } = kind.summarize(raw)
  const leaving = textAt(raw, ['metadata', 'deletionTimestamp']) !== null && tone !== 'progress'
  return {
    kind: kind.name,
    uid: textAt(raw, ['metadata', 'uid']) ?? `${namespace}/${name}`,
    name,
    namespace,
    created: textAt(raw, ['metadata', 'creationTimestamp'], 64),
    status: leaving ? 'Terminating' : status,
    tone: leaving ? 'progress' : tone,
    fact,
    facts,
    labels: stringsAt(raw, ['metadata', 'labels'], MAX_LABELS, (key) => !NOISE.test(key)),
  }
}
