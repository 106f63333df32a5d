import { matchesLabels } from '../objects/selectors'
import { at, listAt, numberAt, objectAt, textAt, type Json, type KubeObject } from '../objects/json'
import type { Store } from '../store/store'

/** What comes of a connection from one pod to an address of the cluster. */
export type Reached = { kind: 'open'; target: KubeObject; port: number } | { kind: 'unknown-host' } | { kind: 'refused' } | { kind: 'timed-out' }

/** Follows a service's name or an address from `pod`, and asks the network policies at its end. */
export function reach(store: Store, pod: KubeObject, host: string, port: number): Reached {
  const found = /^\d+(\.\d+){3}$/.test(host) ? byAddress(store, host, port) : byService(store, serviceNamed(store, pod, host), port)
  if (!('target' in found)) return found
  const { target } = found
  const policies = store.list('networkpolicies.networking.k8s.io', target.metadata.namespace).filter((policy) => selects(policy, target))
  const allowed = policies.length === 0 || policies.some((policy) => listAt(policy, 'spec', 'ingress').some((rule) => lets(store, rule, pod, target, found.port)))
  return allowed ? { kind: 'open', ...found } : { kind: 'timed-out' }
}

type Found = { target: KubeObject; port: number } | { kind: 'unknown-host' } | { kind: 'refused' } | { kind: 'timed-out' }

/** `name`, `name.namespace`, or the whole name with the cluster's domain. */
function serviceNamed(store: Store, pod: KubeObject, host: string): KubeObject | undefined {
  const [name = '', namespace = pod.metadata.namespace ?? '', kind = 'svc'] = host.replace(/\.cluster\.local\.?$/, '').split('.')
  return kind === 'svc' ? store.get('services', namespace, name) : undefined
}

function byService(store: Store, service: KubeObject | undefined, port: number): Found {
  if (service === undefined) return { kind: 'unknown-host' }
  const served = listAt(service, 'spec', 'ports').find((one) => numberAt(one, 'port') === port)
  const [subset] = listAt(store.get('endpoints', service.metadata.namespace, service.metadata.name), 'subsets')
  const address = textAt(subset, 'addresses', 0, 'ip')
  // The network refuses at once what no endpoint stands behind.
  if (served === undefined || address === '') return { kind: 'refused' }
  const [first] = listAt(subset, 'ports')
  const name = textAt(served, 'name')
  return byAddress(store, address, numberAt(listAt(subset, 'ports').find((one) => textAt(one, 'name') === name) ?? first, 'port'))
}

function byAddress(store: Store, address: string, port: number): Found {
  const service = store.list('services').find((one) => textAt(one, 'spec', 'clusterIP') === address)
  if (service !== undefined) return byService(store, service, port)
  const target = store.list('pods').find((one) => textAt(one, 'status', 'podIP') === address && textAt(one, 'status', 'phase') === 'Running')
  return target === undefined ? { kind: 'timed-out' } : { target, port }
}

function selects(policy: KubeObject, target: KubeObject): boolean {
  const types = listAt(policy, 'spec', 'policyTypes')
  return (types.length === 0 || types.includes('Ingress')) && matchesLabels(at(policy, 'spec', 'podSelector'), target.metadata.labels)
}

function lets(store: Store, rule: Json, from: KubeObject, target: KubeObject, port: number): boolean {
  const ports = listAt(rule, 'ports')
  if (ports.length > 0 && !ports.some((one) => at(one, 'port') === undefined || numberAt(one, 'port') === port)) return false
  const peers = listAt(rule, 'from')
  return peers.length === 0 || peers.some((peer) => isPeer(store, peer, from, target))
}

function isPeer(store: Store, peer: Json, from: KubeObject, target: KubeObject): boolean {
  const { podSelector, namespaceSelector } = objectAt(peer)
  if (podSelector === undefined && namespaceSelector === undefined) return false
  const here = from.metadata.namespace === target.metadata.namespace
  const labels = store.get('namespaces', undefined, from.metadata.namespace ?? '')?.metadata.labels
  if (namespaceSelector === undefined ? !here : !matchesLabels(namespaceSelector, labels)) return false
  return podSelector === undefined || matchesLabels(podSelector, from.metadata.labels)
}
