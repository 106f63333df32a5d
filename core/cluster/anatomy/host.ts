import { statusOfAny } from '../any-status'
import type { Tone } from '../model'
import { at, bytes, conditionMessage, conditionOf, listAt, proseAt, quantity, textAt } from '../raw'
import { absence, type AnatomyFacts, HIDDEN_NOTE } from './facts'
import type { AnatomyHost, AnatomyPart, Presence } from './model'
import { nameOf, objectPart, place, thing } from './part'

// A VM has two or three disks; a drawing of more than this is no picture any more.
const MAX_DEVICES = 5
const MAX_CONTAINERS = 10

type Spark = NonNullable<AnatomyPart['status']>

/** One node with the pod on it and all that is in the pod; `pod` is undefined while there is none. */
export function drawHost(facts: AnatomyFacts, pod: unknown, suffix: '' | ':target'): AnatomyHost {
  const { instance } = facts
  const compute = containerOf(pod, 'compute')
  const runs = compute.tone === 'running'
  const isTarget = suffix === ':target'
  // Processes are not objects: that they run follows from their container and from the instance's phase.
  const phase = textAt(instance, ['status', 'phase'])
  const guestRuns = runs && !isTarget && phase === 'Running'
  const paused = conditionOf(instance, 'Paused') === 'True'
  const inside = (there: boolean): Presence => (there ? 'there' : pod === undefined ? 'none' : 'waiting')
  const process = (role: 'virt-launcher' | 'virtqemud' | 'virtlogd', note: string): AnatomyPart => thing(role, role, { id: role + suffix, presence: inside(runs), note })
  const agent = conditionOf(instance, 'AgentConnected') === 'True'
  return {
    node: drawNode(facts, pod, suffix),
    pod: drawPod(facts, pod, suffix),
    compute: thing('compute', 'compute', { id: `compute${suffix}`, badge: 'C', presence: pod === undefined ? 'none' : 'there', status: pod === undefined ? null : compute, trouble: containerTrouble(pod) }),
    processes: [process('virt-launcher', 'makes the domain'), process('virtqemud', 'libvirt, one per VM'), process('virtlogd', 'writes its log')],
    qemu: thing('qemu', 'qemu-kvm', {
      id: `qemu${suffix}`,
      presence: inside(isTarget ? runs : guestRuns),
      note: isTarget ? 'waits for the memory' : 'emulates the hardware, runs as user 107',
      status: guestRuns && paused ? { word: 'Paused', tone: 'paused' } : null,
    }),
    guest: drawGuest(facts, { suffix, presence: isTarget ? 'waiting' : inside(guestRuns), paused: guestRuns && paused }),
    guestAgent: thing('qemu-ga', 'qemu-ga', { id: `qemu-ga${suffix}`, presence: guestRuns ? (agent ? 'there' : 'none') : 'none', note: agent || !guestRuns ? 'guest agent, optional' : 'not heard of' }),
    devices: drawDevices(facts, { suffix, presence: inside(guestRuns) }),
    sidecars: listAt(pod, 'spec', 'containers')
      .slice(0, MAX_CONTAINERS)
      .flatMap((container) => {
        const name = textAt(container, ['name'])
        return name === null || name === 'compute' ? [] : [thing('sidecar', name, { id: `sidecar:${name}${suffix}`, badge: 'C', status: containerOf(pod, name) })]
      }),
    services: drawServices(facts, pod, suffix),
  }
}

function nodeOf(facts: AnatomyFacts, pod: unknown): { name: string | null; node: unknown } {
  const name = textAt(pod, ['spec', 'nodeName'])
  return { name, node: name === null ? undefined : facts.nodes.objects.find((node) => nameOf(node) === name) }
}

