import { at, listAt, numberAt, objectAt, textAt, type Json, type JsonObject, type KubeObject } from '../objects/json'
import type { Store } from '../store/store'
import { runningStatus } from '../world/pods'
import { releaseOf, virtualizationImage, type Release } from '../world/release'
import { matched, revisionData } from './instance-types'
import { freeAddress, hostAddress } from './pods'
import { controlledBy } from './runner'

/** What keeps an instance until its controller has let it go. */
export const INSTANCE_FINALIZERS = ['kubevirt.io/virtualMachineControllerFinalize', 'foregroundDeleteVirtualMachine']
export const machines = 'virtualmachines.kubevirt.io'
export const instances = 'virtualmachineinstances.kubevirt.io'
export const migrations = 'virtualmachineinstancemigrations.kubevirt.io'
export const dataVolumes = 'datavolumes.cdi.kubevirt.io'

const provisioning = 'kubevirt.io/ephemeral-provisioning'

export function condition(type: string, status: 'True' | 'False', now: string, reason?: string, message?: string): JsonObject {
  return { type, status, reason, message, lastProbeTime: null, lastTransitionTime: now }
}

/** `running` is the older, exclusive way of saying Always or Halted. */
export function runStrategy(machine: KubeObject): string {
  return textAt(machine, 'spec', 'runStrategy') || (at(machine, 'spec', 'running') === true ? 'Always' : 'Halted')
}

/** The VMI that virt-controller makes of a VM's template, with what its instance type says filled in. */
export function instanceOf(machine: KubeObject, store: Store): KubeObject {
  const template = objectAt(machine, 'spec', 'template')
  const { name, namespace } = machine.metadata
  const [type, preference] = ['instancetype', 'preference'].map((field) => textAt(machine, 'spec', field, 'name')) as [string, string]
  return {
    apiVersion: 'kubevirt.io/v1',
    kind: 'VirtualMachineInstance',
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      labels: stringsOf(objectAt(template, 'metadata', 'labels')),
      annotations: {
        'kubevirt.io/latest-observed-api-version': 'v1',
        'kubevirt.io/storage-observed-api-version': 'v1',
        ...(type === '' ? {} : { 'kubevirt.io/cluster-instancetype-name': type }),
        ...(preference === '' ? {} : { 'kubevirt.io/cluster-preference-name': preference }),
      },
      finalizers: [...INSTANCE_FINALIZERS],
      ownerReferences: [controlledBy(machine)],
    },
    spec: { evictionStrategy: 'LiveMigrate', ...withInstanceType(machine, objectAt(template, 'spec'), store) },
    status: { phase: 'Pending' },
  }
}

function withInstanceType(machine: KubeObject, spec: JsonObject, store: Store): JsonObject {
  const name = textAt(machine, 'spec', 'instancetype', 'name')
  if (name === '') return spec
  const type = revisionData(store, machine, 'instancetype') ?? matched(store, machine, 'instancetype')
  const cpu = { cores: 1, sockets: numberAt(type, 'spec', 'cpu', 'guest') || 1, threads: 1 }
  return { ...spec, domain: { ...objectAt(spec, 'domain'), cpu, memory: { guest: textAt(type, 'spec', 'memory', 'guest') } } }
}

/** The containers of a machine's pod: one more from 4.19, and one for each container disk. */
function launcherContainers(instance: KubeObject, release: Release): JsonObject[] {
  const own = virtualizationImage(release, 'virt-launcher')
  const devices = Object.fromEntries(['kvm', 'tun', 'vhost-net'].map((device) => [`devices.kubevirt.io/${device}`, '1']))
  const disks = listAt(instance, 'spec', 'volumes').filter((volume) => at(volume, 'containerDisk') !== undefined)
  return [
    { name: 'compute', image: own, resources: { requests: { ...devices, cpu: '100m', memory: memoryOf(instance) }, limits: devices } },
    ...(release.consoleLog ? [{ name: 'guest-console-log', image: own }] : []),
    ...disks.map((volume) => ({ name: `volume${textAt(volume, 'name')}`, image: textAt(volume, 'containerDisk', 'image') })),
  ]
}

