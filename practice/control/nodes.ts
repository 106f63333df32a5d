import type { Resources } from '../api/resources'
import { notFound } from '../api/status'
import { noKvm } from '../controllers/hyperconverged'
import { listAt, objectAt, textAt, type Json } from '../objects/json'
import { timestamp } from '../store/clock'
import type { Store } from '../store/store'

const unreachable = 'node.kubernetes.io/unreachable'

/** Makes a node look as if its kubelet had fallen silent, or had come back. */
export function setNodeReady({ store, clock }: Resources, name: string, ready: boolean): void {
  const node = store.get('nodes', undefined, name)
  if (node === undefined) throw notFound({ group: '', resource: 'nodes' }, name)
  const now = timestamp(clock.now())
  const conditions = listAt(node, 'status', 'conditions').map((condition) => {
    const type = textAt(condition, 'type')
    if (!ready) return { ...objectAt(condition), status: 'Unknown', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.', lastTransitionTime: now }
    const healthy = type === 'Ready' ? { status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' } : { status: 'False', reason: `KubeletHasNo${type}`, message: `kubelet has no ${type}` }
    return { ...objectAt(condition), ...healthy, lastTransitionTime: now, lastHeartbeatTime: now }
  })
  const others = listAt(node, 'spec', 'taints').filter((taint) => textAt(taint, 'key') !== unreachable)
  const taints = ready ? others : [...others, ...['NoSchedule', 'NoExecute'].map((effect) => ({ key: unreachable, effect, timeAdded: now }))]
  const { taints: _, ...spec } = objectAt(node, 'spec')
  store.put('nodes', { ...node, spec: taints.length === 0 ? spec : { ...spec, taints }, status: { ...objectAt(node, 'status'), conditions } })
}

/** Takes hardware virtualization away from a node, as where it is a machine itself and nobody nested it; or gives it back. */
export function setVirtualization({ store }: Resources, name: string, present: boolean): void {
  const node = store.get('nodes', undefined, name)
  if (node === undefined) throw notFound({ group: '', resource: 'nodes' }, name)
  const { [noKvm]: _, ...others } = node.metadata.annotations ?? {}
  store.put('nodes', { ...node, metadata: { ...node.metadata, annotations: present ? others : { ...others, [noKvm]: 'true' } } })
}

/** Names of the nodes without hardware virtualization. */
export function nodesWithoutKvm(store: Store): string[] {
  return store.list('nodes').flatMap(({ metadata }) => (metadata.annotations?.[noKvm] === undefined ? [] : [metadata.name]))
}

/** Names of the nodes whose kubelets have fallen silent. */
export function silentNodes(store: Store): string[] {
  const isSilent = (taint: Json): boolean => textAt(taint, 'key') === unreachable
  return store.list('nodes').flatMap((node) => (listAt(node, 'spec', 'taints').some(isSilent) ? [node.metadata.name] : []))
}
