import { isObject, at, listAt, objectAt, textAt, type Json, type JsonObject, type KubeObject } from '../objects/json'
import { instances, machines, migrations, runStrategy } from '../controllers/machine-objects'
import { conditionStatus } from '../kinds/kind'
import { timestamp } from '../store/clock'
import type { Address } from './address'
import { readDocument, sendJson, sendText } from './exchange'
import type { Asked, ResourceRequests } from './requests'
import type { Resources } from './resources'
import { ApiError, badRequest, conflict, notFound } from './status'


// virt-api names the kinds in the singular in its errors, unlike the API server.
const machineName = { group: 'kubevirt.io', resource: 'virtualmachine' }
const instanceName = { group: 'kubevirt.io', resource: 'virtualmachineinstance' }

/** KubeVirt's subresources: calls on a machine or an instance, with virt-api's answers. */
export class MachineCalls {
  readonly #resources: Resources
  readonly #requests: ResourceRequests

  constructor(resources: Resources, requests: ResourceRequests) {
    this.#resources = resources
    this.#requests = requests
  }

  async serve(asked: Asked): Promise<void> {
    const { request, response, address, user } = asked
    const { resource, name, subresource, namespace } = address
    if (!this.#resources.kinds.has(machines) || name === undefined || subresource === undefined || namespace === undefined) return sendText(response, 404, '404 page not found\n')
    const call = `${resource}/${subresource}`
    const changing = changingCalls.get(call)
    const reading = readingCalls.get(call)
    if (changing === undefined && reading === undefined) return sendText(response, 404, '404 page not found\n')
    this.#requests.authorize(user, request.method === 'GET' ? 'get' : 'update', address)
    if (request.method !== (changing === undefined ? 'GET' : 'PUT')) return sendText(response, 405, '405: Method Not Allowed', 'text/plain')
    if (changing !== undefined) {
      const body = await readDocument(request)
      changing(this.#resources, namespace, name, isObject(body) ? body : {})
      response.writeHead(resource === 'virtualmachines' ? 202 : 200, { 'Cache-Control': 'no-cache, private', 'Content-Length': 0 })
      response.end()
      return
    }
    try {
      sendJson(response, 200, reading?.(requireInstance(this.#resources, address)))
    } catch (error) {
      // virt-api answers every failure of these calls so, not-found included.
      if (!(error instanceof ApiError)) throw error
      sendText(response, 500, error.message)
    }
  }
}

type ChangingCall = (resources: Resources, namespace: string, name: string, body: JsonObject) => void
type ReadingCall = (instance: KubeObject) => Json

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
  ['virtualmachineinstances/userlist', () => ({ items: [], metadata: {} })],
  ['virtualmachineinstances/filesystemlist', (instance) => ({ items: listAt(fileSystems(instance), 'disks'), metadata: {} })],
  ['virtualmachineinstances/vnc', noConsole],
  ['virtualmachineinstances/console', noConsole],
])

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

function start(resources: Resources, namespace: string, name: string): void {
  const machine = requireMachine(resources, namespace, name)
  const strategy = runStrategy(machine)
  const running = resources.store.get(instances, namespace, name)
  if (running !== undefined && running.metadata.deletionTimestamp === undefined && !['Succeeded', 'Failed'].includes(textAt(running, 'status', 'phase'))) {
    throw conflict(machineName, name, 'VM is already running')
  }
  if (strategy === 'Always') throw conflict(machineName, name, 'Always does not support manual start requests')
  if (strategy === 'Manual' || strategy === 'RerunOnFailure') return requestChange(resources, machine, [{ action: 'Start' }])
  withStrategy(resources, machine, 'Always')
}

function stop(resources: Resources, namespace: string, name: string): void {
  const machine = requireMachine(resources, namespace, name)
  const instance = resources.store.get(instances, namespace, name)
  const strategy = runStrategy(machine)
  if (instance === undefined && strategy !== 'Always') throw conflict(machineName, name, 'VM is not running')
  if (strategy === 'Halted') throw conflict(machineName, name, 'Halted does not support manual stop requests')
  if (strategy === 'Manual' || strategy === 'RerunOnFailure') return requestChange(resources, machine, [{ action: 'Stop', uid: instance?.metadata.uid }])
  withStrategy(resources, machine, 'Halted')
}

function restart(resources: Resources, namespace: string, name: string): void {
  const machine = requireMachine(resources, namespace, name)
  if (runStrategy(machine) === 'Halted') throw conflict(machineName, name, 'RunStategy Halted does not support manual restart requests')
  const instance = resources.store.get(instances, namespace, name)
  if (instance === undefined) throw conflict(machineName, name, 'VM is not running')
  if (listAt(machine, 'status', 'stateChangeRequests').length > 0) {
    throw new ApiError(500, 'InternalError', 'Internal error occurred: unable to complete request: stop/start already underway')
  }
  requestChange(resources, machine, [{ action: 'Stop', uid: instance.metadata.uid }, { action: 'Start' }])
}

function migrate(resources: Resources, namespace: string, name: string): void {
  requireMachine(resources, namespace, name)
  const instance = requireInstance(resources, { namespace, name })
  if (textAt(instance, 'status', 'phase') !== 'Running') throw conflict(machineName, name, 'VM is not running')
  resources.create(resources.kinds.get(migrations), {
    apiVersion: 'kubevirt.io/v1',
    kind: 'VirtualMachineInstanceMigration',
    metadata: { name: '', generateName: 'kubevirt-migrate-vm-', namespace },
    spec: { vmiName: name },
  })
}

function setPaused(resources: Resources, namespace: string, name: string, paused: boolean): void {
  const instance = requireInstance(resources, { namespace, name })
  if (textAt(instance, 'status', 'phase') !== 'Running') throw conflict(instanceName, name, 'VMI is not running')
  const isPaused = conditionStatus(instance, 'Paused') === 'True'
  if (paused && isPaused) throw conflict(instanceName, name, 'VMI is already paused')
  if (!paused && !isPaused) throw conflict(instanceName, name, 'VMI is not paused')
  const others = listAt(instance, 'status', 'conditions').filter((condition) => at(condition, 'type') !== 'Paused')
  const now = timestamp(resources.clock.now())
  const condition = { type: 'Paused', status: 'True', reason: 'PausedByUser', message: 'VMI was paused by user', lastProbeTime: now, lastTransitionTime: now }
  resources.setStatus(instances, instance, { ...objectAt(instance, 'status'), conditions: paused ? [...others, condition] : others })
}

function softReboot(resources: Resources, namespace: string, name: string): void {
  const instance = requireInstance(resources, { namespace, name })
  if (textAt(instance, 'status', 'phase') !== 'Running') throw conflict(instanceName, name, 'VMI is not running')
  if (conditionStatus(instance, 'Paused') === 'True') throw conflict(instanceName, name, 'VMI is paused')
}

function requireAgent(instance: KubeObject): void {
  const { name } = instance.metadata
  if (textAt(instance, 'status', 'phase') !== 'Running') throw conflict(instanceName, name, 'VMI is not running')
  if (conditionStatus(instance, 'AgentConnected') !== 'True') throw conflict(instanceName, name, 'VMI does not have guest agent connected')
}

function fileSystems(instance: KubeObject): JsonObject {
  requireAgent(instance)
  return { disks: [{ diskName: 'vda3', fileSystemType: 'xfs', mountPoint: '/', totalBytes: 30_000_000_000, usedBytes: 1_900_000_000 }] }
}

function guestInfo(instance: KubeObject): Json {
  const fsInfo = fileSystems(instance)
  return { guestAgentVersion: '9.1.0', hostname: instance.metadata.name, os: objectAt(instance, 'status', 'guestOSInfo'), timezone: 'UTC, 0', fsInfo, userList: [] }
}

function noConsole(instance: KubeObject): Json {
  const { name } = instance.metadata
  if (textAt(instance, 'status', 'phase') !== 'Running') throw badRequest('VMI is not running')
  throw badRequest(`the practice classroom has no screen for ${name}`)
}
