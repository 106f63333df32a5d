import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Authorizer } from '../access/authorizer'
import type { User } from '../access/user'
import { apiVersionOf, type Kind } from '../kinds/kind'
import { at, isObject, numberAt, objectAt, textAt, type Json, type JsonObject, type KubeObject } from '../objects/json'
import { jsonPatch, mergePatch, PatchError } from '../objects/patch'
import { fieldSelector, labelSelector, SelectorError, type Predicate } from '../objects/selectors'
import { applyConfiguration, findConflicts } from '../objects/server-side-apply'
import { strategicMerge } from '../objects/strategic-merge'
import { timestamp } from '../store/clock'
import type { Address } from './address'
import { mediaType, readDocument, sendJson, sendText, unsupportedMedia } from './exchange'
import { checkFields } from './field-validation'
import type { GuestDoor } from './guest-door'
import { servePodLog } from './pod-log'
import { represent, representationAsked } from './representation'
import { asObjectOf, storedResource, type DeleteOptions, type Resources } from './resources'
import { ApiError, applyConflict, badRequest, expired, forbidden, methodNotAllowed, notFound, notSupported } from './status'
import { partialMetadata, toTable } from './table'
import { serveWatch } from './watch'

export interface Asked {
  request: IncomingMessage
  response: ServerResponse
  url: URL
  user: User
  address: Address
}

/** Serves the stored kinds: every verb, the same way for all of them. */
export class ResourceRequests {
  readonly #resources: Resources
  readonly #authorizer: Authorizer
  readonly #guests: GuestDoor

  constructor(resources: Resources, authorizer: Authorizer, guests: GuestDoor) {
    this.#resources = resources
    this.#authorizer = authorizer
    this.#guests = guests
  }

  async serve(asked: Asked): Promise<void> {
    const { request, response, url, user, address } = asked
    const kind = this.#resources.kinds.find(address.group, address.version, address.resource)
    const verb = verbOf(request, url, address)
    this.authorize(user, verb, address)
    const known = kind !== undefined && (address.subresource === undefined || kind.subresources.includes(address.subresource))
    if (!known) return sendText(response, 404, '404 page not found\n')
    if (address.subresource === undefined && !kind.verbs.includes(verb) && !(verb === 'list' && kind.answer !== undefined)) {
      throw verb === 'watch' ? notSupported({ group: kind.group, resource: kind.plural }, verb) : methodNotAllowed
    }
    switch (verb) {
      case 'list':
        return this.#list(asked, kind)
      case 'watch':
        return this.#watch(asked, kind)
      case 'get':
        return this.#get(asked, kind)
      case 'create':
        return this.#create(asked, kind)
      case 'update':
        return this.#update(asked, kind)
      case 'patch':
        return this.#patch(asked, kind)
      case 'delete':
        return this.#delete(asked, kind)
      case 'deletecollection':
        return this.#deleteCollection(asked, kind)
      default:
        throw methodNotAllowed
    }
  }

