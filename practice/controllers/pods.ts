import type { Resources } from '../api/resources'
import type { Outcome } from '../containers/inside'
import { probe } from '../containers/probes'
import { at, listAt, numberAt, objectAt, textAt, type JsonObject, type KubeObject } from '../objects/json'
import { conditionStatus } from '../kinds/kind'
import { timestamp } from '../store/clock'
import type { Store } from '../store/store'
import { nodePlans } from '../world/nodes'
import { runningStatus } from '../world/pods'
import { recordEvent } from './events'
import { refusePull } from './pulls'
import { itself, targetOf, type Controller, type Target } from './runner'
import { claimsOf, placePod, selectedNode } from './scheduler'

// Classroom time: what the steps take on an idle node that has the image, shortened to what holds attention.
const scheduleMs = 300
const startMs = 1_200
const jobMs = 2_000
const stopMs = 800

/** Scheduler for all pods, kubelet for those that are no virtual machine's. */
export function podController(resources: Resources): Controller {
  const { store, clock } = resources

  /** A volume that is made only when it is known where it is needed. False as long as there is one that is not there yet. */
  function volumesBound(pod: KubeObject, node: string): boolean {
    const unbound = claimsOf(store, pod).filter((claim) => textAt(claim, 'status', 'phase') !== 'Bound')
    for (const claim of unbound) {
      if (claim.metadata.annotations?.[selectedNode] === node) continue
      store.put('persistentvolumeclaims', { ...claim, metadata: { ...claim.metadata, annotations: { ...claim.metadata.annotations, [selectedNode]: node } } })
    }
    return unbound.length === 0
  }

  function schedule(pod: KubeObject): void {
    const placement = placePod(store, pod)
    if ('node' in placement) {
      if (!volumesBound(pod, placement.node)) return
      const status = { ...objectAt(pod, 'status'), conditions: [scheduled('True')] }
      store.put('pods', { ...pod, spec: { ...objectAt(pod, 'spec'), nodeName: placement.node }, status })
      recordEvent(resources, pod, { reason: 'Scheduled', message: `Successfully assigned ${pod.metadata.namespace ?? ''}/${pod.metadata.name} to ${placement.node}`, component: 'default-scheduler' })
      return
    }
    const known = listAt(pod, 'status', 'conditions').find((one) => at(one, 'type') === 'PodScheduled')
    if (textAt(known, 'message') === placement.refusal) return
    recordEvent(resources, pod, { type: 'Warning', reason: 'FailedScheduling', message: placement.refusal, component: 'default-scheduler' })
    resources.setStatus('pods', pod, { ...objectAt(pod, 'status'), conditions: [{ ...scheduled('False'), reason: 'Unschedulable', message: placement.refusal }] })
  }

  function scheduled(status: 'True' | 'False') {
    return { type: 'PodScheduled', status, lastProbeTime: null, lastTransitionTime: timestamp(clock.now()) }
  }

  function run(pod: KubeObject): void {
    const node = textAt(pod, 'spec', 'nodeName')
    const address = at(pod, 'spec', 'hostNetwork') === true ? hostAddress(node) : freeAddress(store, node)
    const running = resources.setStatus('pods', pod, runningStatus(pod, address, hostAddress(node), timestamp(clock.now())))
    if (running !== undefined) recordStart(resources, running)
  }

  /** A pod whose command has come to its end before anybody could look; its log is what it has written. */
  function finish(pod: KubeObject, { code, stdout = '', stderr = '' }: Outcome): void {
    run(pod)
    const running = store.get('pods', pod.metadata.namespace, pod.metadata.name)
    if (running === undefined) return
    const now = timestamp(clock.now())
    const ended = completedStatus(running, { exitCode: code, reason: code === 0 ? 'Completed' : 'Error', message: stdout + stderr, startedAt: now, finishedAt: now })
    resources.setStatus('pods', running, { ...ended, phase: code === 0 ? 'Succeeded' : 'Failed' })
  }

  /** Undefined for any command but a lesson's probes: it runs on. */
  function endOfCommand(pod: KubeObject): Outcome | undefined {
    const [container] = listAt(pod, 'spec', 'containers')
    const words = [...listAt(container, 'command'), ...listAt(container, 'args')].map(String)
    return words[0] === 'echo' ? { code: 0, stdout: `${words.slice(1).join(' ')}\n` } : probe(store, pod, words)
  }

  function unscheduled(): Target[] {
    return store.list('pods').filter((pod) => textAt(pod, 'spec', 'nodeName') === '' && textAt(pod, 'status', 'phase') === 'Pending').map(targetOf)
  }

  return {
    name: 'pod',
    triggers: {
      // A pod that goes leaves room for one that waits.
      pods: (change) => (change.type === 'DELETED' ? unscheduled() : itself(change)),
      nodes: unscheduled,
      persistentvolumeclaims: unscheduled,
    },
    reconcile(namespace, name, wait) {
      const pod = store.get('pods', namespace, name)
      if (pod === undefined) return
      const uid = pod.metadata.uid ?? ''
      const launcher = pod.metadata.labels?.['kubevirt.io'] === 'virt-launcher'
      const phase = textAt(pod, 'status', 'phase')
      if (pod.metadata.deletionTimestamp !== undefined) {
        if (!launcher && wait(`${uid} stop`, stopMs)) store.remove('pods', namespace, name)
      } else if (phase === 'Pending' && textAt(pod, 'spec', 'nodeName') === '') {
        // Once refused, it is tried again as soon as something changes.
        if (conditionStatus(pod, 'PodScheduled') === 'False' || wait(`${uid} schedule`, scheduleMs)) schedule(pod)
      } else if (launcher) return
      else if (phase === 'Pending') {
        if (refusePull(resources, pod, wait) || !wait(`${uid} start`, startMs)) return
        // One that is started anew whenever it ends is no probe.
        const ended = textAt(pod, 'spec', 'restartPolicy') === 'Never' ? endOfCommand(pod) : undefined
        if (ended === undefined) run(pod)
        else finish(pod, ended)
      } else if (phase === 'Running' && pod.metadata.ownerReferences?.some(({ kind }) => kind === 'Job') === true && wait(`${uid} job`, jobMs)) {
        resources.setStatus('pods', pod, completedStatus(pod))
      }
    },
  }
}

