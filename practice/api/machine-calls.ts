import { isObject, at, listAt, objectAt, textAt, type Json, type JsonObject, type KubeObject } from '../objects/json'
import { instances, machines, migrations, runStrategy } from '../controllers/machine-objects'
import { conditionStatus } from '../kinds/kind'
import { timestamp } from '../store/clock'
import type { User } from '../access/user'
import { acceptWebSocket, type Upgrade } from '../web-socket/accept'
import type { ByteChannel } from '../web-socket/channel'
import type { Address } from './address'
import { readDocument, sendJson, sendText } from './exchange'
import type { AgentData, GuestDoor, GuestPorts } from './guest-door'
import type { Asked, ResourceRequests } from './requests'
import type { Resources } from './resources'
import { Seats } from './seats'
import { ApiError, badRequest, conflict, internalError, notFound, PlainError } from './status'

// virt-api names the kinds in the singular in its errors, unlike the API server.
const machineName = { group: 'kubevirt.io', resource: 'virtualmachine' }
const instanceName = { group: 'kubevirt.io', resource: 'virtualmachineinstance' }

const streamProtocol = 'plain.kubevirt.io'
const notThere = new PlainError(404, '404: Page Not Found')

/** KubeVirt's subresources: calls on a machine or an instance, with virt-api's answers. */
export class MachineCalls {
  readonly #resources: Resources
  readonly #requests: ResourceRequests
  readonly #guests: GuestDoor
  readonly #seats = new Seats()

  constructor(resources: Resources, requests: ResourceRequests, guests: GuestDoor) {
    this.#resources = resources
    this.#requests = requests
    this.#guests = guests
    resources.store.subscribe(({ resource, type, object }) => {
      if (resource === 'pods' && type === 'DELETED' && isHandler(object)) this.#clearNode(nodeOf(object))
      if (resource === instances && (type === 'DELETED' || textAt(object, 'status', 'phase') !== 'Running')) this.#clearSeats(object)
    })
  }

