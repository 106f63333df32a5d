import type { ClusterObject, KindName, Tone } from './model'
import { at, bytes, conditionMessage, conditionOf, listAt, quantity, stringsAt, textAt } from './raw'

/** What a row and an object page say of an object beyond its metadata. */
interface Summary {
  status: string
  tone: Tone
  fact?: string | null
  facts?: ClusterObject['facts']
}

export type KindIcon = 'node' | 'project' | 'vm' | 'operator' | 'clusterOperator' | 'storageClass' | 'claim' | 'service' | 'route' | 'version'

export interface WatchedKind {
  readonly name: KindName
  /** The server's word for one, as in YAML: `VirtualMachine`. */
  readonly kind: string
  /** Group and version: `/api/v1` or `/apis/kubevirt.io/v1`. */
  readonly path: string
  readonly plural: string
  /** Asked for instead where the server does not have this kind at all. */
  readonly fallback?: { readonly path: string; readonly plural: string }
  readonly namespaced: boolean
  /** Leaves out what no student looks for, on the server already. */
  readonly labelSelector?: string
  /** Plural in plain words, as after "may not list". */
  readonly words: string
  /** What to say where the server does not have this kind; by default, that it does not know it. */
  readonly whenAbsent?: string
  readonly icon: KindIcon
  /** The badge before an object's name, as in the web console. */
  readonly badge: string
  /** Keys of `facts` that the object page shows, in order, with their labels. */
  readonly details: readonly (readonly [fact: string, label: string])[]
  readonly summarize: (raw: unknown) => Summary
}

const ROLE = 'node-role.kubernetes.io/'

const nodes: WatchedKind = {
  name: 'nodes',
  kind: 'Node',
  path: '/api/v1',
  plural: 'nodes',
  namespaced: false,
  words: 'nodes',
  icon: 'node',
  badge: 'N',
  details: [
    ['roles', 'Roles'],
    ['ip', 'IP address'],
    ['os', 'Operating system'],
    ['kernel', 'Kernel'],
    ['runtime', 'Container runtime'],
    ['kubelet', 'Kubelet'],
    ['cpu', 'CPUs'],
    ['memory', 'Memory'],
    ['kvm', 'Runs VMs (KVM)'],
    ['problem', 'Problem'],
  ],
  summarize(raw) {
    const ready = conditionOf(raw, 'Ready') === 'True'
    const cordoned = at(raw, 'spec', 'unschedulable') === true
    const roles = Object.keys(stringsAt(raw, ['metadata', 'labels'], 16, (key) => key.startsWith(ROLE))).map((key) => key.slice(ROLE.length))
    const controls = roles.some((role) => role === 'control-plane' || role === 'master')
    const works = roles.includes('worker')
    return {
      // The same words as `oc get nodes` prints.
      status: (ready ? 'Ready' : 'NotReady') + (cordoned ? ',SchedulingDisabled' : ''),
      tone: !ready ? 'danger' : cordoned ? 'warning' : 'ok',
      fact: controls && works ? 'control plane, worker' : controls ? 'control plane' : works ? 'worker' : (roles[0] ?? null),
      facts: {
        ready,
        roles: roles.sort().join(',') || null,
        ip: textAt(listAt(raw, 'status', 'addresses').slice(0, 32).find((address) => at(address, 'type') === 'InternalIP'), ['address']),
        os: textAt(raw, ['status', 'nodeInfo', 'osImage']),
        kernel: textAt(raw, ['status', 'nodeInfo', 'kernelVersion']),
        runtime: textAt(raw, ['status', 'nodeInfo', 'containerRuntimeVersion']),
        kubelet: textAt(raw, ['status', 'nodeInfo', 'kubeletVersion']),
        cpu: textAt(raw, ['status', 'capacity', 'cpu']),
        memory: bytes(textAt(raw, ['status', 'capacity', 'memory'])),
        kvm: (quantity(textAt(raw, ['status', 'allocatable', 'devices.kubevirt.io/kvm'])) ?? 0) > 0,
        problem: ready ? null : conditionMessage(raw, 'Ready'),
      },
    }
  },
}

const projects: WatchedKind = {
  name: 'projects.project.openshift.io',
  kind: 'Project',
  path: '/apis/project.openshift.io/v1',
  plural: 'projects',
  fallback: { path: '/api/v1', plural: 'namespaces' },
  namespaced: false,
  words: 'projects',
  icon: 'project',
  badge: 'PR',
  details: [
    ['displayName', 'Display name'],
    ['description', 'Description'],
    ['requester', 'Requested by'],
  ],
  summarize(raw) {
    const phase = textAt(raw, ['status', 'phase']) ?? 'Active'
    return {
      status: phase,
      tone: phase === 'Active' ? 'ok' : 'progress',
      facts: {
        displayName: textAt(raw, ['metadata', 'annotations', 'openshift.io/display-name']),
        description: textAt(raw, ['metadata', 'annotations', 'openshift.io/description'], 1024),
        requester: textAt(raw, ['metadata', 'annotations', 'openshift.io/requester']),
      },
    }
  },
}

