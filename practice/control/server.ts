import type { IncomingMessage, ServerResponse } from 'node:http'
import { readDocument, sendJson, sendText } from '../api/exchange'
import type { Resources } from '../api/resources'
import { ApiError } from '../api/status'
import { Load } from './load'
import { setNodeReady } from './nodes'
import type { Snapshots } from './snapshots'
import type { Troubles } from './trouble'
import { exchangeWorld, type World } from './world'

export interface Control {
  /** Answers a request below /practice/; the caller has made sure that its user may. Rejects with ApiError. */
  serve(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>
  close(): void
}

interface ControlParts {
  resources: Resources
  world: World
  snapshots: Snapshots
  troubles: Troubles
  /** Presents a certificate of a stranger's authority, or the own one again. */
  changeCertificate: (foreign: boolean) => Promise<void>
}

/**
 * What an instructor and a test can do to the classroom; see the README. Every answer is JSON.
 */
export function createControl({ resources, world, snapshots, troubles, changeCertificate }: ControlParts): Control {
  const load = new Load(resources)

  async function act(request: IncomingMessage, call: string, name: string): Promise<unknown> {
    switch (`${request.method} ${call}`) {
      case 'GET snapshots':
        return { items: await snapshots.list() }
      case 'PUT snapshots':
        return snapshots.save(name)
      case 'POST snapshots':
        return snapshots.restore(name)
      case 'DELETE snapshots':
        return snapshots.remove(name)
      case 'POST reset':
        return exchangeWorld(world, await world.fresh())
      case 'GET trouble':
        return { items: troubles.list() }
      case 'PUT trouble':
        return troubles.set(await readDocument(request))
      case 'DELETE trouble':
        return troubles.clear()
      case 'DELETE watches':
        return { dropped: troubles.dropWatches() }
      case 'PUT certificate':
        return changeCertificate(true)
      case 'DELETE certificate':
        return changeCertificate(false)
      case 'PUT silence':
        return setNodeReady(resources, name, false)
      case 'DELETE silence':
        return setNodeReady(resources, name, true)
      case 'POST objects':
        return { created: await load.create(await readDocument(request)) }
      case 'DELETE objects':
        return { removed: await load.remove(name) }
      case 'PUT changes':
        return load.change(await readDocument(request))
      case 'DELETE changes':
        return load.stopChanging()
      default:
        throw new ApiError(404, 'NotFound', `the classroom's control has no ${request.method} ${call}`)
    }
  }

  return {
    async serve(request, response, path) {
      const [, , call = '', name = '', extra] = path.split('/')
      if (extra !== undefined) return sendText(response, 404, '404 page not found\n')
      sendJson(response, 200, (await act(request, call, decodeURIComponent(name))) ?? {})
    },
    close: () => load.stopChanging(),
  }
}
