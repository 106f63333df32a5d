import { at, bytes, conditionMessage, conditionOf, listAt, proseAt, textAt } from '../raw'
import type { AnatomyFacts } from './facts'
import { drawHost } from './host'
import type { Anatomy, AnatomyHost, AnatomyLink, AnatomyPart } from './model'
import { drawNetwork } from './network'
import { facts as known, nameOf, objectPart, place, thing } from './part'
import { drawStorage } from './storage'

const MACHINES = 'virtualmachines.kubevirt.io'
const INSTANCES = 'virtualmachineinstances.kubevirt.io'

/** Draws a virtual machine from what is seen of it. The machine itself must be there. */
export function drawAnatomy(facts: AnatomyFacts): Anatomy {
  const migration = migrationOf(facts)
  const [pod, target] = podsOf(facts, migration)
  const host = drawHost(facts, pod, '')
  const hosts = target === undefined ? [host] : [host, drawHost(facts, target, ':target')]
  const machine = drawMachine(facts)
  const instance = drawInstance(facts)
  const agent = drawAgent(facts)
  const storage = drawStorage(facts)
  const network = drawNetwork(facts, pod)
  return {
    sentence: sentenceOf(machine, instance, hosts, [...storage.parts, ...network.parts]),
    machine,
    instance,
    agent,
    hosts,
    disks: storage.parts,
    network: network.parts,
    links: [...inner(machine, instance, agent, hosts), ...storage.links, ...network.links],
  }
}

type Migration = { source: string | null; target: string | null; targetPod: string | null } | null

/** The live migration under way; null where there is none, or it is over. */
function migrationOf({ machine, instance, migrations }: AnatomyFacts): Migration {
  const state = at(instance, 'status', 'migrationState')
  const isOver = (value: unknown): boolean => value === 'Succeeded' || value === 'Failed'
  const running = migrations.objects.some((migration) => textAt(migration, ['spec', 'vmiName']) === nameOf(machine) && !isOver(at(migration, 'status', 'phase')))
  const moving = state !== undefined && at(state, 'completed') !== true && at(state, 'failed') !== true
  if (!running && !moving) return null
  return { source: textAt(state, ['sourceNode']), target: textAt(state, ['targetNode']), targetPod: textAt(state, ['targetPod']) }
}

/** The pod in which the VM runs, and the one to which it moves. */
function podsOf({ pods, instance }: AnatomyFacts, migration: Migration): [unknown, unknown] {
  const alive = pods.objects.filter((pod) => !['Succeeded', 'Failed'].includes(textAt(pod, ['status', 'phase']) ?? ''))
  const node = textAt(instance, ['status', 'nodeName'])
  const byAge = [...alive].sort((a, b) => (textAt(a, ['metadata', 'creationTimestamp']) ?? '').localeCompare(textAt(b, ['metadata', 'creationTimestamp']) ?? ''))
  const source = byAge.find((pod) => textAt(pod, ['spec', 'nodeName']) === node) ?? byAge[0]
  const other = byAge.find((pod) => pod !== source && (migration === null || migration.targetPod === null || nameOf(pod) === migration.targetPod))
  return [source, migration === null ? undefined : other]
}

function drawMachine({ machine }: AnatomyFacts): AnatomyPart {
  const running = at(machine, 'spec', 'running')
  const domain = at(machine, 'spec', 'template', 'spec', 'domain')
  const size = [textAt(domain, ['cpu', 'cores']), bytes(textAt(domain, ['memory', 'guest']))].filter(Boolean).join(' CPU, ')
  return objectPart('vm', MACHINES, 'VM', machine, {
    facts: known(
      ['Run strategy', textAt(machine, ['spec', 'runStrategy']) ?? (running === true ? 'Always' : running === false ? 'Halted' : null)],
      ['Instance type', [textAt(machine, ['spec', 'instancetype', 'name']), textAt(machine, ['spec', 'preference', 'name'])].filter(Boolean).join(', ') || null],
      ['Size', size],
    ),
    trouble: conditionOf(machine, 'Failure') === 'True' ? conditionMessage(machine, 'Failure') : null,
  })
}

function drawInstance({ instance, machine }: AnatomyFacts): AnatomyPart {
  if (instance === undefined) return place('vmi', 'VMI', nameOf(machine), 'none', 'there is one only while the VM runs')
  const migratable = conditionOf(instance, 'LiveMigratable')
  return objectPart('vmi', INSTANCES, 'VMI', instance, {
    facts: known(
      ['Node', textAt(instance, ['status', 'nodeName'])],
      ['Address', textAt(instance, ['status', 'interfaces', 0, 'ipAddress'])],
      ['Migration', migratable === 'True' ? (textAt(instance, ['status', 'migrationMethod']) ?? 'possible') : migratable === 'False' ? 'not possible' : null],
    ),
    trouble: migratable === 'False' ? conditionMessage(instance, 'LiveMigratable') : textAt(instance, ['status', 'phase']) === 'Failed' ? proseAt(instance, ['status', 'reason']) : null,
  })
}

