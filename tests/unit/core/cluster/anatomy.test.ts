import { describe, expect, it } from 'vitest'
import { type Anatomy, type AnatomyFacts, type AnatomyPart, drawAnatomy, type Seen } from '../../../../core/cluster/anatomy'

const seen = (...objects: unknown[]): Seen => ({ state: 'seen', objects })
const hidden: Seen = { state: 'hidden', objects: [] }

const machine = {
  metadata: { name: 'web', namespace: 'lab' },
  spec: {
    runStrategy: 'Always',
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        domain: { cpu: { cores: 2 }, memory: { guest: '2Gi' }, devices: { disks: [{ name: 'root', disk: { bus: 'virtio' } }], interfaces: [{ name: 'default', masquerade: {} }] } },
        networks: [{ name: 'default', pod: {} }],
        volumes: [{ name: 'root', dataVolume: { name: 'web-root' } }],
      },
    },
  },
  status: { printableStatus: 'Running' },
}
const instance = {
  metadata: { name: 'web', namespace: 'lab' },
  spec: machine.spec.template.spec,
  status: {
    phase: 'Running',
    nodeName: 'worker01',
    interfaces: [{ ipAddress: '10.128.2.31', mac: '02:00:00:00:00:01', interfaceName: 'eth0' }],
    guestOSInfo: { prettyName: 'Fedora 42', kernelRelease: '6.15.1' },
    conditions: [{ type: 'Ready', status: 'True' }, { type: 'AgentConnected', status: 'True' }, { type: 'LiveMigratable', status: 'True' }],
  },
}
const container = (name: string) => ({ name, ready: true, state: { running: {} } })
const pod = (name: string, node: string | null, phase = 'Running') => ({
  metadata: { name, namespace: 'lab', labels: { app: 'web', 'vm.kubevirt.io/name': 'web' } },
  spec: { ...(node === null ? {} : { nodeName: node }), containers: [{ name: 'compute' }, { name: 'guest-console-log' }] },
  status: { phase, podIP: '10.128.2.31', containerStatuses: phase === 'Running' ? [container('compute'), container('guest-console-log')] : [] },
})
const node = (name: string) => ({
  metadata: { name, labels: { 'kubevirt.io/schedulable': 'true' } },
  status: { conditions: [{ type: 'Ready', status: 'True' }], allocatable: { 'devices.kubevirt.io/kvm': '1k' }, nodeInfo: { osImage: 'RHEL', kernelVersion: '5.14.0', kubeletVersion: 'v1.32.6', containerRuntimeVersion: 'cri-o://1.32.6-3.el9' } },
})
const claim = { metadata: { name: 'web-root', namespace: 'lab' }, spec: { storageClassName: 'ceph', accessModes: ['ReadWriteMany'], volumeMode: 'Block' }, status: { phase: 'Bound', capacity: { storage: '30Gi' } } }
const service = { metadata: { name: 'web', namespace: 'lab' }, spec: { selector: { app: 'web' }, clusterIP: '172.30.0.7', ports: [{ port: 80 }] } }
const slice = (ready: boolean) => ({ metadata: { name: 'web-x', labels: { 'kubernetes.io/service-name': 'web' } }, ports: [{ port: 80 }], endpoints: [{ addresses: ['10.128.2.31'], conditions: { ready } }] })

const running: AnatomyFacts = {
  machine,
  instance,
  pods: seen(pod('virt-launcher-web-a', 'worker01')),
  nodes: seen(node('worker01'), node('worker02')),
  dataVolumes: seen({ metadata: { name: 'web-root', namespace: 'lab' }, spec: { sourceRef: { name: 'fedora' } }, status: { phase: 'Succeeded', progress: '100.0%' } }),
  claims: seen(claim),
  storageClasses: seen({ metadata: { name: 'ceph' }, provisioner: 'rbd.csi.ceph.com' }),
  services: seen(service, { metadata: { name: 'other' }, spec: { selector: { app: 'db' } } }, { metadata: { name: 'external' }, spec: {} }),
  endpointSlices: seen(slice(true)),
  policies: seen(),
  migrations: seen(),
  guest: null,
}

const allParts = ({ machine: vm, instance: vmi, agent, hosts, disks, network }: Anatomy): AnatomyPart[] => [
  vm, vmi, agent, ...disks, ...network,
  ...hosts.flatMap((host) => [host.node, host.pod, host.compute, ...host.processes, host.qemu, host.guest, host.guestAgent, ...host.devices, ...host.sidecars, ...host.services]),
] // prettier-ignore
const link = ({ links }: Anatomy, from: string, to: string) => links.find((each) => each.from === from && each.to === to)

