import { createHash } from 'node:crypto'
import type { JsonObject, KubeObject } from '../objects/json'
import type { Release } from './release'

export interface NodePlan {
  name: string
  address: string
  role: 'master' | 'worker'
}

export const nodePlans: readonly NodePlan[] = [
  { name: 'master01', address: '192.168.50.10', role: 'master' },
  { name: 'master02', address: '192.168.50.11', role: 'master' },
  { name: 'master03', address: '192.168.50.12', role: 'master' },
  { name: 'worker01', address: '192.168.50.13', role: 'worker' },
  { name: 'worker02', address: '192.168.50.14', role: 'worker' },
]

export const masters = nodePlans.filter((node) => node.role === 'master').map((node) => node.name)

export function nodeObject({ name, address, role }: NodePlan, created: string, release: Release): KubeObject {
  const worker = role === 'worker'
  const rendered = `rendered-${role}-${worker ? '6b1f0c6b9c1f5d7a' : '0f4c2d1e8a7b6c5d'}`
  const quiet = (type: string, reason: string, message: string): JsonObject => ({ type, status: 'False', reason, message, lastHeartbeatTime: created, lastTransitionTime: created })
  const amount = worker ? { cpu: '8', memory: '32Gi' } : { cpu: '8', memory: '16Gi' }
  const capacity = { ...amount, pods: '250', 'ephemeral-storage': '100Gi' }
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'node.openshift.io/os_id': release.osId,
        ...(worker
          ? { 'node-role.kubernetes.io/worker': '' }
          : { 'node-role.kubernetes.io/control-plane': '', 'node-role.kubernetes.io/master': '' }),
      },
      annotations: {
        'machineconfiguration.openshift.io/currentConfig': rendered,
        'machineconfiguration.openshift.io/desiredConfig': rendered,
        'machineconfiguration.openshift.io/state': 'Done',
      },
    },
    spec: worker ? {} : { taints: [{ key: 'node-role.kubernetes.io/master', effect: 'NoSchedule' }] },
    status: {
      addresses: [
        { type: 'InternalIP', address },
        { type: 'Hostname', address: name },
      ],
      capacity,
      // The kubelet keeps half a core and 2 GiB for the system.
      allocatable: { ...capacity, cpu: '7500m', memory: worker ? '30Gi' : '14Gi' },
      conditions: [
        quiet('MemoryPressure', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
        quiet('DiskPressure', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
        quiet('PIDPressure', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
        { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status', lastHeartbeatTime: created, lastTransitionTime: created },
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      nodeInfo: {
        architecture: 'amd64',
        bootID: uuidOf(`${name} boot`),
        containerRuntimeVersion: release.runtime,
        kernelVersion: release.kernel,
        kubeProxyVersion: release.kubernetes,
        kubeletVersion: release.kubernetes,
        machineID: uuidOf(name).replaceAll('-', ''),
        operatingSystem: 'linux',
        osImage: release.osImage,
        systemUUID: uuidOf(name),
      },
    },
  }
}

/** Always the same for the same words. */
function uuidOf(words: string): string {
  const digits = createHash('sha256').update(words).digest('hex')
  return [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`, `a${digits.slice(17, 20)}`, digits.slice(20, 32)].join('-')
}

export function leaseObject({ name }: NodePlan, renewed: string): KubeObject {
  return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name, namespace: 'kube-node-lease' }, spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime: renewed.replace('Z', '.000000Z') } }
}