function drawAgent({ instance, guest }: AnatomyFacts): AnatomyPart {
  const isRunning = textAt(instance, ['status', 'phase']) === 'Running'
  if (conditionOf(instance, 'AgentConnected') !== 'True') {
    const note = isRunning ? 'No agent answers. The VM still runs and keeps its address; only this card stays empty. In the guest: dnf install qemu-guest-agent, then start it.' : 'it answers while the guest runs'
    return place('agent', null, 'qemu-guest-agent', isRunning ? 'waiting' : 'none', note)
  }
  const card = listAt(instance, 'status', 'interfaces')[0]
  const users = listAt(guest, 'userList').slice(0, 4).flatMap((user) => textAt(user, ['userName']) ?? [])
  return thing('agent', 'qemu-guest-agent', {
    status: { word: 'Connected', tone: 'ok' },
    facts: known(
      ['Host name', textAt(guest, ['hostname']) ?? textAt(instance, ['spec', 'hostname'])],
      ['System', textAt(guest, ['os', 'prettyName']) ?? textAt(instance, ['status', 'guestOSInfo', 'prettyName'])],
      ['Kernel', textAt(instance, ['status', 'guestOSInfo', 'kernelRelease'])],
      ['Interface', [textAt(card, ['interfaceName']), textAt(card, ['ipAddress'])].filter(Boolean).join(', ') || null],
      ['MAC', textAt(card, ['mac'])],
      ['Users', users.join(', ') || null],
      ['Agent', textAt(guest, ['guestAgentVersion'])],
    ),
  })
}

function inner(machine: AnatomyPart, instance: AnatomyPart, agent: AnatomyPart, hosts: AnatomyHost[]): AnatomyLink[] {
  const links: AnatomyLink[] = []
  const state = (to: AnatomyPart): AnatomyLink['state'] =>
    to.presence === 'waiting' ? 'flowing' : to.presence !== 'there' ? 'asleep' : to.status?.tone === 'danger' ? 'broken' : to.status?.tone === 'progress' || to.status?.tone === 'waiting' ? 'flowing' : 'settled'
  links.push({ from: machine.id, to: instance.id, kind: 'creates', state: machine.status?.word === 'Starting' && instance.presence !== 'there' ? 'flowing' : state(instance), label: 'virt-controller creates' })
  for (const [index, { node, pod, qemu, services, sidecars, devices, guestAgent }] of hosts.entries()) {
    if (index === 0) links.push({ from: instance.id, to: pod.id, kind: 'creates', state: state(pod), label: null })
    const kvm = services.find(({ role }) => role === 'kvm')
    if (kvm) links.push({ from: qemu.id, to: kvm.id, kind: 'uses', state: qemu.presence === 'there' ? 'settled' : 'asleep', label: null })
    const log = sidecars.find(({ name }) => name === 'guest-console-log')
    const serial = devices.find(({ role }) => role === 'serial')
    if (log && serial && index === 0) links.push({ from: serial.id, to: log.id, kind: 'uses', state: serial.presence === 'there' ? 'settled' : 'asleep', label: null })
    if (index === 0) links.push({ from: guestAgent.id, to: agent.id, kind: 'answers', state: agent.presence === 'there' ? 'settled' : 'asleep', label: null })
    if (index === 1) links.push({ from: hosts[0]?.node.id ?? '', to: node.id, kind: 'moves', state: 'flowing', label: 'memory moves while it runs' })
  }
  return links
}

function sentenceOf(machine: AnatomyPart, instance: AnatomyPart, hosts: AnatomyHost[], others: AnatomyPart[]): string {
  const [host, target] = hosts
  const troubled = [machine, instance, ...hosts.flatMap(({ node, pod, compute }) => [pod, compute, node]), ...others].find(({ trouble }) => trouble !== null)
  const where = host?.node.presence === 'there' || host?.node.ref ? ` in the pod ${host.pod.name} on ${host.node.name}` : ''
  const begin =
    target !== undefined
      ? `${machine.name} moves from ${host?.node.name ?? 'its node'} to ${target.node.presence === 'there' ? target.node.name : 'another node'} while it runs.`
      : instance.presence !== 'there'
        ? `${machine.name} ${stateOf(machine)}: there is no instance of it, only its description and its disks.`
        : `${machine.name} ${stateOf(machine)}${where}.`
  return troubled?.trouble ? `${begin} Trouble at ${troubled.name}: ${troubled.trouble}` : begin
}


/** `is running`, and `is in the state ErrorUnschedulable`: some of the server's words are no words. */
function stateOf({ status }: AnatomyPart): string {
  if (status === null) return 'exists'
  return /^[A-Z][a-z]+$/.test(status.word) ? `is ${status.word.toLowerCase()}` : `is in the state ${status.word}`
}