/** The events of a pod whose containers have just been started. */
export function recordStart(resources: Resources, pod: KubeObject): void {
  if (at(pod, 'spec', 'hostNetwork') !== true) recordEvent(resources, pod, { reason: 'AddedInterface', message: `Add eth0 [${textAt(pod, 'status', 'podIP')}/23] from ovn-kubernetes`, component: 'multus' })
  for (const container of listAt(pod, 'spec', 'containers')) {
    const [name, image] = [textAt(container, 'name'), textAt(container, 'image')]
    recordEvent(resources, pod, { reason: 'Pulled', message: `Container image "${image}" already present on machine`, component: 'kubelet' })
    recordEvent(resources, pod, { reason: 'Created', message: `Created container: ${name}`, component: 'kubelet' })
    recordEvent(resources, pod, { reason: 'Started', message: `Started container ${name}`, component: 'kubelet' })
  }
}

/** A pod all of whose containers have ended well. */
export function completedStatus(pod: KubeObject, terminated: JsonObject = { exitCode: 0, reason: 'Completed' }): JsonObject {
  const containerStatuses = listAt(pod, 'status', 'containerStatuses').map((status) => ({
    ...objectAt(status),
    ready: false,
    started: false,
    restartCount: numberAt(status, 'restartCount'),
    state: { terminated },
  }))
  const conditions = listAt(pod, 'status', 'conditions').map((one) => (['Ready', 'ContainersReady'].includes(textAt(one, 'type')) ? { ...objectAt(one), status: 'False', reason: 'PodCompleted' } : one))
  return { ...objectAt(pod, 'status'), phase: 'Succeeded', conditions, containerStatuses }
}

/** A pod one of whose containers has ended, and was started anew. */
export function runningAgain(pod: KubeObject, container: string, terminated: JsonObject, now: string): JsonObject {
  const containerStatuses = listAt(pod, 'status', 'containerStatuses').map((status) =>
    textAt(status, 'name') === container ? { ...objectAt(status), restartCount: numberAt(status, 'restartCount') + 1, lastState: { terminated }, state: { running: { startedAt: now } } } : status,
  )
  return { ...objectAt(pod, 'status'), containerStatuses }
}

/** The first free address of the node's part of the pod network. */
export function freeAddress(store: Store, node: string): string {
  const used = new Set(store.list('pods').filter((pod) => textAt(pod, 'spec', 'nodeName') === node).map((pod) => textAt(pod, 'status', 'podIP')))
  const subnet = `10.128.${nodePlans.findIndex((plan) => plan.name === node)}`
  // The first addresses of each subnet are the network's own; 250 pods are a node's limit.
  for (let host = 5; host < 255; host += 1) if (!used.has(`${subnet}.${host}`)) return `${subnet}.${host}`
  return `${subnet}.255`
}

export function hostAddress(node: string): string {
  return nodePlans.find((plan) => plan.name === node)?.address ?? ''
}