function drawNode(facts: AnatomyFacts, pod: unknown, suffix: string): AnatomyPart {
  const { name, node } = nodeOf(facts, pod)
  const id = `node${suffix}`
  if (name === null) {
    const presence = pod === undefined ? 'none' : 'waiting'
    return { ...place('node', 'N', pod === undefined ? 'No node' : 'Which node?', presence, pod === undefined ? 'a stopped VM has no place' : 'the scheduler looks for one that fits'), id }
  }
  if (node === undefined) return { ...place('node', 'N', name, absence(facts.nodes) === 'hidden' ? 'hidden' : 'waiting', absence(facts.nodes) === 'hidden' ? HIDDEN_NOTE : null), id }
  const info = (key: string): string | null => textAt(node, ['status', 'nodeInfo', key])
  // `Red Hat Enterprise Linux CoreOS 9.6.20250826-1 (Plow)` and `cri-o://1.32.6` are longer than what they tell.
  const system = info('osImage')?.replace('Red Hat Enterprise Linux CoreOS', 'RHEL CoreOS').replace(/ \(.*\)$/, '') ?? null
  const kernel = info('kernelVersion')
  return objectPart('node', 'nodes', 'N', node, {
    id,
    note: [system, kernel && `kernel ${kernel.replace(/\.el\d.*$/, '')}`].filter(Boolean).join(', ') || null,
    trouble: conditionOf(node, 'Ready') === 'True' ? null : conditionMessage(node, 'Ready'),
  })
}

function drawPod(facts: AnatomyFacts, pod: unknown, suffix: string): AnatomyPart {
  const id = `pod${suffix}`
  if (pod === undefined) {
    const presence = absence(facts.pods)
    const expected = presence === 'none' && facts.instance !== undefined ? 'waiting' : presence
    return { ...place('pod', 'P', 'virt-launcher pod', expected, expected === 'hidden' ? HIDDEN_NOTE : expected === 'waiting' ? 'virt-controller is about to create it' : 'no pod, no process: a stopped VM is its description and its disk'), id }
  }
  const containers = listAt(pod, 'status', 'containerStatuses').slice(0, MAX_CONTAINERS)
  const ready = containers.filter((container) => at(container, 'ready') === true).length
  const total = listAt(pod, 'spec', 'containers').length
  const { status, tone } = statusOfAny('pods', pod)
  const unschedulable = conditionOf(pod, 'PodScheduled') === 'False'
  return objectPart('pod', 'pods', 'P', pod, {
    id,
    status: unschedulable ? { word: 'Unschedulable', tone: 'danger' } : { word: status === 'Running' ? `Running, ${ready} of ${total}` : status, tone: status === 'Running' ? 'running' : tone },
    trouble: unschedulable ? conditionMessage(pod, 'PodScheduled') : null,
  })
}

function drawGuest({ machine, instance, guest }: AnatomyFacts, { suffix, presence, paused }: { suffix: string; presence: Presence; paused: boolean }): AnatomyPart {
  const system = textAt(instance, ['status', 'guestOSInfo', 'prettyName'])
  const kernel = textAt(instance, ['status', 'guestOSInfo', 'kernelRelease'])
  const domain = at(instance, 'spec', 'domain') ?? at(machine, 'spec', 'template', 'spec', 'domain')
  const topology = at(instance, 'status', 'currentCPUTopology')
  const cpus = topology === undefined ? textAt(domain, ['cpu', 'cores']) : String(['cores', 'sockets', 'threads'].reduce((all, key) => all * Number(textAt(topology, [key]) ?? 1), 1))
  const memory = bytes(textAt(instance, ['status', 'memory', 'guestCurrent']) ?? textAt(domain, ['memory', 'guest']))
  return thing('guest', 'Guest', {
    id: `guest${suffix}`,
    presence,
    status: paused ? { word: 'Paused', tone: 'paused' } : null,
    note: [cpus && `${cpus} vCPU`, memory].filter(Boolean).join(', ') || null,
    facts:
      presence !== 'there'
        ? []
        : [
            ['System', textAt(guest, ['os', 'prettyName']) ?? system ?? 'unknown without an agent'],
            ...(kernel === null ? [] : ([['Kernel', kernel.replace(/\.el\d.*$/, '')]] as [string, string][])),
          ],
  })
}

