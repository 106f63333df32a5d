import type { KindName, Tone } from '../model'
import { at, bytes, conditionOf, listAt, proseAt, stringsAt, textAt } from '../raw'

/** Names one object; the same as the contract's ObjectRef. */
export interface Ref {
  kind: KindName
  namespace: string
  name: string
}

/** One line of an overview. */
export interface Fact {
  label: string
  value: string
  /** The object that the value names. */
  ref?: Ref
  /** Where the value comes from or what it means, in a few words. */
  note?: string
  tone?: Tone
  mono?: boolean
}

type Facts = (Fact | null)[]
type Describe = (raw: unknown, namespace: string) => Facts

const MAX_LISTED = 20

const fact = (label: string, value: string | null, more: Omit<Fact, 'label' | 'value'> = {}): Fact | null => (value === null || value === '' ? null : { label, value, ...more })
const link = (label: string, kind: KindName, namespace: string, name: string | null, note?: string): Fact | null =>
  fact(label, name, { ref: { kind, namespace, name: name ?? '' }, ...(note !== undefined && { note }) })
const code = (label: string, value: string | null, note?: string): Fact | null => fact(label, value, { mono: true, ...(note !== undefined && { note }) })
const joined = (values: readonly (string | null)[]): string | null => values.filter((value) => value !== null && value !== '').join(', ') || null
const texts = (list: readonly unknown[]): (string | null)[] => list.slice(0, MAX_LISTED).map((value) => textAt([value], [0]))
const pairs = (map: Record<string, string>): string | null => joined(Object.entries(map).map(([key, value]) => `${key}=${value}`))
const yesNo = (value: unknown): string => (value === true ? 'yes' : 'no')

const CLAIMS = 'persistentvolumeclaims'
const DATA_VOLUMES = 'datavolumes.cdi.kubevirt.io'
const NODES = 'nodes'
const INSTANCES = 'virtualmachineinstances.kubevirt.io'

const node: Describe = (raw) => {
  const labels = stringsAt(raw, ['metadata', 'labels'], 16, (key) => key.startsWith('node-role.kubernetes.io/'))
  const kvm = textAt(raw, ['status', 'allocatable', 'devices.kubevirt.io/kvm'])
  return [
    fact('Roles', joined(Object.keys(labels).map((key) => key.slice('node-role.kubernetes.io/'.length)).sort())), // prettier-ignore
    ...listAt(raw, 'status', 'addresses').slice(0, 4).map((address) => code(textAt(address, ['type']) === 'InternalIP' ? 'IP address' : (textAt(address, ['type']) ?? 'Address'), textAt(address, ['address']))), // prettier-ignore
    fact('CPUs', textAt(raw, ['status', 'capacity', 'cpu'])),
    fact('Memory', bytes(textAt(raw, ['status', 'capacity', 'memory']))),
    fact('Room for pods', textAt(raw, ['status', 'capacity', 'pods'])),
    fact('Runs VMs', kvm === null || kvm === '0' ? 'no' : 'yes', { note: kvm === null || kvm === '0' ? 'offers no devices.kubevirt.io/kvm' : 'has /dev/kvm' }),
    fact('Takes new pods', at(raw, 'spec', 'unschedulable') === true ? 'no' : 'yes', at(raw, 'spec', 'unschedulable') === true ? { note: 'cordoned', tone: 'warning' } : {}),
    fact('Taints', joined(listAt(raw, 'spec', 'taints').slice(0, 8).map((taint) => `${textAt(taint, ['key']) ?? ''}:${textAt(taint, ['effect']) ?? ''}`))), // prettier-ignore
    fact('Operating system', textAt(raw, ['status', 'nodeInfo', 'osImage'])),
    fact('Kernel', textAt(raw, ['status', 'nodeInfo', 'kernelVersion']), { note: 'KVM is part of it' }),
    fact('Container runtime', textAt(raw, ['status', 'nodeInfo', 'containerRuntimeVersion'])),
    fact('Kubelet', textAt(raw, ['status', 'nodeInfo', 'kubeletVersion'])),
  ]
}