/** A volume of an instance as its pod has it: only what lies in a claim is a volume there, too. */
function launcherVolumes(instance: KubeObject): JsonObject[] {
  return listAt(instance, 'spec', 'volumes').flatMap((volume) => {
    const claimName = claimOf(volume)
    return claimName === '' ? [] : [{ name: textAt(volume, 'name'), persistentVolumeClaim: { claimName } }]
  })
}

/** The name of the claim that an instance's volume lies in; a DataVolume's claim has its name. Empty for other volumes. */
export function claimOf(volume: Json): string {
  return textAt(volume, 'persistentVolumeClaim', 'claimName') || textAt(volume, 'dataVolume', 'name')
}

/** The DataVolumes of these volumes that are there. */
export function dataVolumesOf(store: Store, namespace: string | undefined, volumes: Json[]): KubeObject[] {
  return volumes.flatMap((volume) => {
    const claim = claimOf(volume)
    return claim === '' ? [] : (store.get(dataVolumes, namespace, claim) ?? [])
  })
}

/** Phases of a DataVolume that waits until a pod needs its volume. */
export function waitsForPod(volume: KubeObject): boolean {
  return ['WaitForFirstConsumer', 'PendingPopulation'].includes(textAt(volume, 'status', 'phase'))
}

export function launcherOf(instance: KubeObject, suffix: string, release: Release): KubeObject {
  const { name, namespace, uid, labels } = instance.metadata
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `virt-launcher-${name}-${suffix}`,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...labels, 'kubevirt.io': 'virt-launcher', 'kubevirt.io/created-by': uid ?? '', 'vm.kubevirt.io/name': name },
      annotations: { 'kubevirt.io/domain': name, 'kubevirt.io/migrationTransportUnix': 'true' },
      ownerReferences: [controlledBy(instance)],
    },
    spec: {
      containers: launcherContainers(instance, release),
      volumes: launcherVolumes(instance),
      nodeSelector: { ...objectAt(instance, 'spec', 'nodeSelector'), 'kubernetes.io/arch': 'amd64', 'kubevirt.io/schedulable': 'true' },
      readinessGates: [{ conditionType: 'kubevirt.io/virtual-machine-unpaused' }],
      restartPolicy: 'Never',
      securityContext: { runAsUser: 107, fsGroup: 107 },
    },
  }
}

/** A pod that only gives the instance's volumes a node, so that they are made; it makes way for the real one. */
export function provisioningLauncherOf(instance: KubeObject, suffix: string, release: Release): KubeObject {
  const launcher = launcherOf(instance, suffix, release)
  return { ...launcher, metadata: { ...launcher.metadata, annotations: { ...launcher.metadata.annotations, [provisioning]: '' } } }
}

export function onlyProvisions(pod: KubeObject): boolean {
  return pod.metadata.annotations?.[provisioning] !== undefined
}

/** The pod that a migration goes to: not where the machine is now. */
export function targetLauncherOf(instance: KubeObject, suffix: string, release: Release, migration: KubeObject): KubeObject {
  const launcher = launcherOf(instance, suffix, release)
  const beside = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { 'kubevirt.io/created-by': instance.metadata.uid ?? '' } } }
  return {
    ...launcher,
    metadata: { ...launcher.metadata, labels: { ...launcher.metadata.labels, 'kubevirt.io/migrationJobUID': migration.metadata.uid ?? '' } },
    spec: { ...objectAt(launcher, 'spec'), affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [beside] } } },
  }
}

function memoryOf(instance: KubeObject): string {
  return textAt(instance, 'spec', 'domain', 'memory', 'guest') || textAt(instance, 'spec', 'domain', 'resources', 'requests', 'memory') || '2Gi'
}

export function launcherStatus(launcher: KubeObject, store: Store, now: string): JsonObject {
  const node = textAt(launcher, 'spec', 'nodeName')
  const status = runningStatus(launcher, freeAddress(store, node), hostAddress(node), now)
  return { ...status, conditions: [...listAt(status, 'conditions'), condition('kubevirt.io/virtual-machine-unpaused', 'True', now, 'NotPaused', 'the virtual machine is not paused')] }
}

