import { ApiError, type Cause } from '../api/status'
import { at, isObject, listAt, numberAt, objectAt, textAt, type Json, type KubeObject } from '../objects/json'
import type { Store } from '../store/store'
import { claimSchema, nodeSchema, podSchema, serviceSchema } from './core-schema'
import { age, column, conditionStatus, defineKind, since, wide, type Kind } from './kind'
import { described } from './schema'

function nodeRoles(node: KubeObject): string {
  const prefix = 'node-role.kubernetes.io/'
  const roles = Object.keys(node.metadata.labels ?? {}).flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []))
  return roles.sort().join(',') || '<none>'
}

function nodeStatus(node: KubeObject): string {
  const ready = conditionStatus(node, 'Ready')
  const words = [ready === 'True' ? 'Ready' : ready === '' ? 'Unknown' : 'NotReady']
  if (at(node, 'spec', 'unschedulable') === true) words.push('SchedulingDisabled')
  return words.join(',')
}

function nodeAddress(type: string): (node: KubeObject) => string {
  return (node) => textAt(listAt(node, 'status', 'addresses').find((address) => at(address, 'type') === type), 'address') || '<none>'
}

function containerStatuses(pod: KubeObject): Json[] {
  return listAt(pod, 'status', 'containerStatuses')
}

function podStatus(pod: KubeObject): string {
  if (pod.metadata.deletionTimestamp !== undefined) return 'Terminating'
  const reasons = containerStatuses(pod).map((container) => textAt(container, 'state', 'waiting', 'reason') || textAt(container, 'state', 'terminated', 'reason'))
  const told = reasons.filter((reason) => reason !== '')
  // What is wrong with one container says more than that the others are not there yet.
  const reason = told.find((one) => one !== 'ContainerCreating') ?? told[0]
  if (reason !== undefined) return reason
  // A kubelet has it, and has told nothing of its containers yet.
  if (textAt(pod, 'status', 'phase') === 'Pending' && textAt(pod, 'spec', 'nodeName') !== '') return 'ContainerCreating'
  return textAt(pod, 'status', 'reason') || textAt(pod, 'status', 'phase')
}

function podReady(pod: KubeObject): string {
  const ready = containerStatuses(pod).filter((status) => at(status, 'ready') === true).length
  return `${ready}/${listAt(pod, 'spec', 'containers').length}`
}

function servicePorts(service: KubeObject): string {
  const ports = listAt(service, 'spec', 'ports').map((port) => {
    const node = numberAt(port, 'nodePort')
    return `${numberAt(port, 'port')}${node === 0 ? '' : `:${node}`}/${textAt(port, 'protocol') || 'TCP'}`
  })
  return ports.join(',') || '<none>'
}

function selectorText(selector: Json | undefined): string {
  return (
    Object.entries(isObject(selector) ? selector : {})
      .map(([key, value]) => `${key}=${textAt(value)}`)
      .join(',') || '<none>'
  )
}

function endpointsText(endpoints: KubeObject): string {
  const all = listAt(endpoints, 'subsets').flatMap((subset) =>
    listAt(subset, 'addresses').flatMap((address) => listAt(subset, 'ports').map((port) => `${textAt(address, 'ip')}:${numberAt(port, 'port')}`)),
  )
  // kubectl's own limit; the rest is counted.
  const shown = all.slice(0, 3).join(',')
  return all.length > 3 ? `${shown} + ${all.length - 3} more...` : shown || '<none>'
}

const accessModes: Record<string, string> = { ReadWriteOnce: 'RWO', ReadOnlyMany: 'ROX', ReadWriteMany: 'RWX', ReadWriteOncePod: 'RWOP' }

function modes(...path: string[]): (object: KubeObject) => string {
  return (object) =>
    listAt(object, ...path)
      .map((mode) => accessModes[textAt(mode)] ?? textAt(mode))
      .join(',')
}

function count(...path: string[]): (object: KubeObject) => number {
  return (object) => Object.keys(objectAt(object, ...path)).length
}