function drawDevices({ machine, instance }: AnatomyFacts, { suffix, presence }: { suffix: string; presence: Presence }): AnatomyPart[] {
  const domain = at(instance, 'spec', 'domain') ?? at(machine, 'spec', 'template', 'spec', 'domain')
  const targets = new Map(listAt(instance, 'status', 'volumeStatus').slice(0, 50).map((volume) => [textAt(volume, ['name']), textAt(volume, ['target'])]))
  const disks = listAt(domain, 'devices', 'disks')
    .slice(0, MAX_DEVICES)
    .map((disk, index) => {
      const name = textAt(disk, ['name']) ?? `disk${index}`
      const bus = textAt(disk, ['disk', 'bus']) ?? textAt(disk, ['cdrom', 'bus']) ?? 'virtio'
      // virtio disks are vda, vdb … in their order; others have names of their own.
      const target = targets.get(name) ?? (bus === 'virtio' ? `vd${'abcdefghij'[index] ?? '?'}` : name)
      return thing('disk', target, { id: `disk:${name}${suffix}`, presence, note: `${name}, ${bus}` })
    })
  const networks = listAt(domain, 'devices', 'interfaces')
    .slice(0, MAX_DEVICES)
    .map((card, index) => {
      const name = textAt(card, ['name']) ?? `nic${index}`
      return thing('nic', `eth${index}`, { id: `nic:${name}${suffix}`, presence, note: `${name}, ${textAt(card, ['model']) ?? 'virtio'}` })
    })
  return [...disks, ...networks, thing('serial', 'ttyS0', { id: `serial${suffix}`, presence, note: 'serial console' })]
}

function drawServices(facts: AnatomyFacts, pod: unknown, suffix: string): AnatomyPart[] {
  const { node } = nodeOf(facts, pod)
  if (node === undefined) return []
  const version = (key: string, prefix: RegExp): string | null => textAt(node, ['status', 'nodeInfo', key])?.replace(prefix, '') ?? null
  const kvm = quantity(textAt(node, ['status', 'allocatable', 'devices.kubevirt.io/kvm'])) ?? 0
  return [
    thing('cri-o', 'CRI-O', { id: `cri-o${suffix}`, note: version('containerRuntimeVersion', /^cri-o:\/\/|-.*$/g) }),
    thing('kubelet', 'kubelet', { id: `kubelet${suffix}`, note: version('kubeletVersion', /$^/) }),
    thing('virt-handler', 'virt-handler', {
      id: `virt-handler${suffix}`,
      presence: textAt(node, ['metadata', 'labels', 'kubevirt.io/schedulable']) === 'true' ? 'there' : 'none',
      note: 'KubeVirt agent',
    }),
    thing('kvm', '/dev/kvm', { id: `kvm${suffix}`, presence: kvm > 0 ? 'there' : 'none', note: kvm > 0 ? `KVM, for up to ${kvm} VMs` : 'no KVM here', trouble: kvm > 0 ? null : 'VMs cannot run on this node.' }),
  ]
}

const STATES: readonly [state: string, word: string, tone: Tone][] = [
  ['running', 'Running', 'running'],
  ['waiting', 'Waiting', 'progress'],
  ['terminated', 'Ended', 'idle'],
]

function containerOf(pod: unknown, name: string): Spark {
  const status = statusFor(pod, name)
  for (const [state, word, tone] of STATES) {
    if (at(status, 'state', state) === undefined) continue
    const reason = textAt(status, ['state', state, 'reason'])
    const isTrouble = reason !== null && /err|back|fail|oom/i.test(reason)
    return { word: reason ?? word, tone: isTrouble ? 'danger' : tone }
  }
  return { word: 'Waiting', tone: 'waiting' }
}

function containerTrouble(pod: unknown): string | null {
  const { tone } = containerOf(pod, 'compute')
  const status = statusFor(pod, 'compute')
  return tone === 'danger' ? (proseAt(status, ['state', 'waiting', 'message']) ?? proseAt(status, ['state', 'terminated', 'message'])) : null
}

function statusFor(pod: unknown, name: string): unknown {
  return listAt(pod, 'status', 'containerStatuses')
    .slice(0, MAX_CONTAINERS)
    .find((status) => at(status, 'name') === name)
}
