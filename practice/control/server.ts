import type { IncomingMessage, ServerResponse } from 'node:http'
import { readDocument, sendJson } from '../api/exchange'
import type { GuestDoor } from '../api/guest-door'
import type { Resources } from '../api/resources'
import { ApiError, badRequest, notFound } from '../api/status'
import { textAt, type Json } from '../objects/json'
import type { Certificates } from './certificates'
import { Load } from './load'
import { nodesWithoutKvm, setNodeReady, setVirtualization, silentNodes } from './nodes'
import type { Snapshots } from './snapshots'
import type { Troubles } from './trouble'
import { exchangeWorld, type World } from './world'

export interface Control {
  /**
   * One call of the README's table, such as `PUT` and `snapshots/step-1`. Resolves to its answer, rejects with ApiError.
   */
  act(method: string, path: string, body: Json | undefined): Promise<unknown>
  /** Answers a request below /practice/; the caller has made sure that its user may. Rejects with ApiError. */
  serve(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>
  close(): void
}

interface ControlParts {
  resources: Resources
  world: World
  snapshots: Snapshots
  troubles: Troubles
  certificates: Certificates
  guests: GuestDoor
}

/**
 * What an instructor and a test can do to the classroom; see the README. Every answer is JSON.
 */
export function createControl({ resources, world, snapshots, troubles, certificates, guests }: ControlParts): Control {
  const load = new Load(resources)

  async function act(method: string, path: string, body: Json | undefined): Promise<unknown> {
    const [call = '', encoded = '', extra] = path.split('/')
    if (extra !== undefined) throw unknown(method, path)
    const name = decodeName(encoded)
    switch (`${method} ${call}`) {
      case 'GET status':
        return { troubles: troubles.list(), certificates: certificates.foreign(), silent: silentNodes(resources.store), withoutKvm: nodesWithoutKvm(resources.store), ...load.describe() }
      case 'GET snapshots':
        return { items: await snapshots.list() }
      case 'PUT snapshots':
        return snapshots.save(name)
      case 'POST snapshots':
        return snapshots.restore(name)
      case 'DELETE snapshots':
        return snapshots.remove(name)
      case 'POST reset':
        if (name !== '' && name !== 'installed' && name !== 'absent') throw unknown(method, path)
        return exchangeWorld(world, await world.fresh(name === '' ? undefined : name))
      case 'GET trouble':
        return { items: troubles.list() }
      case 'PUT trouble':
        return troubles.set(body)
      case 'DELETE trouble':
        return troubles.clear()
      case 'DELETE watches':
        return { dropped: troubles.dropWatches() }
      case 'DELETE streams':
        return { dropped: troubles.dropStreams() }
      case 'PUT certificate':
        return certificates.present(name, true)
      case 'DELETE certificate':
        return certificates.present(name, false)
      case 'PUT silence':
        return setNodeReady(resources, name, false)
      case 'DELETE silence':
        return setNodeReady(resources, name, true)
      case 'DELETE kvm':
        return setVirtualization(resources, name, false)
      case 'PUT kvm':
        return setVirtualization(resources, name, true)
      case 'POST crash':
        return crash(guests, body)
      case 'POST objects':
        return { created: await load.create(body) }
      case 'DELETE objects':
        return { removed: await load.remove(name) }
      case 'PUT changes':
        return load.change(body)
      case 'DELETE changes':
        return load.stopChanging()
      default:
        throw unknown(method, path)
    }
  }

  return {
    act,
    async serve(request, response, path) {
      const body = request.method === 'PUT' || request.method === 'POST' ? await readDocument(request) : undefined
      sendJson(response, 200, (await act(request.method ?? '', path.replace(/^\/practice\//, ''), body)) ?? {})
    },
    close: () => load.stopChanging(),
  }
}

function unknown(method: string, path: string): ApiError {
  return new ApiError(404, 'NotFound', `the classroom's control has no ${method} ${path}`)
}

function decodeName(encoded: string): string {
  try {
    return decodeURIComponent(encoded)
  } catch {
    throw badRequest(`${JSON.stringify(encoded)} is no name`)
  }
}

async function crash(guests: GuestDoor, given: Json | undefined): Promise<void> {
  const [namespace, name] = [textAt(given, 'namespace'), textAt(given, 'name')]
  if (namespace === '' || name === '') throw badRequest('a guest has a namespace and a name')
  const guest = guests.find(namespace, name)
  if (guest === undefined) throw notFound({ group: 'practice', resource: 'guests' }, name)
  await guest.crash()
}