/** KubeVirt's `printableStatus` words; any that starts with Err… and is missing here is trouble all the same. */
const VM_TONES: Readonly<Record<string, Tone>> = {
  Running: 'running',
  Stopped: 'idle',
  Paused: 'paused',
  Provisioning: 'progress',
  Starting: 'progress',
  Stopping: 'progress',
  Terminating: 'progress',
  Migrating: 'progress',
  WaitingForReceiver: 'progress',
  WaitingForVolumeBinding: 'waiting',
  CrashLoopBackOff: 'danger',
  DataVolumeError: 'danger',
  ImagePullBackOff: 'danger',
}

const virtualMachines: WatchedKind = {
  name: 'virtualmachines.kubevirt.io',
  kind: 'VirtualMachine',
  path: '/apis/kubevirt.io/v1',
  plural: 'virtualmachines',
  namespaced: true,
  words: 'virtual machines',
  whenAbsent: 'OpenShift Virtualization is not installed',
  icon: 'vm',
  badge: 'VM',
  details: [
    ['runStrategy', 'Run strategy'],
    ['instanceType', 'Instance type'],
    ['preference', 'Preference'],
    ['cpu', 'CPU cores'],
    ['memory', 'Memory'],
    ['problem', 'Problem'],
  ],
  summarize(raw) {
    const status = textAt(raw, ['status', 'printableStatus']) ?? 'Unknown'
    const domain = at(raw, 'spec', 'template', 'spec', 'domain')
    const running = at(raw, 'spec', 'running')
    const ready = conditionOf(raw, 'Ready') === 'True'
    return {
      status,
      tone: VM_TONES[status] ?? (status.startsWith('Err') ? 'danger' : 'warning'),
      facts: {
        ready,
        runStrategy: textAt(raw, ['spec', 'runStrategy']) ?? (running === true ? 'Always' : running === false ? 'Halted' : null),
        instanceType: textAt(raw, ['spec', 'instancetype', 'name']),
        preference: textAt(raw, ['spec', 'preference', 'name']),
        cpu: textAt(domain, ['cpu', 'cores']),
        memory: bytes(textAt(domain, ['memory', 'guest']) ?? textAt(domain, ['resources', 'requests', 'memory'])),
        problem: conditionOf(raw, 'Failure') === 'True' ? conditionMessage(raw, 'Failure') : status === 'ErrorUnschedulable' ? conditionMessage(raw, 'PodScheduled') : null,
      },
    }
  },
}

const VMI_TONES: Readonly<Record<string, Tone>> = { Running: 'running', Succeeded: 'idle', Failed: 'danger', Unknown: 'warning' }

const virtualMachineInstances: WatchedKind = {
  name: 'virtualmachineinstances.kubevirt.io',
  kind: 'VirtualMachineInstance',
  path: '/apis/kubevirt.io/v1',
  plural: 'virtualmachineinstances',
  namespaced: true,
  words: 'virtual machine instances',
  icon: 'vm',
  badge: 'VMI',
  details: [
    ['node', 'Node'],
    ['ip', 'IP address'],
    ['guest', 'Guest system'],
    ['agent', 'Guest agent'],
    ['migratable', 'Live-migratable'],
  ],
  summarize(raw) {
    const phase = textAt(raw, ['status', 'phase']) ?? 'Pending'
    const paused = conditionOf(raw, 'Paused') === 'True'
    return {
      status: paused ? 'Paused' : phase,
      tone: paused ? 'paused' : (VMI_TONES[phase] ?? 'progress'),
      facts: {
        node: textAt(raw, ['status', 'nodeName']),
        ip: textAt(raw, ['status', 'interfaces', 0, 'ipAddress']),
        guest: textAt(raw, ['status', 'guestOSInfo', 'prettyName']),
        agent: conditionOf(raw, 'AgentConnected') === 'True' ? 'connected' : 'not heard of',
        migratable: conditionOf(raw, 'LiveMigratable') === 'True',
      },
    }
  },
}

const clusterVersions: WatchedKind = {
  name: 'clusterversions.config.openshift.io',
  kind: 'ClusterVersion',
  path: '/apis/config.openshift.io/v1',
  plural: 'clusterversions',
  namespaced: false,
  words: 'the cluster version',
  icon: 'version',
  badge: 'CV',
  details: [
    ['version', 'Version'],
    ['channel', 'Channel'],
    ['progress', 'Progress'],
  ],
  summarize(raw) {
    const completed = listAt(raw, 'status', 'history')
      .slice(0, 100)
      .find((entry) => at(entry, 'state') === 'Completed')
    const version = textAt(completed, ['version']) ?? textAt(raw, ['status', 'desired', 'version'])
    return {
      ...operatorHealth(raw, conditionOf(raw, 'Failing')),
      fact: version,
      facts: { version, channel: textAt(raw, ['spec', 'channel']), progress: conditionMessage(raw, 'Progressing') },
    }
  },
}

