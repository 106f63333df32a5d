import { at, listAt, objectAt, textAt, type JsonObject, type KubeObject } from '../objects/json'
import { workers } from '../world/nodes'
import { runningStatus } from '../world/pods'
import { hostAddress } from './pods'

export const machines = 'virtualmachines.kubevirt.io'
export const instances = 'virtualmachineinstances.kubevirt.io'
export const migrations = 'virtualmachineinstancemigrations.kubevirt.io'
export const dataVolumes = 'datavolumes.cdi.kubevirt.io'

const launcherContainers = ['compute', 'guest-console-log']

export function condition(type: string, status: 'True' | 'False', now: string, reason?: string, message?: string): JsonObject {
  return { type, status, reason, message, lastProbeTime: null, lastTransitionTime: now }
}

/** `running` is the older, exclusive way of saying Always or Halted. */
export function runStrategy(machine: KubeObject): string {
  return textAt(machine, 'spec', 'runStrategy') || (at(machine, 'spec', 'running') === true ? 'Always' : 'Halted')
}

/** The VMI that virt-controller makes of a VM's template. */
export function instanceOf(machine: KubeObject): KubeObject {
  const template = objectAt(machine, 'spec', 'template')
  const { name, namespace, uid } = machine.metadata
  return {
    apiVersion: 'kubevirt.io/v1',
    kind: 'VirtualMachineInstance',
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      labels: stringsOf(objectAt(template, 'metadata', 'labels')),
      annotations: { 'kubevirt.io/latest-observed-api-version': 'v1', 'kubevirt.io/storage-observed-api-version': 'v1' },
      finalizers: ['kubevirt.io/virtualMachineControllerFinalize', 'foregroundDeleteVirtualMachine'],
      ownerReferences: [{ apiVersion: 'kubevirt.io/v1', kind: 'VirtualMachine', name, uid: uid ?? '', controller: true, blockOwnerDeletion: true }],
    },
    spec: { ...objectAt(template, 'spec') },
    status: { phase: 'Pending' },
  }
}

export function launcherOf(instance: KubeObject, suffix: string): KubeObject {
  const { name, namespace, uid, labels } = instance.metadata
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `virt-launcher-${name}-${suffix}`,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...labels, 'kubevirt.io': 'virt-launcher', 'kubevirt.io/created-by': uid ?? '', 'vm.kubevirt.io/name': name },
      annotations: { 'kubevirt.io/domain': name, 'kubevirt.io/migrationTransportUnix': 'true' },
      ownerReferences: [{ apiVersion: 'kubevirt.io/v1', kind: 'VirtualMachineInstance', name, uid: uid ?? '', controller: true, blockOwnerDeletion: true }],
    },
    spec: {
      containers: launcherContainers.map((container) => ({
        name: container,
        image: 'registry.redhat.io/container-native-virtualization/virt-launcher-rhel9:v4.19.3',
        ...(container === 'compute' ? { resources: { requests: { 'devices.kubevirt.io/kvm': '1', 'devices.kubevirt.io/tun': '1', 'devices.kubevirt.io/vhost-net': '1', memory: memoryOf(instance) } } } : {}),
      })),
      nodeSelector: { 'kubernetes.io/arch': 'amd64', 'kubevirt.io/schedulable': 'true' },
      readinessGates: [{ conditionType: 'kubevirt.io/virtual-machine-unpaused' }],
      restartPolicy: 'Never',
      securityContext: { runAsUser: 107, fsGroup: 107 },
    },
  }
}

export function memoryOf(instance: KubeObject): string {
  return textAt(instance, 'spec', 'domain', 'memory', 'guest') || textAt(instance, 'spec', 'domain', 'resources', 'requests', 'memory') || '2Gi'
}

export function launcherStatus(node: string, address: string, now: string): JsonObject {
  const status = runningStatus(launcherContainers, address, hostAddress(node), now)
  return { ...status, conditions: [...listAt(status, 'conditions'), condition('kubevirt.io/virtual-machine-unpaused', 'True', now, 'NotPaused', 'the virtual machine is not paused')] }
}

/** The status of an instance whose guest runs; the guest agent comes later. */
export function runningInstanceStatus(instance: KubeObject, launcher: KubeObject, node: string, address: string, now: string): JsonObject {
  return {
    ...objectAt(instance, 'status'),
    phase: 'Running',
    nodeName: node,
    activePods: { [launcher.metadata.uid ?? '']: node },
    conditions: [
      condition('Ready', 'True', now),
      condition('LiveMigratable', 'True', now),
      condition('StorageLiveMigratable', 'True', now),
      condition('DataVolumesReady', 'True', now, 'AllDVsReady', 'All of the DVs are bound and ready'),
    ],
    interfaces: [{ name: 'default', ipAddress: address, ipAddresses: [address], mac: macOf(instance), linkState: 'up', infoSource: 'domain', podInterfaceName: 'eth0', queueCount: 1 }],
    launcherContainerImageVersion: 'registry.redhat.io/container-native-virtualization/virt-launcher-rhel9:v4.19.3',
    migrationMethod: 'LiveMigration',
    migrationTransport: 'Unix',
    qosClass: 'Burstable',
    runtimeUser: 107,
    selinuxContext: 'none',
    virtualMachineRevisionName: `revision-start-vm-${instance.metadata.uid ?? ''}-1`,
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

export function otherWorker(node: string): string | undefined {
  return workers.find((name) => name !== node)
}

function macOf(instance: KubeObject): string {
  const digits = (instance.metadata.uid ?? '').replaceAll('-', '').padEnd(10, '0')
  return `02:${(digits.slice(0, 10).match(/../g) ?? []).join(':')}`
}

function stringsOf(labels: JsonObject): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, textAt(value)]))
}