function requireContainers(pod: KubeObject): Cause[] {
  const containers = listAt(pod, 'spec', 'containers')
  if (containers.length === 0) return [{ reason: 'FieldValueRequired', message: 'Required value', field: 'spec.containers' }]
  return containers.flatMap((container, index) =>
    textAt(container, 'image') === '' ? [{ reason: 'FieldValueRequired', message: 'Required value', field: `spec.containers[${index}].image` }] : [],
  )
}

const machineInstances = 'virtualmachineinstances.kubevirt.io'

/** KubeVirt's webhook: a running machine's pod is not evicted; the machine moves, and then its pod has ended. */
function evacuateMachine(pod: KubeObject, store: Store): void {
  const owner = pod.metadata.ownerReferences?.find(({ kind }) => kind === 'VirtualMachineInstance')
  const instance = owner === undefined ? undefined : store.get(machineInstances, pod.metadata.namespace, owner.name)
  if (instance === undefined || textAt(pod, 'status', 'phase') !== 'Running' || conditionStatus(instance, 'LiveMigratable') !== 'True') return
  const node = textAt(pod, 'spec', 'nodeName')
  const under = textAt(instance, 'status', 'evacuationNodeName') === node
  const words = `Eviction triggered evacuation of VMI "${pod.metadata.namespace ?? ''}/${instance.metadata.name}"`
  if (!under) store.put(machineInstances, { ...instance, status: { ...objectAt(instance, 'status'), evacuationNodeName: node } })
  throw new ApiError(429, 'TooManyRequests', `admission webhook "virt-launcher-eviction-interceptor.kubevirt.io" denied the request: ${under ? 'Evacuation in progress: ' : ''}${words}`)
}

function preparePod(pod: KubeObject, old: KubeObject | undefined): void {
  const spec = objectAt(pod, 'spec')
  spec['restartPolicy'] ??= 'Always'
  spec['serviceAccountName'] ??= 'default'
  spec['terminationGracePeriodSeconds'] ??= 30
  spec['dnsPolicy'] ??= 'ClusterFirst'
  spec['schedulerName'] ??= 'default-scheduler'
  // Admission gives every pod five minutes on a node that falls silent.
  const given = listAt(spec, 'tolerations')
  const missing = ['not-ready', 'unreachable'].map((what) => `node.kubernetes.io/${what}`).filter((key) => !given.some((one) => ['', key].includes(textAt(one, 'key'))))
  if (old === undefined) spec['tolerations'] = [...given, ...missing.map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }))]
  pod['spec'] = spec
  if (old === undefined && pod['status'] === undefined) pod['status'] = { phase: 'Pending', qosClass: 'BestEffort' }
}

function prepareService(service: KubeObject, old: KubeObject | undefined): void {
  const spec = objectAt(service, 'spec')
  spec['type'] ??= 'ClusterIP'
  spec['sessionAffinity'] ??= 'None'
  for (const port of listAt(spec, 'ports')) {
    if (!isObject(port)) continue
    port['protocol'] ??= 'TCP'
    port['targetPort'] ??= port['port']
  }
  if (spec['type'] !== 'ExternalName') spec['clusterIP'] ??= at(old, 'spec', 'clusterIP') ?? clusterAddress(service)
  service['spec'] = spec
}

/** An address of the service network 172.30.0.0/16 that is always the same for the same service. */
function clusterAddress(service: KubeObject): string {
  let hash = 7
  for (const letter of `${service.metadata.namespace ?? ''}/${service.metadata.name}`) hash = (hash * 31 + letter.charCodeAt(0)) % 65_000
  return `172.30.${Math.floor(hash / 254)}.${(hash % 254) + 1}`
}

const podFields = ['spec.nodeName', 'spec.restartPolicy', 'spec.schedulerName', 'spec.serviceAccountName', 'status.phase', 'status.podIP', 'status.nominatedNodeName']
const eventFields = [
  'involvedObject.kind',
  'involvedObject.namespace',
  'involvedObject.name',
  'involvedObject.uid',
  'involvedObject.apiVersion',
  'involvedObject.resourceVersion',
  'involvedObject.fieldPath',
  'reason',
  'reportingComponent',
  'source',
  'type',
]