describe('a machine that runs', () => {
  const anatomy = drawAnatomy(running)

  it('is followed from its description to the processor, the disk and the network', () => {
    expect(anatomy.sentence).toBe('web is running in the pod virt-launcher-web-a on worker01.')
    const [host] = anatomy.hosts
    expect(host?.node).toMatchObject({ name: 'worker01', status: { word: 'Ready', tone: 'ok' }, ref: { kind: 'nodes', namespace: '', name: 'worker01' } })
    expect(host?.pod).toMatchObject({ status: { word: 'Running, 2 of 2', tone: 'running' } })
    expect(host?.sidecars.map(({ name }) => name)).toEqual(['guest-console-log'])
    expect(host?.devices.map(({ name, note }) => [name, note])).toEqual([['vda', 'root, virtio'], ['eth0', 'default, virtio'], ['ttyS0', 'serial console']]) // prettier-ignore
    expect(host?.services.find(({ role }) => role === 'kvm')).toMatchObject({ presence: 'there', note: 'KVM, for up to 1000 VMs' })
    expect(host?.services.find(({ role }) => role === 'cri-o')?.note).toBe('1.32.6')
    expect(anatomy.disks.map(({ badge, name, note }) => [badge, name, note])).toEqual([
      ['DV', 'web-root', 'cloned from fedora'],
      ['PVC', 'web-root', '30 GiB, RWX, Block'],
      ['SC', 'ceph', 'rbd.csi.ceph.com'],
    ])
    expect(anatomy.network.map(({ badge, name, note }) => [badge, name, note])).toEqual([
      [null, 'Pod network', '10.128.2.31'],
      ['S', 'web', '172.30.0.7, port 80'],
      ['EP', 'web', '10.128.2.31:80'],
      ['NP', 'No network policy', 'nothing selects this VM'],
    ])
    expect(anatomy.agent.facts).toContainEqual(['System', 'Fedora 42'])
  })

  it('has an arrow for every step, and no arrow into nothing', () => {
    const ids = new Set(allParts(anatomy).map(({ id }) => id))
    expect(ids.size).toBe(allParts(anatomy).length)
    for (const { from, to } of anatomy.links) expect([from, to].filter((id) => !ids.has(id))).toEqual([])
    for (const [from, to] of [['vm', 'vmi'], ['vmi', 'pod'], ['qemu', 'kvm'], ['qemu-ga', 'agent'], ['disk:root', 'dv:web-root'], ['nic:default', 'network:default']] as const) expect(link(anatomy, from, to)?.state).toBe('settled') // prettier-ignore
  })
})

describe('a machine that does not', () => {
  it('is only a description and a disk when it is stopped', () => {
    const anatomy = drawAnatomy({ ...running, machine: { ...machine, status: { printableStatus: 'Stopped' } }, instance: undefined, pods: seen(), endpointSlices: seen() })
    expect(anatomy.instance.presence).toBe('none')
    expect(anatomy.hosts[0]?.pod.presence).toBe('none')
    expect(anatomy.disks[0]?.presence).toBe('there')
    expect(link(anatomy, 'vm', 'vmi')?.state).toBe('asleep')
    // An empty service of a stopped machine is no trouble.
    expect(anatomy.network.find(({ badge }) => badge === 'EP')).toMatchObject({ note: 'no address', status: { tone: 'idle' }, trouble: null })
  })

  it('waits for its node in the words of the scheduler', () => {
    const waiting = { ...pod('virt-launcher-web-a', null, 'Pending') }
    const message = '0/5 nodes are available: 2 Insufficient memory.'
    const anatomy = drawAnatomy({
      ...running,
      machine: { ...machine, status: { printableStatus: 'ErrorUnschedulable' } },
      instance: { ...instance, status: { phase: 'Scheduling' } },
      pods: seen({ ...waiting, status: { ...waiting.status, conditions: [{ type: 'PodScheduled', status: 'False', message }] } }),
    })
    expect(anatomy.hosts[0]?.pod).toMatchObject({ status: { word: 'Unschedulable', tone: 'danger' }, trouble: message })
    expect(anatomy.hosts[0]?.node).toMatchObject({ name: 'Which node?', presence: 'waiting' })
    expect(anatomy.sentence).toContain(message)
    expect(link(anatomy, 'vmi', 'pod')?.state).toBe('broken')
  })

  it('travels: what comes next waits, and the arrow to it flows', () => {
    const anatomy = drawAnatomy({ ...running, machine: { ...machine, status: { printableStatus: 'Starting' } }, instance: { ...instance, status: { phase: 'Scheduling', nodeName: 'worker01' } }, pods: seen(pod('virt-launcher-web-a', 'worker01', 'Pending')) })
    expect(anatomy.hosts[0]?.guest.presence).toBe('waiting')
    expect(link(anatomy, 'vmi', 'pod')?.state).toBe('flowing')
  })
})

