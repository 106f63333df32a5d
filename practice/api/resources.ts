import { randomInt, randomUUID } from 'node:crypto'
import type { Authorizer } from '../access/authorizer'
import { systemUser, type User } from '../access/user'
import { apiVersionOf, resourceOf, type Kind, type Situation } from '../kinds/kind'
import type { KindRegistry } from '../kinds/registry'
import { at, clone, isObject, sameJson, textAt, type JsonObject, type KubeObject } from '../objects/json'
import { timestamp, type Clock } from '../store/clock'
import type { Resource, Store } from '../store/store'
import { ApiError, alreadyExists, badRequest, conflict, forbidden, invalid, notFound, type Cause } from './status'

export interface DeleteOptions {
  graceSeconds?: number | undefined
  propagation?: 'Background' | 'Foreground' | 'Orphan' | undefined
  uid?: string | undefined
  resourceVersion?: string | undefined
}

export interface WriteOptions {
  user?: User
  dryRun?: boolean
  /** Which part an update may change: everything but the status, or only the status. */
  part?: 'object' | 'status'
}

const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/
const subdomainRule =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
const labelRule =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"

/**
 * What may happen to objects, by the rules that hold for every kind: names, defaults, validation, conflicts, generation,
 * finalizers. Requests and controllers both go through here. All of it throws ApiError.
 */
export class Resources {
  readonly store: Store
  readonly kinds: KindRegistry
  readonly clock: Clock
  readonly #authorizer: Authorizer

  constructor(store: Store, kinds: KindRegistry, clock: Clock, authorizer: Authorizer) {
    this.store = store
    this.kinds = kinds
    this.clock = clock
    this.#authorizer = authorizer
  }

  situation(user: User, namespace: string | undefined): Situation {
    return {
      now: this.clock.now(),
      user,
      namespace,
      store: this.store,
      allowed: (who, attributes) => this.#authorizer.allowed(who, attributes),
      pathAllowed: (who, verb, path) => this.#authorizer.pathAllowed(who, verb, path),
      rules: (who, where) => this.#authorizer.rules(who, where),
      create: (resource, object) => this.create(this.kinds.get(resource), object),
    }
  }

  create(kind: Kind, body: KubeObject, { user = systemUser, dryRun = false }: WriteOptions = {}): KubeObject {
    const namespace = kind.namespaced ? body.metadata.namespace : undefined
    if (kind.answer !== undefined) return kind.answer(body, this.situation(user, namespace))
    const object = clone(body)
    object.apiVersion = apiVersionOf(kind)
    object.kind = kind.kind
    const { metadata } = object
    if (metadata.name === '' && metadata.generateName !== undefined) metadata.name = metadata.generateName + suffix()
    this.#requireNamespace(kind, namespace, metadata.name)
    if (metadata.name === '') throw invalid(kind.group, kind.kind, '', [{ reason: 'FieldValueRequired', message: 'Required value: name or generateName is required', field: 'metadata.name' }])
    if (this.read(kind, namespace, metadata.name) !== undefined) throw alreadyExists({ group: kind.group, resource: kind.plural }, metadata.name)
    metadata.uid = randomUUID()
    metadata.creationTimestamp = timestamp(this.clock.now())
    delete metadata.resourceVersion
    delete metadata.deletionTimestamp
    // A status is not the creator's to tell.
    if (kind.subresources.includes('status')) delete object['status']
    // Core kinds without a spec have no generation on a real server either.
    if (object['spec'] !== undefined) metadata.generation = 1
    kind.prepare?.(object, undefined, this.situation(user, namespace))
    this.#validate(kind, object, undefined)
    return dryRun ? object : this.store.put(storedResource(kind), object)
  }

