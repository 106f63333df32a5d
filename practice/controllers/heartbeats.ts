import { listAt, objectAt, textAt, type KubeObject } from '../objects/json'
import { timestamp, type Clock } from '../store/clock'
import type { Store } from '../store/store'

// A kubelet that has nothing new tells its node's status so often; its lease it would renew every ten seconds, which nobody here would read.
const everyMs = 5 * 60_000

/** The kubelets' signs of life, now and from now on; returns how to stop them. */
export function beatHearts(store: Store, clock: Clock): () => void {
  const beat = (): void => {
    const now = timestamp(clock.now())
    for (const node of store.list('nodes')) if (isAlive(node)) tell(store, node, now)
  }
  beat()
  const timer = setInterval(beat, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}

function isAlive(node: KubeObject): boolean {
  return listAt(node, 'status', 'conditions').some((one) => textAt(one, 'type') === 'Ready' && textAt(one, 'status') === 'True')
}

function tell(store: Store, node: KubeObject, now: string): void {
  const conditions = listAt(node, 'status', 'conditions').map((one) => ({ ...objectAt(one), lastHeartbeatTime: now }))
  store.put('nodes', { ...node, status: { ...objectAt(node, 'status'), conditions } })
  const lease = store.get('leases.coordination.k8s.io', 'kube-node-lease', node.metadata.name)
  if (lease !== undefined) store.put('leases.coordination.k8s.io', { ...lease, spec: { ...objectAt(lease, 'spec'), renewTime: now.replace('Z', '.000000Z') } })
}