  /** Throws the real server's Forbidden unless `user` may. */
  authorize(user: User, verb: string, address: Address): void {
    const { group, resource, namespace, name } = address
    // Only its first step is the subresource: proxied paths and screenshots hang below it.
    const subresource = address.subresource?.split('/')[0]
    if (this.#authorizer.allowed(user, { verb, group, resource, namespace, name, ...(subresource === undefined ? {} : { subresource }) })) return
    const full = subresource === undefined ? resource : `${resource}/${subresource}`
    const where = namespace === undefined ? 'at the cluster scope' : `in the namespace ${JSON.stringify(namespace)}`
    throw forbidden({ group, resource }, name, `User ${JSON.stringify(user.name)} cannot ${verb} resource ${JSON.stringify(full)} in API group ${JSON.stringify(group)} ${where}`)
  }

  #find(kind: Kind, address: Address, user: User): KubeObject {
    const name = address.name ?? ''
    const found = this.#resources.read(kind, address.namespace, name) ?? kind.find?.(name, this.#resources.situation(user, address.namespace))
    const live = kind.view === undefined ? found : this.#resources.store.get(storedResource(kind), kind.namespaced ? address.namespace : undefined, name)
    const hidden = live !== undefined && kind.view?.visible(live, user, this.#resources.situation(user, address.namespace)) === false
    if (found === undefined || hidden) throw notFound({ group: kind.group, resource: kind.plural }, name)
    return found
  }

  #list({ request, response, url, user, address }: Asked, kind: Kind): void {
    if (kind.answer !== undefined) return sendJson(response, 200, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' })
    const { store, clock } = this.#resources
    const matches = selection(url, kind, address.name)
    const namespace = kind.namespaced ? address.namespace : undefined
    const situation = this.#resources.situation(user, namespace)
    const token = url.searchParams.get('continue') ?? ''
    const from = token === '' ? undefined : readContinue(token)
    const revision = from?.rv ?? store.revision
    // All pages of a list show it as it was at the first.
    let objects = from === undefined ? store.list(storedResource(kind), namespace) : store.listAt(storedResource(kind), from.rv, namespace)
    if (objects === undefined || revision > store.revision) throw expired(tooOldToContinue)
    const view = kind.view
    if (view !== undefined) objects = objects.filter((object) => view.visible(object, user, situation)).map((object) => view.show(object))
    if (matches !== undefined) objects = objects.filter(matches)

    if (from !== undefined) objects = objects.slice(indexAfter(objects, from.start))
    const limit = Number(url.searchParams.get('limit') ?? 0)
    const metadata: JsonObject = { resourceVersion: String(revision) }
    if (Number.isInteger(limit) && limit > 0 && objects.length > limit) {
      metadata['continue'] = writeContinue(revision, objects[limit - 1]!)
      // With a selector a real server does not know how many remain.
      if (matches === undefined) metadata['remainingItemCount'] = objects.length - limit
      objects = objects.slice(0, limit)
    }
    const asked = representationAsked(request, url)
    if (asked.form === 'table') return sendJson(response, 200, toTable(kind, objects, metadata, clock.now(), asked.include))
    if (asked.form === 'metadata') return sendJson(response, 200, { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata, items: objects.map(partialMetadata) })
    // Lists of the built-in kinds leave apiVersion and kind out of their items; custom resources keep them.
    const items = kind.origin === 'crd' ? objects : objects.map((object) => ({ ...object, apiVersion: undefined, kind: undefined }))
    sendJson(response, 200, { kind: `${kind.kind}List`, apiVersion: apiVersionOf(kind), metadata, items })
  }

  #watch({ request, response, url, user, address }: Asked, kind: Kind): void {
    const parameters = url.searchParams
    const from = parameters.get('resourceVersion') ?? ''
    if (!/^[0-9]*$/.test(from)) throw badRequest(`Invalid value: ${JSON.stringify(from)}: strconv.ParseUint: parsing ${JSON.stringify(from)}: invalid syntax`)
    const seconds = Number(parameters.get('timeoutSeconds') ?? 0)
    serveWatch(
      this.#resources,
      {
        kind,
        user,
        namespace: kind.namespaced ? address.namespace : undefined,
        matches: selection(url, kind, address.name) ?? (() => true),
        resourceVersion: from,
        sendInitialEvents: parameters.get('sendInitialEvents') === 'true',
        bookmarks: isTrue(parameters.get('allowWatchBookmarks')),
        timeoutMs: seconds > 0 && Number.isFinite(seconds) ? Math.min(seconds * 1000, longestWatchMs) : longestWatchMs,
        representation: representationAsked(request, url),
      },
      response,
    )
  }

  #get(asked: Asked, kind: Kind): void | Promise<void> {
    const { address, user } = asked
    const object = this.#find(kind, address, user)
    switch (address.subresource) {
      case undefined:
      case 'status':
        return this.#sendObject(asked, kind, object, 200)
      case 'scale':
        return sendJson(asked.response, 200, scaleOf(object))
      case 'log':
        return servePodLog(this.#resources.store, this.#guests, object, asked.url, asked.response)
      default:
        throw badRequest(`the practice classroom has no containers to ${address.subresource} into`)
    }
  }