const pod: Describe = (raw, namespace) => [
  link('Node', NODES, '', textAt(raw, ['spec', 'nodeName'])),
  code('IP address', textAt(raw, ['status', 'podIP'])),
  fact('Restarts', String(listAt(raw, 'status', 'containerStatuses').slice(0, MAX_LISTED).reduce((sum: number, status) => sum + Number(at(status, 'restartCount') ?? 0), 0))), // prettier-ignore
  ...listAt(raw, 'spec', 'containers').slice(0, MAX_LISTED).map((container) => containerFact(raw, container)), // prettier-ignore
  fact('Service account', textAt(raw, ['spec', 'serviceAccountName']), { ref: { kind: 'serviceaccounts', namespace, name: textAt(raw, ['spec', 'serviceAccountName']) ?? '' } }),
  ...listAt(raw, 'spec', 'volumes').slice(0, MAX_LISTED).map((volume) => link('Volume', CLAIMS, namespace, textAt(volume, ['persistentVolumeClaim', 'claimName']))), // prettier-ignore
  fact('Quality of service', textAt(raw, ['status', 'qosClass'])),
]

function containerFact(raw: unknown, container: unknown): Fact | null {
  const name = textAt(container, ['name'])
  const status = listAt(raw, 'status', 'containerStatuses').slice(0, 50).find((each) => at(each, 'name') === name) // prettier-ignore
  const state = at(status, 'state', 'running') !== undefined ? 'running' : (textAt(status, ['state', 'waiting', 'reason']) ?? textAt(status, ['state', 'terminated', 'reason']) ?? 'not started')
  return fact('Container', name, { note: `${state}, ${textAt(container, ['image']) ?? 'no image'}`, tone: state === 'running' ? 'running' : state === 'Completed' ? 'idle' : 'waiting' })
}

const RUN_STRATEGIES: Readonly<Record<string, string>> = {
  Always: 'started again whenever it stops',
  Halted: 'stays off until it is started',
  Manual: 'started and stopped by hand only',
  RerunOnFailure: 'started again when it fails',
  Once: 'runs once',
}

const machine: Describe = (raw, namespace) => {
  const running = at(raw, 'spec', 'running')
  const strategy = textAt(raw, ['spec', 'runStrategy']) ?? (running === true ? 'Always' : running === false ? 'Halted' : null)
  const domain = at(raw, 'spec', 'template', 'spec', 'domain')
  return [
    fact('Run strategy', strategy, { note: strategy === null ? '' : (RUN_STRATEGIES[strategy] ?? '') }),
    link('Instance type', 'virtualmachineclusterinstancetypes.instancetype.kubevirt.io', '', textAt(raw, ['spec', 'instancetype', 'name']), 'gives CPUs and memory'),
    link('Preference', 'virtualmachineclusterpreferences.instancetype.kubevirt.io', '', textAt(raw, ['spec', 'preference', 'name'])),
    fact('CPU cores', textAt(domain, ['cpu', 'cores'])),
    fact('Memory', bytes(textAt(domain, ['memory', 'guest']) ?? textAt(domain, ['resources', 'requests', 'memory']))),
    ...disks(at(raw, 'spec', 'template', 'spec'), namespace),
    ...networks(at(raw, 'spec', 'template', 'spec')),
    fact('Takes to stop', textAt(raw, ['spec', 'template', 'spec', 'terminationGracePeriodSeconds']), { note: 'seconds at most, then it is switched off' }),
  ]
}

function disks(spec: unknown, namespace: string): Facts {
  return listAt(spec, 'volumes').slice(0, MAX_LISTED).map((volume) => {
    const disk = textAt(volume, ['name']) ?? ''
    const dataVolume = textAt(volume, ['dataVolume', 'name'])
    const claim = textAt(volume, ['persistentVolumeClaim', 'claimName'])
    if (dataVolume !== null) return link('Disk', DATA_VOLUMES, namespace, dataVolume, `as ${disk}`)
    if (claim !== null) return link('Disk', CLAIMS, namespace, claim, `as ${disk}`)
    const type = Object.keys(volume ?? {}).find((key) => key !== 'name')
    return fact('Disk', disk, type === undefined ? {} : { note: DISK_TYPES[type] ?? type })
  }) // prettier-ignore
}

const DISK_TYPES: Readonly<Record<string, string>> = {
  cloudInitNoCloud: 'cloud-init, read at the first boot',
  cloudInitConfigDrive: 'cloud-init, read at the first boot',
  containerDisk: 'from an image; what is written is lost at the next start',
  configMap: 'a ConfigMap',
  secret: 'a Secret',
  emptyDisk: 'empty at each start',
}

