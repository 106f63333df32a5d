import type { Tone } from '../model'
import { at, bytes, conditionMessage, conditionOf, textAt } from '../raw'
import type { WatchedKind } from './kind'

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

export const virtualMachines: WatchedKind = {
  name: 'virtualmachines.kubevirt.io',
  kind: 'VirtualMachine',
  path: '/apis/kubevirt.io/v1',
  plural: 'virtualmachines',
  namespaced: true,
  always: true,
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

export const virtualMachineInstances: WatchedKind = {
  name: 'virtualmachineinstances.kubevirt.io',
  kind: 'VirtualMachineInstance',
  path: '/apis/kubevirt.io/v1',
  plural: 'virtualmachineinstances',
  namespaced: true,
  always: true,
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