const clusterOperators: WatchedKind = {
  name: 'clusteroperators.config.openshift.io',
  kind: 'ClusterOperator',
  path: '/apis/config.openshift.io/v1',
  plural: 'clusteroperators',
  namespaced: false,
  words: 'cluster operators',
  icon: 'clusterOperator',
  badge: 'CO',
  details: [
    ['version', 'Version'],
    ['problem', 'Problem'],
  ],
  summarize(raw) {
    const own = listAt(raw, 'status', 'versions')
      .slice(0, 100)
      .find((entry) => at(entry, 'name') === 'operator')
    const health = operatorHealth(raw, conditionOf(raw, 'Degraded'))
    const version = textAt(own, ['version'])
    const problem =
      health.status === 'Unavailable' ? conditionMessage(raw, 'Available') : health.status === 'Degraded' ? conditionMessage(raw, 'Degraded') : null
    return { ...health, fact: version, facts: { version, problem } }
  },
}

function operatorHealth(raw: unknown, broken: string | null): { status: string; tone: Tone } {
  if (conditionOf(raw, 'Available') === 'False') return { status: 'Unavailable', tone: 'danger' }
  if (broken === 'True') return { status: 'Degraded', tone: 'warning' }
  if (conditionOf(raw, 'Progressing') === 'True') return { status: 'Progressing', tone: 'progress' }
  if (conditionOf(raw, 'Available') === 'True') return { status: 'Available', tone: 'ok' }
  return { status: 'Unknown', tone: 'warning' }
}

const subscriptions: WatchedKind = {
  name: 'subscriptions.operators.coreos.com',
  kind: 'Subscription',
  path: '/apis/operators.coreos.com/v1alpha1',
  plural: 'subscriptions',
  namespaced: true,
  words: 'subscriptions',
  icon: 'operator',
  badge: 'SUB',
  details: [
    ['package', 'Package'],
    ['channel', 'Channel'],
    ['source', 'Source'],
    ['installed', 'Installed'],
    ['approval', 'Approval'],
    ['problem', 'Problem'],
  ],
  summarize(raw) {
    const state = textAt(raw, ['status', 'state'])
    const failed = conditionOf(raw, 'ResolutionFailed') === 'True'
    const channel = textAt(raw, ['spec', 'channel'])
    return {
      status: failed ? 'ResolutionFailed' : (state ?? 'Pending'),
      tone: failed || state === 'UpgradeFailed' ? 'danger' : state === 'AtLatestKnown' ? 'ok' : 'waiting',
      fact: channel,
      facts: {
        package: textAt(raw, ['spec', 'name']),
        channel,
        source: textAt(raw, ['spec', 'source']),
        installed: textAt(raw, ['status', 'installedCSV']),
        approval: textAt(raw, ['spec', 'installPlanApproval']),
        problem: failed ? conditionMessage(raw, 'ResolutionFailed') : null,
      },
    }
  },
}

const CSV_TONES: Readonly<Record<string, Tone>> = { Succeeded: 'ok', Failed: 'danger', Pending: 'waiting', Unknown: 'warning' }

const clusterServiceVersions: WatchedKind = {
  name: 'clusterserviceversions.operators.coreos.com',
  kind: 'ClusterServiceVersion',
  path: '/apis/operators.coreos.com/v1alpha1',
  plural: 'clusterserviceversions',
  namespaced: true,
  // OLM copies the CSV of a global operator into every namespace: sixty rows that say the same.
  labelSelector: '!olm.copiedFrom',
  words: 'installed operators',
  icon: 'operator',
  badge: 'CSV',
  details: [
    ['displayName', 'Operator'],
    ['version', 'Version'],
    ['replaces', 'Replaces'],
    ['message', 'Message'],
  ],
  summarize(raw) {
    const phase = textAt(raw, ['status', 'phase']) ?? 'Pending'
    const version = textAt(raw, ['spec', 'version'])
    return {
      status: phase,
      tone: CSV_TONES[phase] ?? 'progress',
      fact: version,
      facts: {
        displayName: textAt(raw, ['spec', 'displayName']),
        version,
        replaces: textAt(raw, ['spec', 'replaces']),
        message: textAt(raw, ['status', 'message'], 1024),
      },
    }
  },
}