  /** Replaces `old`, which must be what the store has now, unless `body` says which version it means. */
  update(kind: Kind, old: KubeObject, body: KubeObject, { user = systemUser, dryRun = false, part = 'object' }: WriteOptions = {}): KubeObject {
    const named = { group: kind.group, resource: kind.plural }
    const { name, namespace } = old.metadata
    const wanted = body.metadata.resourceVersion
    if (wanted !== undefined && wanted !== '' && wanted !== old.metadata.resourceVersion) {
      throw conflict(named, name, 'the object has been modified; please apply your changes to the latest version and try again')
    }
    if (body.metadata.uid !== undefined && body.metadata.uid !== old.metadata.uid) {
      throw conflict(named, name, `Precondition failed: UID in precondition: ${body.metadata.uid}, UID in object meta: ${old.metadata.uid ?? ''}`)
    }
    const object = part === 'status' ? { ...clone(old), status: clone(body['status'] ?? {}) } : clone(body)
    if (part === 'object' && kind.subresources.includes('status')) object['status'] = old['status']
    object.apiVersion = apiVersionOf(kind)
    object.kind = kind.kind
    Object.assign(object.metadata, {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      uid: old.metadata.uid,
      creationTimestamp: old.metadata.creationTimestamp,
      generation: old.metadata.generation,
      deletionTimestamp: old.metadata.deletionTimestamp,
      deletionGracePeriodSeconds: old.metadata.deletionGracePeriodSeconds,
      resourceVersion: old.metadata.resourceVersion,
    })
    kind.prepare?.(object, old, this.situation(user, namespace))
    this.#validate(kind, object, old)
    if (!sameJson(object['spec'], old['spec']) && old.metadata.generation !== undefined) object.metadata.generation = old.metadata.generation + 1
    if (sameJson(object, old)) return old
    if (dryRun) return object
    if (object.metadata.deletionTimestamp !== undefined && (object.metadata.finalizers ?? []).length === 0 && !this.#lingers(kind, object)) {
      return this.store.remove(storedResource(kind), namespace, name) ?? object
    }
    return this.store.put(storedResource(kind), object)
  }

  /** Only the status, by a controller; does nothing if the object is gone. */
  setStatus(resource: Resource, of: KubeObject, status: JsonObject): KubeObject | undefined {
    const live = this.store.get(resource, of.metadata.namespace, of.metadata.name)
    if (live === undefined || live.metadata.uid !== of.metadata.uid || sameJson(live['status'], status)) return live
    return this.store.put(resource, { ...live, status })
  }

  /** The object as it is afterwards: gone, or marked as being deleted. */
  delete(kind: Kind, object: KubeObject, options: DeleteOptions = {}, dryRun = false): { object: KubeObject; gone: boolean } {
    const named = { group: kind.group, resource: kind.plural }
    const { name, namespace } = object.metadata
    if (options.uid !== undefined && options.uid !== object.metadata.uid) {
      throw conflict(named, name, `Precondition failed: UID in precondition: ${options.uid}, UID in object meta: ${object.metadata.uid ?? ''}`)
    }
    if (options.resourceVersion !== undefined && options.resourceVersion !== object.metadata.resourceVersion) {
      throw conflict(named, name, `Precondition failed: ResourceVersion in precondition: ${options.resourceVersion}, ResourceVersion in object meta: ${object.metadata.resourceVersion ?? ''}`)
    }
    kind.guardDeletion?.(object, this.store)
    if (dryRun) return { object, gone: true }
    const marked = clone(object)
    const finalizers = new Set(marked.metadata.finalizers ?? [])
    if (options.propagation === 'Foreground') finalizers.add('foregroundDeletion')
    if (options.propagation === 'Orphan') finalizers.add('orphan')
    if (finalizers.size > 0) marked.metadata.finalizers = [...finalizers]
    const stays = kind.lingers?.(marked, options.graceSeconds) === true || finalizers.size > 0
    if (!stays) return { object: this.store.remove(storedResource(kind), namespace, name) ?? object, gone: true }
    if (object.metadata.deletionTimestamp !== undefined && sameJson(marked, object)) return { object, gone: false }
    marked.metadata.deletionTimestamp ??= timestamp(this.clock.now())
    marked.metadata.deletionGracePeriodSeconds = options.graceSeconds ?? (Number(at(object, 'spec', 'terminationGracePeriodSeconds')) || 0)
    return { object: this.store.put(storedResource(kind), marked), gone: false }
  }

  /** The object as this kind shows it, or undefined. */
  read(kind: Kind, namespace: string | undefined, name: string): KubeObject | undefined {
    const object = this.store.get(storedResource(kind), kind.namespaced ? namespace : undefined, name)
    return object === undefined || kind.view === undefined ? object : kind.view.show(object)
  }