  #clearSeats({ metadata: { namespace = '', name } }: KubeObject): void {
    for (const stream of ['vnc', 'console']) this.#seats.clear(seatOf(stream, namespace, name))
  }

  /** All consoles of a node pass through its virt-handler, and end with it. */
  #clearNode(node: string): void {
    for (const instance of this.#resources.store.list(instances)) if (textAt(instance, 'status', 'nodeName') === node) this.#clearSeats(instance)
  }

  async serve(asked: Asked): Promise<void> {
    const { request, response, address, user } = asked
    const { resource, name, subresource, namespace } = address
    if (!this.#resources.kinds.has(machines)) return sendText(response, 404, '404 page not found\n')
    if (resource === 'version' && name === undefined) return sendJson(response, 200, version)
    if (name === undefined || subresource === undefined || namespace === undefined) throw notThere
    const call = `${resource}/${subresource}`
    const changing = changingCalls.get(call)
    const reading = readingCalls.get(call)
    if (changing === undefined && reading === undefined && !streamCalls.has(call) && call !== screenshotCall) throw notThere
    this.#requests.authorize(user, request.method === 'GET' ? 'get' : 'update', address)
    if (request.method !== (changing === undefined ? 'GET' : 'PUT')) {
      response.setHeader('Allow', changing === undefined ? 'GET' : 'PUT')
      throw new PlainError(405, '405: Method Not Allowed')
    }
    if (changing !== undefined) {
      const body = await readDocument(request)
      const wanted = isObject(body) ? body : {}
      const act = changing(this.#resources, namespace, name, wanted, this.#guests)
      if (!listAt(wanted, 'dryRun').includes('All')) await act()
      response.writeHead(resource === 'virtualmachines' ? 202 : 200, { 'Cache-Control': 'no-cache, private', 'Content-Length': 0 })
      response.end()
    } else if (reading !== undefined) {
      sendJson(response, 200, reading(await this.#readAgent(address)))
    } else if (call === screenshotCall) {
      const guest = this.#requireGuest(address)
      // Up to KubeVirt 1.6 a screenshot is a viewer of its own, and takes the seat.
      this.#seats.clear(seatOf('vnc', namespace, name))
      const picture = await guest.takeScreenshot()
      response.writeHead(200, { 'Cache-Control': 'no-cache, private', 'Content-Type': 'image/png', 'Content-Length': picture.length })
      response.end(picture)
    } else {
      requireRunning(requireInstance(this.#resources, address))
      response.setHeader('Sec-WebSocket-Version', '13')
      const refusal = badRequest("websocket: the client is not using the websocket protocol: 'upgrade' token not found in 'Connection' header")
      throw new PlainError(400, `Bad Request\n${JSON.stringify(refusal.toStatus(), null, 1)}`)
    }
  }

  /** A WebSocket to a guest's screen or serial console. Throws ApiError while it can still be answered. */
  async open(upgrade: Upgrade, { address, user }: { address: Address; url: URL; user: User }): Promise<void> {
    const { resource, name, subresource = '', namespace } = address
    const open = streamCalls.get(`${resource}/${subresource}`)
    const [, port] = /^portforward\/(\d+)(?:\/tcp)?$/.exec(subresource) ?? []
    if ((open === undefined && port === undefined) || name === undefined || namespace === undefined || !this.#resources.kinds.has(machines)) throw notThere
    this.#requests.authorize(user, 'get', address)
    if (open === undefined) return this.#forward(upgrade, address, Number(port))
    const guest = this.#requireGuest(address)
    const away = this.#handlerAway(requireInstance(this.#resources, address))
    if (away !== undefined) throw internalError(`dialing virt-handler: ${away}`)
    acceptWebSocket(upgrade, [streamProtocol], (channel) => {
      this.#seats.take(seatOf(subresource, namespace, name), channel)
      open(guest, channel)
    })
  }

  async #forward(upgrade: Upgrade, address: Address, port: number): Promise<void> {
    const guest = this.#requireGuest(address)
    const pod = textAt(listAt(requireInstance(this.#resources, address), 'status', 'interfaces')[0], 'ipAddress')
    const join = await guest.openPort(port).catch((error: unknown) => {
      throw internalError(`dialing VM: dial tcp ${pod}:${port}: connect: ${error instanceof Error ? error.message : String(error)}`)
    })
    acceptWebSocket(upgrade, [streamProtocol], join)
  }

  #requireGuest(address: Address): GuestPorts {
    const instance = requireInstance(this.#resources, address)
    requireRunning(instance)
    const { namespace = '', name } = instance.metadata
    const guest = this.#guests.find(namespace, name)
    if (guest === undefined) throw internalError(`dialing virt-handler: the practice classroom has no guest for ${name} yet`)
    return guest
  }

  /** Why the node's virt-handler cannot be reached; undefined if it can. */
  #handlerAway(instance: KubeObject): string | undefined {
    const node = textAt(instance, 'status', 'nodeName')
    const handlers = this.#resources.store.list('pods').filter((pod) => isHandler(pod) && nodeOf(pod) === node)
    if (handlers.some((pod) => conditionStatus(pod, 'Ready') === 'True')) return undefined
    return `dial tcp ${textAt(handlers[0], 'status', 'podIP') || '10.128.0.1'}:8186: connect: connection refused`
  }

  async #readAgent(address: Address): Promise<AgentData> {
    try {
      const instance = requireInstance(this.#resources, address)
      requireAgent(instance)
      const away = this.#handlerAway(instance)
      if (away !== undefined) throw new PlainError(500, away)
      const { namespace = '', name } = instance.metadata
      return (await this.#guests.find(namespace, name)?.readAgent().catch(() => undefined)) ?? reportedAgent(instance)
    } catch (error) {
      // virt-api answers every failure of these calls so, not-found included.
      if (error instanceof ApiError) throw new PlainError(500, error.message)
      throw error
    }
  }
}

function isHandler(pod: KubeObject): boolean {
  return pod.metadata.labels?.['app'] === 'virt-handler'
}

function nodeOf(pod: KubeObject): string {
  return textAt(pod, 'spec', 'nodeName')
}

function seatOf(stream: string, namespace: string, name: string): string {
  return `${stream} ${namespace}/${name}`
}

const version = {
  gitVersion: 'v1.5.2-41-gb4ee6e7d7',
  gitCommit: 'b4ee6e7d7c3ae7ae2d15ae4eb0ab3a7a4b3a7bb1',
  gitTreeState: 'clean',
  buildDate: '2025-07-20T09:12:31Z',
  goVersion: 'go1.23.9 (Red Hat 1.23.9-1.el9_6)',
  compiler: 'gc',
  platform: 'linux/amd64',
}

/** Throws ApiError if it may not be; what it returns does it. */
type ChangingCall = (resources: Resources, namespace: string, name: string, body: JsonObject, guests: GuestDoor) => () => void | Promise<void>
type ReadingCall = (agent: AgentData) => Json
type StreamCall = (guest: GuestPorts, channel: ByteChannel) => void

const changingCalls = new Map<string, ChangingCall>([
  ['virtualmachines/start', start],
  ['virtualmachines/stop', stop],
  ['virtualmachines/restart', restart],
  ['virtualmachines/migrate', migrate],
  ['virtualmachineinstances/pause', (resources, namespace, name) => setPaused(resources, namespace, name, true)],
  ['virtualmachineinstances/unpause', (resources, namespace, name) => setPaused(resources, namespace, name, false)],
  ['virtualmachineinstances/softreboot', softReboot],
])

const readingCalls = new Map<string, ReadingCall>([
  ['virtualmachineinstances/guestosinfo', guestInfo],
  ['virtualmachineinstances/userlist', ({ users }) => ({ items: users, metadata: {} })],
  ['virtualmachineinstances/filesystemlist', ({ fileSystems }) => ({ items: fileSystems, metadata: {} })],
])

const streamCalls = new Map<string, StreamCall>([
  ['virtualmachineinstances/vnc', (guest, channel) => guest.serveScreen(channel)],
  ['virtualmachineinstances/console', (guest, channel) => guest.serveSerial(channel)],
])

const screenshotCall = 'virtualmachineinstances/vnc/screenshot'

function requireMachine(resources: Resources, namespace: string, name: string): KubeObject {
  const machine = resources.store.get(machines, namespace, name)
  if (machine === undefined) throw notFound(machineName, name)
  return machine
}

function requireInstance(resources: Resources, { namespace, name }: Pick<Address, 'namespace' | 'name'>): KubeObject {
  const instance = resources.store.get(instances, namespace, name ?? '')
  if (instance === undefined) throw notFound(instanceName, name ?? '')
  return instance
}

function withStrategy(resources: Resources, machine: KubeObject, strategy: string): void {
  const spec = { ...objectAt(machine, 'spec') }
  // `running` excludes `runStrategy`: whichever the machine uses is the one that is changed.
  if (spec['running'] === undefined) spec['runStrategy'] = strategy
  else spec['running'] = strategy === 'Always'
  resources.update(resources.kinds.get(machines), machine, { ...machine, spec })
}

function requestChange(resources: Resources, machine: KubeObject, requests: Json[]): void {
  resources.setStatus(machines, machine, { ...objectAt(machine, 'status'), stateChangeRequests: requests })
}

function start(resources: Resources, namespace: string, name: string, body: JsonObject): () => void {
  const machine = requireMachine(resources, namespace, name)
  const strategy = runStrategy(machine)
  const running = resources.store.get(instances, namespace, name)
  const phase = textAt(running, 'status', 'phase')
  if (running !== undefined && running.metadata.deletionTimestamp === undefined && !['Succeeded', 'Failed'].includes(phase)) {
    throw conflict(machineName, name, 'VM is already running')
  }
  if (strategy === 'Always') throw conflict(machineName, name, 'Always does not support manual start requests')
  // A machine that is to stand still at once is started by a request whatever its strategy: the request carries the word.
  const request = { action: 'Start', ...(body['paused'] === true ? { data: { paused: 'true' } } : {}) }
  if (strategy === 'RerunOnFailure' && phase === 'Failed') throw conflict(machineName, name, 'RerunOnFailure does not support starting VM from failed state')
  if (strategy === 'Manual' || strategy === 'RerunOnFailure') {
    // What is left of a guest that ended by itself goes first.
    return () => requestChange(resources, machine, running === undefined ? [request] : [{ action: 'Stop', uid: running.metadata.uid }, request])
  }
  if (body['paused'] === true) return () => requestChange(resources, machine, [request])
  return () => withStrategy(resources, machine, 'Always')
}

function stop(resources: Resources, namespace: string, name: string): () => void {
  const machine = requireMachine(resources, namespace, name)
  const instance = resources.store.get(instances, namespace, name)
  const strategy = runStrategy(machine)
  if (instance === undefined && strategy !== 'Always') throw conflict(machineName, name, 'VM is not running')
  if (strategy === 'Halted') throw conflict(machineName, name, 'Halted does not support manual stop requests')
  if (strategy === 'Manual' || strategy === 'RerunOnFailure') return () => requestChange(resources, machine, [{ action: 'Stop', uid: instance?.metadata.uid }])
  return () => withStrategy(resources, machine, 'Halted')
}

function restart(resources: Resources, namespace: string, name: string, body: JsonObject): () => void {
  const grace = body['gracePeriodSeconds']
  if (grace !== undefined && grace !== null && grace !== 0) throw badRequest('For force restart, only gracePeriod=0 is supported for now')
  const machine = requireMachine(resources, namespace, name)
  if (runStrategy(machine) === 'Halted') throw conflict(machineName, name, 'RunStategy Halted does not support manual restart requests')
  const instance = resources.store.get(instances, namespace, name)
  if (instance === undefined) throw conflict(machineName, name, 'VM is not running')
  if (listAt(machine, 'status', 'stateChangeRequests').length > 0) {
    throw internalError('unable to complete request: stop/start already underway')
  }
  return () => requestChange(resources, machine, [{ action: 'Stop', uid: instance.metadata.uid }, { action: 'Start' }])
}

function migrate(resources: Resources, namespace: string, name: string): () => void {
  requireMachine(resources, namespace, name)
  const instance = requireInstance(resources, { namespace, name })
  if (textAt(instance, 'status', 'phase') !== 'Running') throw conflict(machineName, name, 'VM is not running')
  const migration: KubeObject = {
    apiVersion: 'kubevirt.io/v1',
    kind: 'VirtualMachineInstanceMigration',
    metadata: { name: '', generateName: 'kubevirt-migrate-vm-', namespace },
    spec: { vmiName: name },
  }
  return () => void resources.create(resources.kinds.get(migrations), migration)
}

function setPaused(resources: Resources, namespace: string, name: string, paused: boolean): () => void {
  const instance = requireInstance(resources, { namespace, name })
  if (textAt(instance, 'status', 'phase') !== 'Running') throw conflict(instanceName, name, 'VM is not running')
  const isPaused = conditionStatus(instance, 'Paused') === 'True'
  if (paused && isPaused) throw conflict(instanceName, name, 'VMI is already paused')
  if (!paused && !isPaused) throw conflict(instanceName, name, 'VMI is not paused')
  const others = listAt(instance, 'status', 'conditions').filter((condition) => at(condition, 'type') !== 'Paused')
  const now = timestamp(resources.clock.now())
  const condition = { type: 'Paused', status: 'True', reason: 'PausedByUser', message: 'VMI was paused by user', lastProbeTime: now, lastTransitionTime: now }
  return () => void resources.setStatus(instances, instance, { ...objectAt(instance, 'status'), conditions: paused ? [...others, condition] : others })
}

function softReboot(resources: Resources, namespace: string, name: string, _: JsonObject, guests: GuestDoor): () => Promise<void> {
  const instance = requireInstance(resources, { namespace, name })
  if (textAt(instance, 'status', 'phase') !== 'Running') throw conflict(instanceName, name, 'VM is not running')
  if (conditionStatus(instance, 'Paused') === 'True') throw conflict(instanceName, name, 'VMI is paused')
  return async () => {
    try {
      await guests.find(namespace, name)?.reboot()
    } catch (error) {
      throw internalError(`softreboot command failed: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}

function requireAgent(instance: KubeObject): void {
  const { name } = instance.metadata
  if (textAt(instance, 'status', 'phase') !== 'Running') throw conflict(instanceName, name, 'VMI is not running')
  if (conditionStatus(instance, 'AgentConnected') !== 'True') throw conflict(instanceName, name, 'VMI does not have guest agent connected')
}

function requireRunning(instance: KubeObject): void {
  if (textAt(instance, 'status', 'phase') !== 'Running') throw badRequest('VMI is not running')
}

/** What the instance's status says, where no agent can be asked. */
function reportedAgent(instance: KubeObject): AgentData {
  const size = { usedBytes: 1_900_000_000, totalBytes: 30_000_000_000 }
  return { version: '9.1.0', hostname: instance.metadata.name, os: objectAt(instance, 'status', 'guestOSInfo'), users: [], fileSystems: [{ diskName: 'vda3', fileSystemType: 'xfs', mountPoint: '/', ...size }] }
}

function guestInfo({ version: guestAgentVersion, hostname, os, users, fileSystems }: AgentData): Json {
  return { guestAgentVersion, hostname, os, timezone: 'UTC, 0', fsInfo: { disks: fileSystems }, userList: users }
}
