import { at, bytes, conditionMessage, conditionOf, listAt, quantity, stringsAt, textAt } from '../raw'
import type { WatchedKind } from './kind'

const ROLE = 'node-role.kubernetes.io/'

export const nodes: WatchedKind = {
  name: 'nodes',
  kind: 'Node',
  path: '/api/v1',
  plural: 'nodes',
  namespaced: false,
  always: true,
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
    const role = controls && works ? 'control plane, worker' : controls ? 'control plane' : works ? 'worker' : (roles[0] ?? null)
    const kvm = (quantity(textAt(raw, ['status', 'allocatable', 'devices.kubevirt.io/kvm'])) ?? 0) > 0
    return {
      // The same words as `oc get nodes` prints.
      status: (ready ? 'Ready' : 'NotReady') + (cordoned ? ',SchedulingDisabled' : ''),
      tone: !ready ? 'danger' : cordoned ? 'warning' : 'ok',
      fact: kvm && role !== null ? `${role}, KVM` : role,
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
        kvm,
        problem: ready ? null : conditionMessage(raw, 'Ready'),
      },
    }
  },
}