const storageClasses: WatchedKind = {
  name: 'storageclasses.storage.k8s.io',
  kind: 'StorageClass',
  path: '/apis/storage.k8s.io/v1',
  plural: 'storageclasses',
  namespaced: false,
  words: 'storage classes',
  icon: 'storageClass',
  badge: 'SC',
  details: [
    ['provisioner', 'Provisioner'],
    ['default', 'Default'],
    ['vmDefault', 'Default for VMs'],
    ['reclaim', 'Reclaim policy'],
    ['binding', 'Volume binding'],
    ['expandable', 'Can grow'],
  ],
  summarize(raw) {
    const annotated = (key: string): boolean => at(raw, 'metadata', 'annotations', key) === 'true'
    const isDefault = annotated('storageclass.kubernetes.io/is-default-class')
    const isVmDefault = annotated('storageclass.kubevirt.io/is-default-virt-class')
    return {
      status: '',
      tone: 'none',
      fact: isDefault ? 'default' : isVmDefault ? 'default for VMs' : null,
      facts: {
        provisioner: textAt(raw, ['provisioner']),
        default: isDefault,
        vmDefault: isVmDefault,
        reclaim: textAt(raw, ['reclaimPolicy']),
        binding: textAt(raw, ['volumeBindingMode']),
        expandable: at(raw, 'allowVolumeExpansion') === true,
      },
    }
  },
}

const CLAIM_TONES: Readonly<Record<string, Tone>> = { Bound: 'ok', Pending: 'waiting', Lost: 'danger' }

const claims: WatchedKind = {
  name: 'persistentvolumeclaims',
  kind: 'PersistentVolumeClaim',
  path: '/api/v1',
  plural: 'persistentvolumeclaims',
  namespaced: true,
  words: 'volume claims',
  icon: 'claim',
  badge: 'PVC',
  details: [
    ['size', 'Size'],
    ['storageClass', 'Storage class'],
    ['volume', 'Volume'],
    ['access', 'Access modes'],
    ['mode', 'Volume mode'],
  ],
  summarize(raw) {
    const phase = textAt(raw, ['status', 'phase']) ?? 'Pending'
    const size = bytes(textAt(raw, ['status', 'capacity', 'storage']) ?? textAt(raw, ['spec', 'resources', 'requests', 'storage']))
    return {
      status: phase,
      tone: CLAIM_TONES[phase] ?? 'warning',
      fact: size,
      facts: {
        size,
        storageClass: textAt(raw, ['spec', 'storageClassName']),
        volume: textAt(raw, ['spec', 'volumeName']),
        access: textsOf(listAt(raw, 'spec', 'accessModes')),
        mode: textAt(raw, ['spec', 'volumeMode']),
      },
    }
  },
}

const services: WatchedKind = {
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

const routes: WatchedKind = {
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

function textsOf(values: readonly unknown[]): string | null {
  const texts = values.slice(0, 8).flatMap((value) => textAt([value], [0], 64) ?? [])
  return texts.join(', ') || null
}

/**
 * Every kind that is watched, in the order in which they are asked for. A new watched kind is an entry here and a place in ./tree.
 */
export const KINDS: readonly WatchedKind[] = [
  nodes,
  projects,
  virtualMachines,
  virtualMachineInstances,
  clusterVersions,
  subscriptions,
  clusterServiceVersions,
  clusterOperators,
  storageClasses,
  claims,
  services,
  routes,
]

const byName = new Map(KINDS.map((kind) => [kind.name, kind]))

export function kindNamed(name: KindName): WatchedKind | undefined {
  return byName.get(name)
}

// virt-handler writes hundreds of CPU features on each worker as labels: nobody reads them, and they would be most of what is kept.
const NOISE = /^(cpu-feature|cpu-model|cpu-model-migration|host-model-cpu|host-model-required-features|hyperv|machine-type)\.node\.kubevirt\.io\//

// The web console's own objects carry at most about forty.
const MAX_LABELS = 64

/** The little that is kept of one object of the server. Accepts anything; null for what has no name. Never throws. */
export function summarize(kind: WatchedKind, raw: unknown): ClusterObject | null {
  const name = textAt(raw, ['metadata', 'name'])
  if (name === null) return null
  const namespace = kind.namespaced ? (textAt(raw, ['metadata', 'namespace']) ?? '') : ''
  const { status, tone, fact = null, facts = {} } = kind.summarize(raw)
  const leaving = textAt(raw, ['metadata', 'deletionTimestamp']) !== null && tone !== 'progress'
  return {
    kind: kind.name,
    uid: textAt(raw, ['metadata', 'uid']) ?? `${namespace}/${name}`,
    name,
    namespace,
    created: textAt(raw, ['metadata', 'creationTimestamp'], 64),
    status: leaving ? 'Terminating' : status,
    tone: leaving ? 'progress' : tone,
    fact,
    facts,
    labels: stringsAt(raw, ['metadata', 'labels'], MAX_LABELS, (key) => !NOISE.test(key)),
  }
}