  #validate(kind: Kind, object: KubeObject, old: KubeObject | undefined): void {
    const causes: Cause[] = old === undefined ? nameCauses(kind, object.metadata.name) : []
    causes.push(...(kind.validate?.(object, old) ?? []))
    if (causes.length > 0) throw invalid(kind.group, kind.kind, object.metadata.name, causes)
  }

  #requireNamespace(kind: Kind, namespace: string | undefined, name: string): void {
    if (!kind.namespaced) return
    if (namespace === undefined || namespace === '') throw badRequest('an empty namespace may not be set during creation')
    const found = this.store.get('namespaces', undefined, namespace)
    if (found === undefined) throw notFound({ group: '', resource: 'namespaces' }, namespace)
    if (found.metadata.deletionTimestamp !== undefined) {
      throw forbidden({ group: kind.group, resource: kind.plural }, name, `unable to create new content in namespace ${namespace} because it is being terminated`)
    }
  }

  #lingers(kind: Kind, object: KubeObject): boolean {
    return kind.lingers?.(clone(object), object.metadata.deletionGracePeriodSeconds) === true
  }
}

/** Where a kind's objects are: a view's stand elsewhere. */
export function storedResource(kind: Kind): Resource {
  return kind.view?.of ?? resourceOf(kind)
}

// Kubernetes' own alphabet for generated names: no vowels, so no words.
const letters = 'bcdfghjklmnpqrstvwxz2456789'

export function suffix(length = 5): string {
  return Array.from({ length }, () => letters[randomInt(letters.length)]).join('')
}

/** Makes sure that a request's body is an object of `kind`, and gives it the name and namespace of its address. */
export function asObjectOf(kind: Kind, body: unknown, namespace: string | undefined, name: string | undefined): KubeObject {
  if (!isObject(body)) throw badRequest(`the object provided is unrecognized (must be of type ${kind.kind}): couldn't get version/kind; json parse error: the body is not an object`)
  const apiVersion = apiVersionOf(kind)
  const told = { apiVersion: textAt(body, 'apiVersion') || apiVersion, kind: textAt(body, 'kind') || kind.kind }
  if (told.kind !== kind.kind || told.apiVersion !== apiVersion) {
    throw badRequest(`${told.kind} in version ${JSON.stringify(told.apiVersion)} cannot be handled as a ${kind.kind}: no kind ${JSON.stringify(told.kind)} is registered for version ${JSON.stringify(told.apiVersion)}`)
  }
  const given = isObject(body['metadata']) ? body['metadata'] : {}
  for (const field of ['name', 'namespace', 'generateName', 'uid', 'resourceVersion'] as const) {
    if (given[field] !== undefined && given[field] !== null && typeof given[field] !== 'string') throw badRequest(`metadata.${field} must be a string`)
  }
  const metadata = { ...given, name: textAt(given, 'name') || (name ?? '') }
  for (const field of ['labels', 'annotations'] as const) if (!stringMap(given[field])) throw badRequest(`metadata.${field} must be a map of strings`)
  for (const field of ['finalizers', 'ownerReferences', 'managedFields'] as const) {
    if (given[field] !== undefined && given[field] !== null && !Array.isArray(given[field])) throw badRequest(`metadata.${field} must be a list`)
  }
  const object = { ...body, ...told, metadata: withoutNulls(metadata) } as KubeObject
  if (name !== undefined && object.metadata.name !== name) {
    throw badRequest(`the name of the object (${object.metadata.name}) does not match the name on the URL (${name})`)
  }
  if (!kind.namespaced) delete object.metadata.namespace
  else if (namespace !== undefined) {
    object.metadata.namespace ??= namespace
    if (object.metadata.namespace !== namespace) throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  }
  return object
}

function withoutNulls(metadata: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== null))
}

function stringMap(value: unknown): boolean {
  return value === undefined || value === null || (isObject(value) && Object.values(value).every((item) => typeof item === 'string'))
}

function nameCauses(kind: Kind, name: string): Cause[] {
  const wrong = (rule: string): Cause[] => [{ reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(name)}: ${rule}`, field: 'metadata.name' }]
  if (kind.names === 'path') return /[/%]/.test(name) || name === '.' || name === '..' ? wrong("may not contain '/' or '%'") : []
  // Kubernetes' limits: 63 letters for a label, 253 for a subdomain.
  if (kind.names === 'label') return label.test(name) && name.length <= 63 ? [] : wrong(labelRule)
  return subdomain.test(name) && name.length <= 253 ? [] : wrong(subdomainRule)
}

export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  return new ApiError(500, 'InternalError', `Internal error occurred: ${error instanceof Error ? error.message : String(error)}`)
}