function networks(spec: unknown): Facts {
  return listAt(spec, 'domain', 'devices', 'interfaces').slice(0, MAX_LISTED).map((nic) => {
    const name = textAt(nic, ['name'])
    const type = ['masquerade', 'bridge', 'sriov', 'l2bridge'].find((key) => at(nic, key) !== undefined)
    return fact('Network', name, type === undefined ? {} : { note: type === 'masquerade' ? 'masquerade: the guest itself sees 10.0.2.2' : type })
  }) // prettier-ignore
}

const instance: Describe = (raw) => {
  const agent = conditionOf(raw, 'AgentConnected') === 'True'
  return [
    link('Node', NODES, '', textAt(raw, ['status', 'nodeName'])),
    ...listAt(raw, 'status', 'interfaces').slice(0, 8).flatMap((nic) => [
      code('IP address', textAt(nic, ['ipAddress']), textAt(nic, ['name']) ?? undefined),
      code('MAC address', textAt(nic, ['mac'])),
    ]), // prettier-ignore
    fact('Guest agent', agent ? 'connected' : 'not heard of', { tone: agent ? 'ok' : 'idle', note: agent ? 'tells OS and host name' : 'qemu-guest-agent does not run in the guest, or not yet' }),
    fact('Guest system', textAt(raw, ['status', 'guestOSInfo', 'prettyName']), { note: 'from the guest agent' }),
    fact('Guest kernel', textAt(raw, ['status', 'guestOSInfo', 'kernelRelease'])),
    fact('Live-migratable', yesNo(conditionOf(raw, 'LiveMigratable') === 'True')),
    fact('Migration', migrationWords(raw)),
    fact('Machine type', textAt(raw, ['status', 'machine', 'type'])),
    fact('Quality of service', textAt(raw, ['status', 'qosClass'])),
    fact('QEMU runs as user', textAt(raw, ['status', 'runtimeUser'])),
  ]
}

function migrationWords(raw: unknown): string | null {
  const source = textAt(raw, ['status', 'migrationState', 'sourceNode'])
  const target = textAt(raw, ['status', 'migrationState', 'targetNode'])
  if (source === null) return null
  const done = at(raw, 'status', 'migrationState', 'completed') === true
  return `${done ? 'moved' : 'moving'} from ${source} to ${target ?? 'a node yet to be found'}`
}

const migration: Describe = (raw, namespace) => [
  link('Machine', INSTANCES, namespace, textAt(raw, ['spec', 'vmiName'])),
  fact('Phase', textAt(raw, ['status', 'phase'])),
  link('From node', NODES, '', textAt(raw, ['status', 'migrationState', 'sourceNode'])),
  link('To node', NODES, '', textAt(raw, ['status', 'migrationState', 'targetNode'])),
  fact('Began', textAt(raw, ['status', 'migrationState', 'startTimestamp'], 64)),
  fact('Ended', textAt(raw, ['status', 'migrationState', 'endTimestamp'], 64)),
  fact('Why it failed', proseAt(raw, ['status', 'migrationState', 'failureReason']), { tone: 'danger' }),
]

const dataVolume: Describe = (raw, namespace) => {
  const source = at(raw, 'spec', 'source')
  const sourceType = typeof source === 'object' && source !== null ? Object.keys(source)[0] : undefined
  return [
    fact('Progress', textAt(raw, ['status', 'progress'])),
    link('Volume claim', CLAIMS, namespace, textAt(raw, ['status', 'claimName'])),
    link('Boot source', 'datasources.cdi.kubevirt.io', textAt(raw, ['spec', 'sourceRef', 'namespace']) ?? namespace, textAt(raw, ['spec', 'sourceRef', 'name'])),
    fact('Filled from', sourceType ?? null, { note: sourceType === undefined ? '' : (textAt(source, [sourceType, 'url']) ?? textAt(source, [sourceType, 'name']) ?? '') }),
    fact('Size', bytes(textAt(raw, ['spec', 'storage', 'resources', 'requests', 'storage']) ?? textAt(raw, ['spec', 'pvc', 'resources', 'requests', 'storage']))),
    link('Storage class', 'storageclasses.storage.k8s.io', '', textAt(raw, ['spec', 'storage', 'storageClassName']) ?? textAt(raw, ['spec', 'pvc', 'storageClassName'])),
    fact('Restarts', textAt(raw, ['status', 'restartCount'])),
  ]
}

