import { conditionStatus } from '../kinds/kind'
import { at, listAt, objectAt, textAt, type Json, type KubeObject } from '../objects/json'
import type { Store } from '../store/store'
import { amountOf } from './quantity'

/** The node that takes a pod, or the scheduler's words for why none does. */
export type Placement = { node: string } | { refusal: string }

/** On a claim: where its volume is needed. */
export const selectedNode = 'volume.kubernetes.io/selected-node'

/** Filters and scores as kube-scheduler does, as far as the unit meets it: taints, selectors, anti-affinity, requests; then spreads. */
export function placePod(store: Store, pod: KubeObject): Placement {
  const nodes = store.list('nodes')
  const unusable = volumeProblem(store, pod)
  if (unusable !== undefined) return { refusal: `0/${nodes.length} nodes are available: ${unusable}. ${preemption(nodes.length, 0)}` }
  const volumes = claimsOf(store, pod).flatMap((claim) => store.get('persistentvolumes', undefined, textAt(claim, 'spec', 'volumeName')) ?? [])
  const byNode = new Map<string, KubeObject[]>()
  for (const one of store.list('pods')) {
    const name = textAt(one, 'spec', 'nodeName')
    if (name === '' || ['Succeeded', 'Failed'].includes(textAt(one, 'status', 'phase'))) continue
    const here = byNode.get(name)
    if (here === undefined) byNode.set(name, [one])
    else here.push(one)
  }
  const reasons = new Map<string, number>()
  let best: { node: string; neighbours: number; load: number } | undefined
  for (const node of nodes) {
    const { name } = node.metadata
    const here = byNode.get(name) ?? []
    const reason = refusalOf(node, pod, here, volumes)
    if (reason !== undefined) {
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
      continue
    }
    const neighbours = here.filter((one) => sameOwner(one, pod)).length
    if (best === undefined || neighbours < best.neighbours || (neighbours === best.neighbours && here.length < best.load)) best = { node: name, neighbours, load: here.length }
  }
  if (best !== undefined) return { node: best.node }
  const counted = [...reasons].map(([reason, count]) => `${count} ${reason}`).sort()
  // Only where room is lacking could another pod make some.
  const crowded = [...reasons].reduce((sum, [reason, count]) => sum + (/^(Insufficient|Too many pods)/.test(reason) ? count : 0), 0)
  return { refusal: `0/${nodes.length} nodes are available: ${counted.join(', ')}. ${preemption(nodes.length, crowded)}` }
}

function preemption(nodes: number, crowded: number): string {
  const counted = [
    ...(crowded > 0 ? [`${crowded} No preemption victims found for incoming pod`] : []),
    ...(crowded < nodes ? [`${nodes - crowded} Preemption is not helpful for scheduling`] : []),
  ]
  return `preemption: 0/${nodes} nodes are available: ${counted.sort().join(', ')}.`
}

/** The claims that a pod's volumes name, as far as there are any. */
export function claimsOf(store: Store, pod: KubeObject): KubeObject[] {
  return claimNames(pod).flatMap((name) => store.get('persistentvolumeclaims', pod.metadata.namespace, name) ?? [])
}

function claimNames(pod: KubeObject): string[] {
  return listAt(pod, 'spec', 'volumes').map((volume) => textAt(volume, 'persistentVolumeClaim', 'claimName')).filter((name) => name !== '')
}

/** Why no node can have the pod's volumes. One that is made for its first consumer is no reason. */
function volumeProblem(store: Store, pod: KubeObject): string | undefined {
  const { namespace } = pod.metadata
  const missing = claimNames(pod).find((name) => store.get('persistentvolumeclaims', namespace, name) === undefined)
  if (missing !== undefined) return `persistentvolumeclaim ${JSON.stringify(missing)} not found`
  const unbound = claimsOf(store, pod).filter((claim) => textAt(claim, 'status', 'phase') !== 'Bound')
  const immediate = unbound.some((claim) => !waitsForConsumer(store, claim))
  return immediate ? 'pod has unbound immediate PersistentVolumeClaims' : undefined
}

/** Whether a claim's volume is made only when a pod that needs it has a node. */
export function waitsForConsumer(store: Store, claim: KubeObject): boolean {
  const name = textAt(claim, 'spec', 'storageClassName')
  return textAt(store.get('storageclasses.storage.k8s.io', undefined, name), 'volumeBindingMode') === 'WaitForFirstConsumer'
}