describe('what students ask about', () => {
  it('a guest without an agent runs all the same, and says how to install one', () => {
    const anatomy = drawAnatomy({ ...running, instance: { ...instance, status: { ...instance.status, guestOSInfo: {}, conditions: [{ type: 'Ready', status: 'True' }] } } })
    expect(anatomy.agent.presence).toBe('waiting')
    expect(anatomy.agent.note).toContain('dnf install qemu-guest-agent')
    expect(anatomy.hosts[0]?.guest.presence).toBe('there')
  })

  it('a service that does not find the running machine is in trouble', () => {
    const anatomy = drawAnatomy({ ...running, endpointSlices: seen({ ...slice(true), endpoints: [] }) })
    expect(anatomy.network.find(({ badge }) => badge === 'EP')).toMatchObject({ status: { word: 'Empty', tone: 'danger' }, trouble: expect.stringContaining('does not find it') as string })
    expect(link(anatomy, 'service:web', 'endpoints:web')?.state).toBe('broken')
  })

  it('a policy that selects the machine is found by labels and expressions', () => {
    const policy = (name: string, podSelector: object) => ({ metadata: { name, namespace: 'lab' }, spec: { podSelector, policyTypes: ['Ingress'] } })
    const anatomy = drawAnatomy({
      ...running,
      policies: seen(policy('all', {}), policy('by-label', { matchLabels: { app: 'web' } }), policy('not', { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] }), policy('strange', { matchExpressions: [{ key: 'app', operator: 'Near' }] })),
    })
    expect(anatomy.network.filter(({ badge }) => badge === 'NP').map(({ name }) => name)).toEqual(['all', 'by-label'])
  })

  it('a live migration shows both nodes, the older pod as the source', () => {
    const anatomy = drawAnatomy({
      ...running,
      instance: { ...instance, status: { ...instance.status, migrationState: { sourceNode: 'worker01', targetNode: 'worker02', targetPod: 'virt-launcher-web-b' } } },
      pods: seen(pod('virt-launcher-web-b', 'worker02'), pod('virt-launcher-web-a', 'worker01')),
      migrations: seen({ spec: { vmiName: 'web' }, status: { phase: 'Running' } }),
    })
    expect(anatomy.hosts.map((host) => host.node.name)).toEqual(['worker01', 'worker02'])
    expect(anatomy.sentence).toBe('web moves from worker01 to worker02 while it runs.')
    expect(link(anatomy, 'node', 'node:target')).toMatchObject({ kind: 'moves', state: 'flowing' })
    expect(new Set(allParts(anatomy).map(({ id }) => id)).size).toBe(allParts(anatomy).length)
  })

  it('what the user may not see is a place that says so', () => {
    const anatomy = drawAnatomy({ ...running, nodes: hidden, storageClasses: hidden, policies: hidden })
    expect(anatomy.hosts[0]?.node).toMatchObject({ name: 'worker01', presence: 'hidden' })
    expect(anatomy.disks.at(-1)).toMatchObject({ badge: 'SC', presence: 'hidden' })
    expect(anatomy.network.some(({ badge }) => badge === 'NP')).toBe(false)
  })
})

it('draws something of any answer that a server could give', () => {
  const strange: unknown[] = [null, undefined, 0, '', [], {}, { metadata: null, spec: 7, status: [] }, { metadata: { name: 'x\u0000\u202e<b>', labels: { __proto__: 'x' } }, spec: { volumes: 'no', template: { spec: { volumes: [null, 7, {}] } } } }]
  for (const value of strange) {
    const facts = Object.fromEntries(Object.keys(running).map((key) => [key, key === 'machine' || key === 'instance' || key === 'guest' ? value : seen(value, value)])) as unknown as AnatomyFacts
    expect(JSON.stringify(drawAnatomy(facts))).not.toContain('\\u202e')
  }
})