const claim: Describe = (raw) => [
  fact('Size', bytes(textAt(raw, ['status', 'capacity', 'storage']) ?? textAt(raw, ['spec', 'resources', 'requests', 'storage']))),
  link('Storage class', 'storageclasses.storage.k8s.io', '', textAt(raw, ['spec', 'storageClassName'])),
  link('Volume', 'persistentvolumes', '', textAt(raw, ['spec', 'volumeName'])),
  fact('Access modes', joined(texts(listAt(raw, 'spec', 'accessModes'))), { note: listAt(raw, 'spec', 'accessModes').includes('ReadWriteMany') ? 'several nodes at once: needed for live migration' : '' }),
  fact('Volume mode', textAt(raw, ['spec', 'volumeMode'])),
]

const service: Describe = (raw) => [
  fact('Type', textAt(raw, ['spec', 'type'])),
  code('Cluster IP', textAt(raw, ['spec', 'clusterIP'])),
  ...listAt(raw, 'spec', 'ports').slice(0, MAX_LISTED).map((port) => {
    const target = textAt(port, ['targetPort'])
    const outside = textAt(port, ['nodePort'])
    return fact('Port', `${textAt(port, ['port']) ?? '?'}/${textAt(port, ['protocol']) ?? 'TCP'}`, { note: joined([textAt(port, ['name']), target && `to ${target}`, outside && `at each node: ${outside}`]) ?? '' })
  }), // prettier-ignore
  code('Selects pods with', pairs(stringsAt(raw, ['spec', 'selector'], 16, () => true))),
]

const route: Describe = (raw, namespace) => {
  const admitted = listAt(raw, 'status', 'ingress', 0, 'conditions').slice(0, 50).find((each) => at(each, 'type') === 'Admitted') // prettier-ignore
  const refusal = textAt(admitted, ['status']) === 'False' ? proseAt(admitted, ['message']) : null
  const host = textAt(raw, ['spec', 'host'])
  return [
    code('Address', host === null ? null : `${at(raw, 'spec', 'tls') === undefined ? 'http' : 'https'}://${host}${textAt(raw, ['spec', 'path']) ?? ''}`),
    link('Service', 'services', namespace, textAt(raw, ['spec', 'to', 'name'])),
    fact('Port', textAt(raw, ['spec', 'port', 'targetPort'])),
    fact('TLS ends at', TLS_ENDS[textAt(raw, ['spec', 'tls', 'termination']) ?? 'none'] ?? null),
    fact('Router', textAt(raw, ['status', 'ingress', 0, 'routerName'])),
    fact('Why it was refused', refusal, { tone: 'danger' }),
  ]
}

const TLS_ENDS: Readonly<Record<string, string>> = { edge: 'the router (edge)', passthrough: 'the pod (passthrough)', reencrypt: 'the router, and again at the pod (reencrypt)', none: 'nowhere: plain HTTP' }

const subscription: Describe = (raw, namespace) => [
  fact('Package', textAt(raw, ['spec', 'name'])),
  fact('Channel', textAt(raw, ['spec', 'channel'])),
  link('Catalog', 'catalogsources.operators.coreos.com', textAt(raw, ['spec', 'sourceNamespace']) ?? namespace, textAt(raw, ['spec', 'source'])),
  fact('Updates', textAt(raw, ['spec', 'installPlanApproval']), { note: textAt(raw, ['spec', 'installPlanApproval']) === 'Manual' ? 'each waits for somebody to approve its install plan' : 'installed as they come' }),
  link('Installed', 'clusterserviceversions.operators.coreos.com', namespace, textAt(raw, ['status', 'installedCSV'])),
  link('Newest', 'clusterserviceversions.operators.coreos.com', namespace, textAt(raw, ['status', 'currentCSV'])),
  link('Install plan', 'installplans.operators.coreos.com', namespace, textAt(raw, ['status', 'installPlanRef', 'name']) ?? textAt(raw, ['status', 'installplan', 'name'])),
  fact('Starting version', textAt(raw, ['spec', 'startingCSV'])),
]

