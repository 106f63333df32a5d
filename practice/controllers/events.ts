import type { Resources } from '../api/resources'
import type { KubeObject } from '../objects/json'
import { timestamp } from '../store/clock'

export interface Told {
  type?: 'Normal' | 'Warning'
  reason: string
  message: string
  component: string
}

/** Writes an Event about `of`; one that says the same again is counted. */
export function recordEvent(resources: Resources, of: KubeObject, { type = 'Normal', reason, message, component }: Told): void {
  const namespace = of.metadata.namespace ?? 'default'
  if (resources.store.get('namespaces', undefined, namespace)?.metadata.deletionTimestamp !== undefined) return
  const now = timestamp(resources.clock.now())
  // Events of one object and reason share a name, so that repeats meet the first one.
  const name = `${of.metadata.name}.${(of.metadata.uid ?? '').slice(0, 8)}${reason.toLowerCase()}`
  const known = resources.store.get('events', namespace, name)
  if (known !== undefined && known['message'] === message) {
    resources.store.put('events', { ...known, count: Number(known['count']) + 1, lastTimestamp: now })
    return
  }
  const event: KubeObject = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace },
    involvedObject: { apiVersion: of.apiVersion, kind: of.kind, name: of.metadata.name, namespace: of.metadata.namespace, uid: of.metadata.uid, resourceVersion: of.metadata.resourceVersion },
    type,
    reason,
    message,
    source: { component },
    reportingComponent: component,
    reportingInstance: '',
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
  }
  if (known === undefined) resources.create(resources.kinds.get('events'), event)
  else resources.store.put('events', { ...event, metadata: known.metadata })
}
