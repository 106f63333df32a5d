import { at, listAt, stringsAt, textAt } from '../raw'
import type { WatchedKind } from './kind'

export const services: WatchedKind = {
  name: 'services',
  kind: 'Service',
  path: '/api/v1',
  plural: 'services',
  namespaced: true,
  words: 'services',
  icon: 'service',
  badge: 'S',
  details: [
    ['type', 'Type'],
    ['ip', 'Cluster IP'],
    ['ports', 'Ports'],
    ['selector', 'Selects'],
  ],
  summarize(raw) {
    const ports = listAt(raw, 'spec', 'ports')
      .slice(0, 8)
      .map((port) => `${textAt(port, ['port']) ?? '?'}/${textAt(port, ['protocol'], 8) ?? 'TCP'}`)
    const type = textAt(raw, ['spec', 'type']) ?? 'ClusterIP'
    const selector = stringsAt(raw, ['spec', 'selector'], 8, () => true)
    return {
      status: '',
      tone: 'none',
      fact: ports.length === 1 ? `port ${textAt(raw, ['spec', 'ports', 0, 'port'])}` : type,
      facts: {
        type,
        ip: textAt(raw, ['spec', 'clusterIP']),
        ports: ports.join(', ') || null,
        selector: Object.entries(selector).map((pair) => pair.join('=')).join(', ') || null, // prettier-ignore
      },
    }
  },
}

export const routes: WatchedKind = {
  name: 'routes.route.openshift.io',
  kind: 'Route',
  path: '/apis/route.openshift.io/v1',
  plural: 'routes',
  namespaced: true,
  words: 'routes',
  icon: 'route',
  badge: 'RT',
  details: [
    ['host', 'Host'],
    ['to', 'Service'],
    ['tls', 'TLS'],
  ],
  summarize(raw) {
    const admitted = listAt(raw, 'status', 'ingress', 0, 'conditions')
      .slice(0, 50)
      .find((condition) => at(condition, 'type') === 'Admitted')
    const verdict = textAt(admitted, ['status'])
    return {
      status: verdict === 'True' ? 'Admitted' : verdict === 'False' ? 'Rejected' : 'Pending',
      tone: verdict === 'True' ? 'ok' : verdict === 'False' ? 'danger' : 'waiting',
      fact: 'route',
      facts: {
        host: textAt(raw, ['spec', 'host']),
        to: textAt(raw, ['spec', 'to', 'name']),
        tls: textAt(raw, ['spec', 'tls', 'termination']) ?? 'none',
      },
    }
  },
}

export const networkPolicies: WatchedKind = {
  name: 'networkpolicies.networking.k8s.io',
  kind: 'NetworkPolicy',
  path: '/apis/networking.k8s.io/v1',
  plural: 'networkpolicies',
  namespaced: true,
  words: 'network policies',
  icon: 'policy',
  badge: 'NP',
  details: [['selector', 'Selects']],
  summarize(raw) {
    const selector = stringsAt(raw, ['spec', 'podSelector', 'matchLabels'], 8, () => true)
    const text = Object.entries(selector).map((pair) => pair.join('=')).join(', ') // prettier-ignore
    return { status: '', tone: 'none', fact: 'policy', facts: { selector: text || 'all pods' } }
  },
}

export const networkAttachments: WatchedKind = {
  name: 'network-attachment-definitions.k8s.cni.cncf.io',
  kind: 'NetworkAttachmentDefinition',
  path: '/apis/k8s.cni.cncf.io/v1',
  plural: 'network-attachment-definitions',
  namespaced: true,
  words: 'network attachments',
  icon: 'network',
  badge: 'NAD',
  details: [],
  summarize: () => ({ status: '', tone: 'none', fact: 'network' }),
}