const csv: Describe = (raw, namespace) => [
  fact('Operator', textAt(raw, ['spec', 'displayName'])),
  fact('Version', textAt(raw, ['spec', 'version'])),
  fact('Phase', textAt(raw, ['status', 'phase']), { note: textAt(raw, ['status', 'reason']) ?? '' }),
  fact('Says', proseAt(raw, ['status', 'message'])),
  link('Replaces', 'clusterserviceversions.operators.coreos.com', namespace, textAt(raw, ['spec', 'replaces'])),
  fact('Provider', textAt(raw, ['spec', 'provider', 'name'])),
  fact('Brings the kinds', joined(listAt(raw, 'spec', 'customresourcedefinitions', 'owned').slice(0, MAX_LISTED).map((definition) => textAt(definition, ['kind'])))), // prettier-ignore
]

const hyperConverged: Describe = (raw) => [
  fact('Version', textAt(listAt(raw, 'status', 'versions').slice(0, 20).find((entry) => at(entry, 'name') === 'operator'), ['version'])), // prettier-ignore
  fact('Health', textAt(raw, ['status', 'systemHealthStatus']), { tone: textAt(raw, ['status', 'systemHealthStatus']) === 'healthy' ? 'ok' : 'warning' }),
  ...listAt(raw, 'status', 'relatedObjects').slice(0, 40).map((related) => {
    const kind = textAt(related, ['kind'])
    const name = textAt(related, ['name'])
    const apiVersion = textAt(related, ['apiVersion'])
    return kind === null || name === null || apiVersion === null ? null : fact(kind, name, { ref: { kind: kindNameFor(apiVersion, kind), namespace: textAt(related, ['namespace']) ?? '', name } })
  }), // prettier-ignore
]

const FACTS: Readonly<Record<KindName, Describe>> = {
  nodes: node,
  pods: pod,
  'virtualmachines.kubevirt.io': machine,
  'virtualmachineinstances.kubevirt.io': instance,
  'virtualmachineinstancemigrations.kubevirt.io': migration,
  'datavolumes.cdi.kubevirt.io': dataVolume,
  [CLAIMS]: claim,
  services: service,
  'routes.route.openshift.io': route,
  'subscriptions.operators.coreos.com': subscription,
  'clusterserviceversions.operators.coreos.com': csv,
  'hyperconvergeds.hco.kubevirt.io': hyperConverged,
}

/** What is worth knowing of an object of this kind; for a kind without a description, its own short fields. */
export function factsOf(kind: KindName, raw: unknown, namespace: string): Fact[] {
  const describe = Object.hasOwn(FACTS, kind) ? FACTS[kind] : undefined
  return (describe ? describe(raw, namespace) : plainFields(raw)).filter((each) => each !== null)
}

// What stands in these is not a fact about the object but the object.
const NOT_PLAIN = new Set(['apiVersion', 'kind', 'metadata'])

/** The short texts and numbers at the top of an object, of its spec and of its status. */
function plainFields(raw: unknown): Facts {
  const of = (part: unknown, prefix: string): Facts =>
    typeof part !== 'object' || part === null
      ? []
      : Object.keys(part)
          .slice(0, 100)
          .filter((key) => !NOT_PLAIN.has(key))
          .flatMap((key) => {
            const value = at(part, key)
            return typeof value === 'boolean' ? [fact(prefix + key, yesNo(value))] : typeof value === 'object' ? [] : [fact(prefix + key, textAt(part, [key]))]
          })
  return [...of(raw, ''), ...of(at(raw, 'spec'), 'spec.'), ...of(at(raw, 'status'), 'status.')].slice(0, 40)
}

const IRREGULAR: Readonly<Record<string, string>> = { Endpoints: 'endpoints', NetworkAddonsConfig: 'networkaddonsconfigs', SecurityContextConstraints: 'securitycontextconstraints', SSP: 'ssps', DNS: 'dnses' }

/** The kind's name from what an owner reference says: the API has no plural there, but forms it as English does. */
export function kindNameFor(apiVersion: string, kind: string): KindName {
  const lower = kind.toLowerCase()
  const plural = IRREGULAR[kind] ?? (/[^aeiou]y$/.test(lower) ? `${lower.slice(0, -1)}ies` : /(s|x|ch|sh)$/.test(lower) ? `${lower}es` : `${lower}s`)
  const slash = apiVersion.indexOf('/')
  return slash === -1 ? plural : `${plural}.${apiVersion.slice(0, slash)}`
}