  async #create(asked: Asked, kind: Kind): Promise<void> {
    const { request, url, user, address } = asked
    const body = await readDocument(request)
    if (address.subresource === 'eviction') return this.#evict(asked, kind)
    if (address.subresource !== undefined) throw badRequest(`the practice classroom has no containers to ${address.subresource} into`)
    const given = asObjectOf(kind, body, kind.namespaced ? address.namespace : undefined, undefined)
    checkFields(kind, given, url, asked.response)
    const created = this.#resources.create(kind, given, { user, dryRun: isDryRun(url) })
    this.#sendObject(asked, kind, created, 201)
  }

  #evict(asked: Asked, kind: Kind): void {
    const object = this.#find(kind, asked.address, asked.user)
    if (!isDryRun(asked.url)) kind.guardEviction?.(object, this.#resources.store)
    this.#resources.delete(kind, object, {}, isDryRun(asked.url))
    sendJson(asked.response, 201, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 })
  }

  async #update(asked: Asked, kind: Kind): Promise<void> {
    const { request, response, url, user, address } = asked
    const body = await readDocument(request)
    const old = this.#find(kind, address, user)
    if (address.subresource === 'scale') return this.#scale(asked, kind, old, body)
    const given = asObjectOf(kind, body, kind.namespaced ? address.namespace : undefined, address.name)
    checkFields(kind, given, url, response)
    if (kind.view !== undefined) return this.#sendObject(asked, kind, this.#writeView(kind, old, given, user), 200)
    if (address.subresource === 'finalize') return sendJson(response, 200, old)
    const updated = this.#resources.update(kind, old, given, { user, dryRun: isDryRun(url), part: address.subresource === 'status' ? 'status' : 'object' })
    this.#sendObject(asked, kind, updated, 200)
  }

  async #patch(asked: Asked, kind: Kind): Promise<void> {
    const { request, url, user, address } = asked
    const type = mediaType(request)
    const patch = (await readDocument(request)) ?? {}
    const accepted = ['application/json-patch+json', 'application/merge-patch+json', ...(kind.origin === 'crd' ? [] : ['application/strategic-merge-patch+json']), 'application/apply-patch+yaml']
    if (!accepted.includes(type)) throw unsupportedMedia(accepted)
    const namespace = kind.namespaced ? address.namespace : undefined
    const old = this.#resources.read(kind, namespace, address.name ?? '')
    const manager = url.searchParams.get('fieldManager') ?? 'unknown'
    if (type === 'application/apply-patch+yaml') {
      const applied = asObjectOf(kind, patch, namespace, address.name)
      checkFields(kind, applied, url, asked.response)
      if (old === undefined) {
        const empty: KubeObject = { apiVersion: applied.apiVersion, kind: applied.kind, metadata: { name: applied.metadata.name, ...(namespace === undefined ? {} : { namespace }) } }
        const fresh = applyConfiguration(empty, applied, manager, timestamp(this.#resources.clock.now()))
        return this.#sendObject(asked, kind, this.#resources.create(kind, fresh, { user, dryRun: isDryRun(url) }), 201)
      }
      const conflicts = isTrue(url.searchParams.get('force')) ? [] : findConflicts(old, applied, manager)
      if (conflicts.length > 0) throw applyConflict(conflicts)
      const merged = applyConfiguration(old, applied, manager, timestamp(this.#resources.clock.now()))
      return this.#writePatched(asked, kind, old, merged)
    }
    if (old === undefined) throw notFound({ group: kind.group, resource: kind.plural }, address.name ?? '')
    if (address.subresource === 'scale') return this.#scale(asked, kind, old, patchDocument(type, scaleOf(old), patch))
    const wanted = asObjectOf(kind, patchDocument(type, old, patch), namespace, address.name)
    checkFields(kind, wanted, url, asked.response)
    this.#writePatched(asked, kind, old, wanted)
  }

  #writePatched(asked: Asked, kind: Kind, old: KubeObject, wanted: KubeObject): void {
    const { url, user, address } = asked
    if (kind.view !== undefined) return this.#sendObject(asked, kind, this.#writeView(kind, old, wanted, user), 200)
    const updated = this.#resources.update(kind, old, wanted, { user, dryRun: isDryRun(url), part: address.subresource === 'status' ? 'status' : 'object' })
    this.#sendObject(asked, kind, updated, 200)
  }

  #writeView(kind: Kind, old: KubeObject, wanted: KubeObject, user: User): KubeObject {
    const stored = this.#resources.kinds.get(storedResource(kind))
    const live = this.#resources.read(stored, old.metadata.namespace, old.metadata.name)
    if (live === undefined) throw notFound({ group: kind.group, resource: kind.plural }, old.metadata.name)
    const updated = this.#resources.update(stored, live, { ...wanted, apiVersion: live.apiVersion, kind: live.kind }, { user })
    return kind.view?.show(updated) ?? updated
  }

  #scale(asked: Asked, kind: Kind, old: KubeObject, body: Json | undefined): void {
    const replicas = at(body, 'spec', 'replicas')
    if (typeof replicas !== 'number' || !Number.isInteger(replicas) || replicas < 0) throw badRequest('spec.replicas must be a whole number that is not negative')
    const updated = this.#resources.update(kind, old, { ...old, spec: { ...objectAt(old, 'spec'), replicas } }, { user: asked.user })
    sendJson(asked.response, 200, scaleOf(updated))
  }

  async #delete(asked: Asked, kind: Kind): Promise<void> {
    const { request, response, url, user, address } = asked
    const options = await readDeleteOptions(request, url)
    const found = this.#find(kind, address, user)
    const stored = this.#resources.kinds.get(storedResource(kind))
    const live = this.#resources.read(stored, found.metadata.namespace, found.metadata.name)
    if (live === undefined) throw notFound({ group: kind.group, resource: kind.plural }, found.metadata.name)
    const { object, gone } = this.#resources.delete(stored, live, options, isDryRun(url))
    if (!gone) return this.#sendObject(asked, kind, kind.view?.show(object) ?? object, 200)
    const details = { name: object.metadata.name, group: kind.group === '' ? undefined : kind.group, kind: kind.plural, uid: object.metadata.uid }
    sendJson(response, 200, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details })
  }

  async #deleteCollection(asked: Asked, kind: Kind): Promise<void> {
    const { request, response, url, user, address } = asked
    const options = await readDeleteOptions(request, url)
    const matches = selection(url, kind, undefined) ?? (() => true)
    const situation = this.#resources.situation(user, address.namespace)
    const stored = this.#resources.kinds.get(storedResource(kind))
    const objects = this.#resources.store.list(storedResource(kind), kind.namespaced ? address.namespace : undefined)
    for (const object of objects) {
      if (matches(object) && kind.view?.visible(object, user, situation) !== false) this.#resources.delete(stored, object, options, isDryRun(url))
    }
    sendJson(response, 200, { kind: `${kind.kind}List`, apiVersion: apiVersionOf(kind), metadata: { resourceVersion: String(this.#resources.store.revision) }, items: [] })
  }

  #sendObject({ request, response, url }: Asked, kind: Kind, object: KubeObject, code: number): void {
    // Reviews have no metadata worth a form of their own.
    const asked = kind.answer === undefined ? representationAsked(request, url) : ({ form: 'whole' } as const)
    sendJson(response, code, represent(kind, object, asked, this.#resources.clock.now()))
  }
}

const tooOldToContinue =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.'

// The real server ends watches after 30 to 60 minutes.
const longestWatchMs = 45 * 60_000

function verbOf(request: IncomingMessage, url: URL, { name }: Address): string {
  switch (request.method) {
    case 'GET':
    case 'HEAD': {
      if (isTrue(url.searchParams.get('watch'))) return 'watch'
      return name === undefined ? 'list' : 'get'
    }
    case 'POST':
      return 'create'
    case 'PUT':
      return 'update'
    case 'PATCH':
      return 'patch'
    case 'DELETE':
      return name === undefined ? 'deletecollection' : 'delete'
    default:
      return ''
  }
}

function isTrue(value: string | null): boolean {
  return value === 'true' || value === '1'
}

function isDryRun(url: URL): boolean {
  const value = url.searchParams.get('dryRun')
  if (value !== null && value !== 'All') throw badRequest(`dryRun: Unsupported value: ${JSON.stringify(value)}: supported values: "All"`)
  return value === 'All'
}

function selection(url: URL, kind: Kind, name: string | undefined): Predicate | undefined {
  const labels = url.searchParams.get('labelSelector') ?? ''
  const fields = url.searchParams.get('fieldSelector') ?? ''
  const predicates: Predicate[] = []
  try {
    if (labels !== '') predicates.push(labelSelector(labels))
    if (fields !== '') predicates.push(fieldSelector(fields, ['metadata.name', 'metadata.namespace', ...kind.fields]))
  } catch (error) {
    if (error instanceof SelectorError) throw badRequest(error.message)
    throw error
  }
  if (name !== undefined) predicates.push((object) => object.metadata.name === name)
  return predicates.length === 0 ? undefined : (object) => predicates.every((matches) => matches(object))
}

function place(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`
}

function writeContinue(rv: number, last: KubeObject): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv, start: place(last) })).toString('base64url')
}

function readContinue(token: string): { rv: number; start: string } {
  try {
    const read = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as Json
    if (isObject(read) && typeof read['rv'] === 'number' && typeof read['start'] === 'string') return { rv: read['rv'], start: read['start'] }
  } catch {
    // Not JSON: told below, like every other unreadable token.
  }
  throw badRequest('continue key is not valid')
}

function indexAfter(objects: readonly KubeObject[], start: string): number {
  const index = objects.findIndex((object) => place(object) > start)
  return index < 0 ? objects.length : index
}

function patchDocument(type: string, document: JsonObject, patch: Json): Json {
  try {
    if (type === 'application/json-patch+json') return jsonPatch(document, patch)
  } catch (error) {
    if (error instanceof PatchError) throw new ApiError(422, 'Invalid', `the server rejected our request due to an error in our request: ${error.message}`)
    throw error
  }
  if (!isObject(patch)) throw badRequest('a merge patch is an object')
  return type === 'application/merge-patch+json' ? mergePatch(document, patch) : strategicMerge(document, patch)
}

function scaleOf(object: KubeObject): JsonObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: numberAt(object, 'spec', 'replicas') },
    status: { replicas: numberAt(object, 'status', 'replicas') },
  }
}

async function readDeleteOptions(request: IncomingMessage, url: URL): Promise<DeleteOptions> {
  const body = await readDocument(request)
  const seconds = at(body, 'gracePeriodSeconds') ?? url.searchParams.get('gracePeriodSeconds') ?? undefined
  const policy = textAt(body, 'propagationPolicy') || (url.searchParams.get('propagationPolicy') ?? '')
  if (policy !== '' && policy !== 'Background' && policy !== 'Foreground' && policy !== 'Orphan') {
    throw badRequest(`propagationPolicy: Unsupported value: ${JSON.stringify(policy)}: supported values: "Foreground", "Background", "Orphan"`)
  }
  return {
    graceSeconds: seconds === undefined || seconds === null ? undefined : Number(seconds),
    propagation: policy === '' ? undefined : policy,
    uid: textAt(body, 'preconditions', 'uid') || undefined,
    resourceVersion: textAt(body, 'preconditions', 'resourceVersion') || undefined,
  }
}