export const coreKinds: Kind[] = [
  defineKind('v1', 'namespaces', 'Namespace', {
    namespaced: false,
    shortNames: ['ns'],
    names: 'label',
    subresources: ['status', 'finalize'],
    fields: ['status.phase'],
    description: 'Namespace provides a scope for Names. Use of multiple namespaces is optional.',
    columns: [column('Status', 'status.phase'), age],
    prepare(namespace, old) {
      namespace.metadata.labels = { ...namespace.metadata.labels, 'kubernetes.io/metadata.name': namespace.metadata.name }
      if (old !== undefined) return
      namespace['spec'] = { finalizers: ['kubernetes'] }
      namespace['status'] = { phase: 'Active' }
    },
    lingers(namespace) {
      namespace['status'] = { phase: 'Terminating' }
      return listAt(namespace, 'spec', 'finalizers').length > 0
    },
  }),
  defineKind('v1', 'nodes', 'Node', {
    namespaced: false,
    shortNames: ['no'],
    subresources: ['status'],
    fields: ['spec.unschedulable'],
    description: 'Node is a worker node in Kubernetes. Each node will have a unique identifier in the cache (i.e. in etcd).',
    schema: described(nodeSchema),
    columns: [
      column('Status', nodeStatus),
      column('Roles', nodeRoles),
      age,
      column('Version', 'status.nodeInfo.kubeletVersion'),
      wide('Internal-IP', nodeAddress('InternalIP')),
      wide('External-IP', nodeAddress('ExternalIP')),
      wide('OS-Image', 'status.nodeInfo.osImage'),
      wide('Kernel-Version', 'status.nodeInfo.kernelVersion'),
      wide('Container-Runtime', 'status.nodeInfo.containerRuntimeVersion'),
    ],
  }),
  defineKind('v1', 'pods', 'Pod', {
    shortNames: ['po'],
    categories: ['all'],
    subresources: ['status', 'log', 'exec', 'attach', 'portforward', 'eviction'],
    fields: podFields,
    description: 'Pod is a collection of containers that can run on a host. This resource is created by clients and scheduled onto hosts.',
    schema: described(podSchema),
    columns: [
      column('Ready', podReady),
      column('Status', podStatus),
      column('Restarts', (pod) => String(containerStatuses(pod).reduce<number>((sum, status) => sum + numberAt(status, 'restartCount'), 0))),
      age,
      wide('IP', (pod) => textAt(pod, 'status', 'podIP') || '<none>'),
      wide('Node', (pod) => textAt(pod, 'spec', 'nodeName') || '<none>'),
      wide('Nominated Node', () => '<none>'),
      wide('Readiness Gates', (pod) => {
        const gates = listAt(pod, 'spec', 'readinessGates')
        const passed = gates.filter((gate) => conditionStatus(pod, textAt(gate, 'conditionType')) === 'True').length
        return gates.length === 0 ? '<none>' : `${passed}/${gates.length}`
      }),
    ],
    prepare: preparePod,
    validate: requireContainers,
    guardEviction: evacuateMachine,
    lingers: (pod, graceSeconds) => graceSeconds !== 0 && textAt(pod, 'spec', 'nodeName') !== '' && !['Succeeded', 'Failed'].includes(textAt(pod, 'status', 'phase')),
  }),
  defineKind('v1', 'services', 'Service', {
    shortNames: ['svc'],
    categories: ['all'],
    subresources: ['status'],
    fields: ['spec.clusterIP', 'spec.type'],
    description: 'Service is a named abstraction of software service (for example, mysql) consisting of local port that the proxy listens on, and the selector that determines which pods will answer requests sent through the proxy.',
    schema: described(serviceSchema),
    columns: [
      column('Type', 'spec.type'),
      column('Cluster-IP', (service) => textAt(service, 'spec', 'clusterIP') || '<none>'),
      column('External-IP', (service) => textAt(service, 'spec', 'externalName') || '<none>'),
      column('Port(s)', servicePorts),
      age,
      wide('Selector', (service) => selectorText(at(service, 'spec', 'selector'))),
    ],
    prepare: prepareService,
  }),
  defineKind('v1', 'endpoints', 'Endpoints', { shortNames: ['ep'], singular: 'endpoints', columns: [column('Endpoints', endpointsText), age] }),
  defineKind('v1', 'configmaps', 'ConfigMap', {
    shortNames: ['cm'],
    description: 'ConfigMap holds configuration data for pods to consume.',
    columns: [column('Data', (map) => count('data')(map) + count('binaryData')(map)), age],
  }),
  defineKind('v1', 'secrets', 'Secret', {
    fields: ['type'],
    description: 'Secret holds secret data of a certain type. The total bytes of the values in the Data field must be less than MaxSecretSize bytes.',
    columns: [column('Type', 'type'), column('Data', count('data')), age],
    prepare(secret) {
      secret['type'] ??= 'Opaque'
      const plain = secret['stringData']
      if (!isObject(plain)) return
      const encoded = Object.entries(plain).map(([key, value]) => [key, Buffer.from(textAt(value)).toString('base64')])
      secret['data'] = { ...objectAt(secret, 'data'), ...(Object.fromEntries(encoded) as Record<string, string>) }
      delete secret['stringData']
    },
  }),
  defineKind('v1', 'serviceaccounts', 'ServiceAccount', {
    shortNames: ['sa'],
    subresources: ['token'],
    columns: [column('Secrets', (account) => listAt(account, 'secrets').length), age],
  }),
  defineKind('v1', 'events', 'Event', {
    shortNames: ['ev'],
    fields: eventFields,
    nameLast: true,
    columns: [
      column('Last Seen', (event, now) => since(textAt(event, 'lastTimestamp') || event.metadata.creationTimestamp, now)),
      column('Type', 'type'),
      column('Reason', 'reason'),
      column('Object', (event) => `${textAt(event, 'involvedObject', 'kind').toLowerCase()}/${textAt(event, 'involvedObject', 'name')}`),
      wide('Subobject', 'involvedObject.fieldPath'),
      wide('Source', 'source.component'),
      column('Message', (event) => textAt(event, 'message').trim()),
      wide('First Seen', (event, now) => since(textAt(event, 'firstTimestamp') || event.metadata.creationTimestamp, now)),
      wide('Count', 'count'),
    ],
  }),
  defineKind('v1', 'persistentvolumes', 'PersistentVolume', {
    namespaced: false,
    shortNames: ['pv'],
    subresources: ['status'],
    columns: [
      column('Capacity', 'spec.capacity.storage'),
      column('Access Modes', modes('spec', 'accessModes')),
      column('Reclaim Policy', 'spec.persistentVolumeReclaimPolicy'),
      column('Status', 'status.phase'),
      column('Claim', (volume) => [textAt(volume, 'spec', 'claimRef', 'namespace'), textAt(volume, 'spec', 'claimRef', 'name')].filter((part) => part !== '').join('/')),
      column('StorageClass', 'spec.storageClassName'),
      age,
    ],
  }),
  defineKind('v1', 'persistentvolumeclaims', 'PersistentVolumeClaim', {
    shortNames: ['pvc'],
    subresources: ['status'],
    description: "PersistentVolumeClaim is a user's request for and claim to a persistent volume",
    schema: described(claimSchema),
    columns: [
      column('Status', 'status.phase'),
      column('Volume', 'spec.volumeName'),
      column('Capacity', 'status.capacity.storage'),
      column('Access Modes', modes('status', 'accessModes')),
      column('StorageClass', 'spec.storageClassName'),
      age,
      wide('VolumeMode', 'spec.volumeMode'),
    ],
    prepare(claim, old, { store }) {
      if (old !== undefined) return
      claim['status'] ??= { phase: 'Pending' }
      // Admission gives a claim the default class; without one it waits for any.
      const spec = objectAt(claim, 'spec')
      spec['storageClassName'] ??= store.list('storageclasses.storage.k8s.io').find(({ metadata }) => metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true')?.metadata.name
      claim['spec'] = spec
    },
  }),
  defineKind('v1', 'replicationcontrollers', 'ReplicationController', { shortNames: ['rc'], categories: ['all'], subresources: ['status', 'scale'] }),
  defineKind('v1', 'resourcequotas', 'ResourceQuota', { shortNames: ['quota'], subresources: ['status'] }),
  defineKind('v1', 'limitranges', 'LimitRange', { shortNames: ['limits'] }),
]
