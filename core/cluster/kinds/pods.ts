import type { Tone } from '../model'
import { at, listAt, textAt } from '../raw'
import type { WatchedKind } from './kind'

// Pods have a handful of containers; a hostile one may claim thousands.
const MAX_CONTAINERS = 50

const TONES: Readonly<Record<string, Tone>> = {
  Running: 'running',
  Completed: 'idle',
  Succeeded: 'idle',
  Pending: 'waiting',
  ContainerCreating: 'progress',
  PodInitializing: 'progress',
  Terminating: 'progress',
  Unknown: 'warning',
}

export const pods: WatchedKind = {
  name: 'pods',
  kind: 'Pod',
  path: '/api/v1',
  plural: 'pods',
  namespaced: true,
  words: 'pods',
  icon: 'pod',
  badge: 'P',
  details: [
    ['ready', 'Ready'],
    ['node', 'Node'],
    ['ip', 'IP address'],
    ['restarts', 'Restarts'],
    ['problem', 'Problem'],
  ],
  summarize(raw) {
    const containers = listAt(raw, 'status', 'containerStatuses').slice(0, MAX_CONTAINERS)
    const phase = textAt(raw, ['status', 'reason']) ?? textAt(raw, ['status', 'phase']) ?? 'Pending'
    // What `oc get pods` prints: a container's reason to wait or to have ended says more than the pod's phase.
    const stuck: unknown = containers.find((container) => reasonOf(container) !== null)
    const status = reasonOf(stuck) ?? phase
    const ready = containers.filter((container) => at(container, 'ready') === true).length
    const all = Math.max(containers.length, Math.min(listAt(raw, 'spec', 'containers').length, MAX_CONTAINERS))
    const restarts = containers.reduce<number>((sum, container) => sum + (Number(at(container, 'restartCount')) || 0), 0)
    const unready = phase === 'Running' && ready < all && TONES[status] === 'running'
    return {
      status,
      tone: unready ? 'progress' : (TONES[status] ?? (status.startsWith('Init:') ? 'progress' : 'danger')),
      fact: `${ready}/${all}`,
      facts: {
        ready: `${ready}/${all}`,
        node: textAt(raw, ['spec', 'nodeName']),
        ip: textAt(raw, ['status', 'podIP']),
        restarts: restarts === 0 ? null : restarts,
        problem: textAt(stuck, ['state', 'waiting', 'message'], 1024) ?? textAt(raw, ['status', 'message'], 1024),
      },
    }
  },
}

function reasonOf(container: unknown): string | null {
  return textAt(container, ['state', 'waiting', 'reason']) ?? textAt(container, ['state', 'terminated', 'reason'])
}
