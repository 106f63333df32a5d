import type { Resources } from '../api/resources'
import { listAt, objectAt, textAt, type KubeObject } from '../objects/json'
import { conditionStatus } from '../kinds/kind'
import { timestamp } from '../store/clock'
import { nodePlans, workers } from '../world/nodes'
import { runningStatus } from '../world/pods'
import { recordEvent } from './events'
import { itself, type Controller } from './runner'

const scheduleMs = 300
const startMs = 1_200
const stopMs = 800

/** Scheduler and kubelet for pods that nobody else of this program looks after. */
export function podController(resources: Resources): Controller {
  const { store, clock, kinds } = resources

  function schedule(pod: KubeObject): void {
    const node = pickWorker(resources, pod.metadata.uid ?? '')
    if (node === undefined) return
    store.put('pods', { ...pod, spec: { ...objectAt(pod, 'spec'), nodeName: node } })
    recordEvent(resources, pod, { reason: 'Scheduled', message: `Successfully assigned ${pod.metadata.namespace ?? ''}/${pod.metadata.name} to ${node}`, component: 'default-scheduler' })
  }

  function run(pod: KubeObject): void {
    const node = textAt(pod, 'spec', 'nodeName')
    const containers = listAt(pod, 'spec', 'containers').map((container) => textAt(container, 'name'))
    resources.setStatus('pods', pod, runningStatus(containers, podAddress(pod, node), hostAddress(node), timestamp(clock.now())))
    for (const name of containers) recordEvent(resources, pod, { reason: 'Started', message: `Started container ${name}`, component: 'kubelet' })
  }

  return {
    name: 'pod',
    triggers: { pods: (change) => (change.object.metadata.labels?.['kubevirt.io'] === 'virt-launcher' ? undefined : itself(change)) },
    reconcile(namespace, name, wait) {
      const pod = store.get('pods', namespace, name)
      if (pod === undefined || !kinds.has('pods')) return
      const uid = pod.metadata.uid ?? ''
      if (pod.metadata.deletionTimestamp !== undefined) {
        if (wait(`${uid} stop`, stopMs)) store.remove('pods', namespace, name)
      } else if (textAt(pod, 'status', 'phase') !== 'Pending') return
      else if (textAt(pod, 'spec', 'nodeName') === '') {
        if (wait(`${uid} schedule`, scheduleMs)) schedule(pod)
      } else if (wait(`${uid} start`, startMs)) run(pod)
    },
  }
}

/** A worker that takes pods, always the same for the same seed. Undefined if there is none, or none but `except`. */
export function pickWorker(resources: Resources, seed: string, except?: string): string | undefined {
  const ready = workers.filter((name) => {
    const node = resources.store.get('nodes', undefined, name)
    return name !== except && node !== undefined && conditionStatus(node, 'Ready') === 'True' && objectAt(node, 'spec')['unschedulable'] !== true
  })
  return ready[digest(seed) % ready.length]
}

export function podAddress(pod: KubeObject, node: string): string {
  const number = digest(pod.metadata.uid ?? pod.metadata.name)
  return `10.${128 + (number % 3)}.${2 + nodePlans.findIndex((plan) => plan.name === node)}.${10 + (number % 240)}`
}

export function hostAddress(node: string): string {
  return nodePlans.find((plan) => plan.name === node)?.address ?? ''
}

function digest(seed: string): number {
  let sum = 0
  for (const letter of seed) sum = (sum * 31 + letter.charCodeAt(0)) % 65_521
  return sum
}