/** A volume that only some nodes reach. */
function outOfReach(volume: KubeObject, node: KubeObject): boolean {
  const hosts = listAt(volume, 'spec', 'nodeAffinity', 'required', 'nodeSelectorTerms').flatMap((term) => listAt(term, 'matchExpressions').flatMap((one) => listAt(one, 'values')))
  return hosts.length > 0 && !hosts.includes(node.metadata.name)
}

/** Whether a pod of this template may be on the node at all: what a DaemonSet asks. */
export function suits(node: KubeObject, podSpec: Json | undefined): boolean {
  return untolerated(node, podSpec, daemonTolerations) === undefined && selected(node, podSpec)
}

// Kubernetes gives them to every pod of a DaemonSet.
const daemonTolerations: Json[] = [
  { key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/not-ready', operator: 'Exists' },
]

function refusalOf(node: KubeObject, pod: KubeObject, here: KubeObject[], volumes: KubeObject[]): string | undefined {
  const spec = objectAt(pod, 'spec')
  if (at(node, 'spec', 'unschedulable') === true) return 'node(s) were unschedulable'
  const taint = untolerated(node, spec, []) ?? (conditionStatus(node, 'Ready') === 'True' ? undefined : 'node.kubernetes.io/not-ready')
  if (taint !== undefined) return `node(s) had untolerated taint {${taint}: }`
  if (!selected(node, spec)) return "node(s) didn't match Pod's node affinity/selector"
  if (volumes.some((volume) => outOfReach(volume, node))) return 'node(s) had volume node affinity conflict'
  if (here.some((other) => repels(pod, other))) return "node(s) didn't match pod anti-affinity rules"
  if (here.length >= amountOf(textAt(node, 'status', 'allocatable', 'pods'))) return 'Too many pods'
  for (const [resource, wanted] of requestsOf(pod)) {
    const free = amountOf(textAt(node, 'status', 'allocatable', resource)) - here.reduce((sum, other) => sum + (requestsOf(other).get(resource) ?? 0), 0)
    if (wanted > free) return `Insufficient ${resource}`
  }
  return undefined
}

function untolerated(node: KubeObject, podSpec: Json | undefined, more: Json[]): string | undefined {
  const tolerations = [...listAt(podSpec, 'tolerations'), ...more]
  const taint = listAt(node, 'spec', 'taints')
    .filter((one) => textAt(one, 'effect') !== 'PreferNoSchedule')
    .find((one) => !tolerations.some((toleration) => tolerates(toleration, one)))
  return taint === undefined ? undefined : textAt(taint, 'key')
}

function tolerates(toleration: Json, taint: Json): boolean {
  const [key, effect, operator] = [textAt(toleration, 'key'), textAt(toleration, 'effect'), textAt(toleration, 'operator') || 'Equal']
  if (effect !== '' && effect !== textAt(taint, 'effect')) return false
  if (key === '') return operator === 'Exists'
  return key === textAt(taint, 'key') && (operator === 'Exists' || textAt(toleration, 'value') === textAt(taint, 'value'))
}

function selected(node: KubeObject, podSpec: Json | undefined): boolean {
  return Object.entries(objectAt(podSpec, 'nodeSelector')).every(([key, value]) => node.metadata.labels?.[key] === textAt(value))
}

/** Required anti-affinity by node: its terms' labels name the pods not to be beside. */
function repels(pod: KubeObject, other: KubeObject): boolean {
  return listAt(pod, 'spec', 'affinity', 'podAntiAffinity', 'requiredDuringSchedulingIgnoredDuringExecution').some((term) => {
    const labels = Object.entries(objectAt(term, 'labelSelector', 'matchLabels'))
    return other.metadata.namespace === pod.metadata.namespace && labels.length > 0 && labels.every(([key, value]) => other.metadata.labels?.[key] === textAt(value))
  })
}

function requestsOf(pod: KubeObject): Map<string, number> {
  const sums = new Map<string, number>()
  for (const container of listAt(pod, 'spec', 'containers')) {
    for (const [resource, quantity] of Object.entries(objectAt(container, 'resources', 'requests'))) sums.set(resource, (sums.get(resource) ?? 0) + amountOf(textAt(quantity)))
  }
  return sums
}

function sameOwner(one: KubeObject, other: KubeObject): boolean {
  const owner = other.metadata.ownerReferences?.[0]?.uid
  // A virtual machine's launcher is the only pod of its owner: launchers are spread among themselves.
  if (other.metadata.labels?.['kubevirt.io'] === 'virt-launcher') return one.metadata.labels?.['kubevirt.io'] === 'virt-launcher'
  return owner !== undefined && one.metadata.ownerReferences?.[0]?.uid === owner
}
