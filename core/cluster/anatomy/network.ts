import { conditionOf, listAt, stringsAt, textAt } from '../raw'
import type { AnatomyFacts } from './facts'
import type { AnatomyLink, AnatomyPart } from './model'
import { nameOf, objectPart, place, thing } from './part'
import { selects } from './selector'

const MAX_LABELS = 64
const MAX_SERVICES = 3
const MAX_POLICIES = 3

/** From the network card to whoever may find it: pod network, services with their endpoints, network policies. */
export function drawNetwork(facts: AnatomyFacts, pod: unknown): { parts: AnatomyPart[]; links: AnatomyLink[] } {
  const { instance, machine } = facts
  const labels: Record<string, string> = {
    ...stringsAt(machine, ['spec', 'template', 'metadata', 'labels'], MAX_LABELS, () => true),
    ...stringsAt(pod, ['metadata', 'labels'], MAX_LABELS, () => true),
    'vm.kubevirt.io/name': nameOf(machine),
  }
  const parts: AnatomyPart[] = []
  const links: AnatomyLink[] = []

  const address = textAt(instance, ['status', 'interfaces', 0, 'ipAddress']) ?? textAt(pod, ['status', 'podIP'])
  const networks = listAt(instance ?? {}, 'spec', 'networks').concat(instance === undefined ? listAt(machine, 'spec', 'template', 'spec', 'networks') : []).slice(0, 4)
  for (const network of networks) {
    const name = textAt(network, ['name']) ?? ''
    const attachment = textAt(network, ['multus', 'networkName'])
    const part =
      attachment === null
        ? thing('pod-network', 'Pod network', { id: `network:${name}`, presence: address === null ? 'none' : 'there', note: address ?? 'no address without a pod', status: address === null ? null : { word: 'Connected', tone: 'ok' } })
        : thing('nad', attachment, { id: `network:${name}`, badge: 'NAD', note: 'a second network', presence: pod === undefined ? 'none' : 'there' })
    parts.push(part)
    links.push({ from: `nic:${name}`, to: part.id, kind: 'uses', state: part.presence === 'there' ? 'settled' : 'asleep', label: null })
  }
  const podNetwork = parts.find(({ role }) => role === 'pod-network')

  for (const service of facts.services.objects.filter((each) => serves(each, labels)).slice(0, MAX_SERVICES)) {
    const part = drawService(service)
    const ends = drawEndpoints(facts, service, address)
    parts.push(part, ends)
    if (podNetwork) links.push({ from: podNetwork.id, to: part.id, kind: 'uses', state: podNetwork.presence === 'there' ? 'settled' : 'asleep', label: null })
    links.push({ from: part.id, to: ends.id, kind: 'creates', state: ends.status?.tone === 'ok' ? 'settled' : 'broken', label: null })
  }
  const policies = facts.policies.objects.filter((policy) => selects((policy as { spec?: { podSelector?: unknown } } | null)?.spec?.podSelector, labels)).slice(0, MAX_POLICIES)
  for (const policy of policies) {
    const types = listAt(policy, 'spec', 'policyTypes').slice(0, 2).map(String)
    parts.push(objectPart('policy', 'networkpolicies.networking.k8s.io', 'NP', policy, { id: `policy:${nameOf(policy)}`, status: null, note: `selects this VM: ${types.join(' and ').toLowerCase() || 'ingress'}` }))
  }
  if (policies.length === 0 && facts.policies.state === 'seen') parts.push({ ...place('policy', 'NP', 'No network policy', 'none', 'nothing selects this VM'), id: 'policy' })
  return { parts, links }
}

/** Without a selector a service finds no pod by itself. */
function serves(service: unknown, labels: Readonly<Record<string, string>>): boolean {
  const selector = Object.entries(stringsAt(service, ['spec', 'selector'], MAX_LABELS, () => true))
  return selector.length > 0 && selector.every(([key, value]) => labels[key] === value)
}

function drawService(service: unknown): AnatomyPart {
  const ports = listAt(service, 'spec', 'ports').slice(0, 3).flatMap((port) => textAt(port, ['port']) ?? [])
  const address = textAt(service, ['spec', 'clusterIP'])
  return objectPart('service', 'services', 'S', service, {
    id: `service:${nameOf(service)}`,
    status: null,
    note: [address === 'None' ? 'headless' : address, ports.length > 0 ? `port ${ports.join(', ')}` : null].filter(Boolean).join(', ') || null,
  })
}

function drawEndpoints({ endpointSlices, instance }: AnatomyFacts, service: unknown, address: string | null): AnatomyPart {
  const name = nameOf(service)
  const id = `endpoints:${name}`
  const slices = endpointSlices.objects.filter((slice) => textAt(slice, ['metadata', 'labels', 'kubernetes.io/service-name']) === name)
  const all = slices.flatMap((slice) => {
    const port = textAt(slice, ['ports', 0, 'port'])
    return listAt(slice, 'endpoints').slice(0, 20).flatMap((endpoint) => {
      const found = textAt(endpoint, ['addresses', 0])
      const isReady = (endpoint as { conditions?: { ready?: unknown } } | null)?.conditions?.ready !== false
      return found === null ? [] : [{ text: port === null ? found : `${found}:${port}`, found, isReady }]
    })
  })
  const own = all.find(({ found }) => found === address) ?? all[0]
  const shared = thing('endpoints', name, { id, badge: 'EP', ref: { kind: 'endpoints', namespace: textAt(service, ['metadata', 'namespace']) ?? '', name } })
  if (endpointSlices.state !== 'seen') return { ...shared, presence: endpointSlices.state === 'hidden' ? 'hidden' : 'waiting' }
  if (own === undefined) {
    const isRunning = conditionOf(instance, 'Ready') === 'True'
    return { ...shared, note: 'no address', status: { word: 'Empty', tone: isRunning ? 'danger' : 'idle' }, trouble: isRunning ? 'The VM runs, and yet the service does not find it.' : null }
  }
  return { ...shared, note: all.length > 1 ? `${own.text} and ${all.length - 1} more` : own.text, status: own.isReady ? { word: 'Ready', tone: 'ok' } : { word: 'Not ready', tone: 'waiting' } }
}