/** Why an instance cannot move: a disk that only one node may use. Undefined if it can. */
function fixedDisk(instance: KubeObject, store: Store): string | undefined {
  const claims = listAt(instance, 'spec', 'volumes').map(claimOf)
  return claims.find((name) => {
    const claim = store.get('persistentvolumeclaims', instance.metadata.namespace, name)
    return claim !== undefined && !listAt(claim, 'spec', 'accessModes').includes('ReadWriteMany')
  })
}

export const startsPaused = (instance: KubeObject | undefined): boolean => textAt(instance, 'spec', 'startStrategy') === 'Paused'

/** The status of an instance whose guest runs; the guest agent comes later. */
export function runningInstanceStatus(instance: KubeObject, launcher: KubeObject, store: Store, now: string): JsonObject {
  const node = textAt(launcher, 'spec', 'nodeName')
  const address = textAt(launcher, 'status', 'podIP')
  const release = releaseOf(store)
  const fixed = fixedDisk(instance, store)
  const movable =
    fixed === undefined
      ? condition('LiveMigratable', 'True', now)
      : condition('LiveMigratable', 'False', now, 'DisksNotLiveMigratable', `cannot migrate VMI: PVC ${fixed} is not shared, live migration requires that all PVCs must be shared (using ReadWriteMany access mode)`)
  const memory = memoryOf(instance)
  return {
    ...objectAt(instance, 'status'),
    phase: 'Running',
    nodeName: node,
    activePods: { [launcher.metadata.uid ?? '']: node },
    conditions: [
      condition('Ready', 'True', now),
      movable,
      condition('StorageLiveMigratable', 'True', now),
      condition('DataVolumesReady', 'True', now, 'AllDVsReady', 'All of the DVs are bound and ready'),
      ...(startsPaused(instance) ? [condition('Paused', 'True', now, 'PausedByUser', 'VMI was paused by user')] : []),
    ],
    currentCPUTopology: { cores: numberAt(instance, 'spec', 'domain', 'cpu', 'cores') || 1, sockets: numberAt(instance, 'spec', 'domain', 'cpu', 'sockets') || 1, threads: 1 },
    interfaces: [{ name: 'default', ipAddress: address, ipAddresses: [address], mac: macOf(instance), linkState: 'up', infoSource: 'domain', podInterfaceName: 'eth0', queueCount: 1 }],
    launcherContainerImageVersion: virtualizationImage(release, 'virt-launcher'),
    machine: { type: 'pc-q35-rhel9.6.0' },
    memory: { guestAtBoot: memory, guestCurrent: memory, guestRequested: memory },
    migrationMethod: fixed === undefined ? 'LiveMigration' : 'BlockMigration',
    migrationTransport: 'Unix',
    qosClass: 'Burstable',
    runtimeUser: 107,
    selinuxContext: 'none',
    virtualMachineRevisionName: `revision-start-vm-${instance.metadata.ownerReferences?.[0]?.uid ?? ''}-1`,
  }
}

/** What the status gains when qemu-guest-agent answers. */
export function agentStatus(status: JsonObject, now: string): JsonObject {
  const [first, ...others] = listAt(status, 'interfaces')
  return {
    ...status,
    conditions: [...listAt(status, 'conditions'), condition('AgentConnected', 'True', now)],
    interfaces: [{ ...objectAt(first), infoSource: 'domain, guest-agent', interfaceName: 'eth0' }, ...others],
    guestOSInfo: {
      id: 'rhel',
      name: 'Red Hat Enterprise Linux',
      prettyName: 'Red Hat Enterprise Linux 9.6 (Plow)',
      version: '9.6',
      versionId: '9.6',
      kernelRelease: '5.14.0-570.12.1.el9_6.x86_64',
      kernelVersion: '#1 SMP PREEMPT_DYNAMIC',
      machine: 'x86_64',
    },
  }
}

/** Of its network card. */
export function macOf(instance: KubeObject): string {
  const digits = (instance.metadata.uid ?? '').replaceAll('-', '').padEnd(10, '0')
  return `02:${(digits.slice(0, 10).match(/../g) ?? []).join(':')}`
}

function stringsOf(labels: JsonObject): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, textAt(value)]))
}
