import { listAt, objectAt, textAt, type Json, type JsonObject, type KubeObject } from '../objects/json'
import { timestamp } from '../store/clock'
import { conditionStatus, defineKind, type Kind, type View } from './kind'

/** What metrics-server tells of nodes and pods: nothing of it is stored, and it wavers as on a cluster that has something to do. */

const version = 'metrics.k8s.io/v1beta1'
/** metrics-server asks the kubelets so often, and its figures stand that long. */
const windowMs = 15_000

/** Between 0 and 1, another one in each window, and always the same for the same name in it. */
function wave(name: string, window: number): number {
  let hash = window
  for (const letter of name) hash = (hash * 31 + letter.charCodeAt(0)) % 2_147_483_647
  return (Math.sin(hash) + 1) / 2
}

const thousandths = (quantity: string): number => (quantity.endsWith('m') ? Number(quantity.slice(0, -1)) : Number(quantity) * 1000)
const unitsInKib: Record<string, number | undefined> = { Ki: 1, Mi: 1024, Gi: 1024 ** 2, Ti: 1024 ** 3, '': 1 / 1024 }

function kib(quantity: string): number {
  const [, number = '0', unit = ''] = /^(\d+)(\w*)$/.exec(quantity) ?? []
  return Number(number) * (unitsInKib[unit] ?? 0)
}

/** A busy node of such a class: its share of its processors and of its memory. */
function nodeUsage(node: KubeObject, window: number): JsonObject {
  const { name } = node.metadata
  const master = node.metadata.labels?.['node-role.kubernetes.io/master'] !== undefined
  const capacity = objectAt(node, 'status', 'capacity')
  const share = (master ? 0.14 : 0.09) + 0.05 * wave(name, window)
  const memory = (master ? 0.42 : 0.33) + 0.02 * wave(`${name} memory`, window)
  return usage(thousandths(textAt(capacity, 'cpu')) * share, kib(textAt(capacity, 'memory')) * memory)
}

/** Of what a container asks for; a machine's takes what its guest was given. */
function containerUsage(pod: KubeObject, container: Json, window: number): JsonObject {
  const name = `${pod.metadata.name} ${textAt(container, 'name')}`
  const requests = objectAt(container, 'resources', 'requests')
  const processor = Math.max(thousandths(textAt(requests, 'cpu')), 4)
  const memory = Math.max(kib(textAt(requests, 'memory')), 16 * 1024)
  return usage(processor * (0.2 + 0.5 * wave(name, window)), memory * (0.55 + 0.1 * wave(`${name} memory`, window)))
}

function usage(cpuThousandths: number, memoryKib: number): JsonObject {
  return { cpu: `${Math.round(cpuThousandths * 1_000_000)}n`, memory: `${Math.round(memoryKib)}Ki` }
}

function metrics(of: KubeObject, kind: string, figures: (window: number) => JsonObject): KubeObject {
  const now = Date.now()
  const { name, namespace, labels } = of.metadata
  const time = timestamp(new Date(now))
  return {
    kind,
    apiVersion: version,
    metadata: { name, ...(namespace === undefined ? {} : { namespace }), creationTimestamp: time, ...(labels === undefined ? {} : { labels }) },
    timestamp: time,
    window: `${windowMs / 1000}s`,
    ...figures(Math.floor(now / windowMs)),
  }
}

const ofNodes: View = {
  of: 'nodes',
  show: (node) => metrics(node, 'NodeMetrics', (window) => ({ usage: nodeUsage(node, window) })),
  // A kubelet that is silent tells nothing.
  visible: (node) => conditionStatus(node, 'Ready') === 'True',
}

const ofPods: View = {
  of: 'pods',
  show: (pod) => metrics(pod, 'PodMetrics', (window) => ({ containers: listAt(pod, 'spec', 'containers').map((container) => ({ name: textAt(container, 'name'), usage: containerUsage(pod, container, window) })) })),
  visible: (pod) => textAt(pod, 'status', 'phase') === 'Running',
}

const own = { origin: 'aggregated', verbs: ['get', 'list'], singular: '' } satisfies Partial<Kind>

export const metricsKinds: Kind[] = [
  defineKind(version, 'nodes', 'NodeMetrics', { ...own, namespaced: false, view: ofNodes }),
  defineKind(version, 'pods', 'PodMetrics', { ...own, view: ofPods }),
]
