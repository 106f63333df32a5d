import { createHash } from 'node:crypto'
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
  // The same words about the same object have the same name, so that repeats meet the first one; sixteen digits, as real names have.
  const digits = createHash('sha256').update(`${of.metadata.uid ?? ''} ${reason} ${message}`).digest('hex').slice(0, 16)
  const name = `${of.metadata.name}.${digits}`
  const known = resources.store.get('events', namespace, name)
  if (known !== undefined) {
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
  resources.create(resources.kinds.get('events'), event)
}
