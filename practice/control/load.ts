import { randomUUID } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import { storedResource, type Resources } from '../api/resources'
import { badRequest } from '../api/status'
import { apiVersionOf, resourceOf, type Kind } from '../kinds/kind'
import { loadMark as mark } from '../controllers/runner'
import { isObject, type Json, type JsonObject, type KubeObject } from '../objects/json'
import { timestamp } from '../store/clock'

/** So many at a time that others are answered in between. */
const portion = 500
const mostObjects = 200_000
const mostChangesPerSecond = 20_000
const anew = '-anew'
/** Changes come in portions of this many milliseconds. */
const beatMs = 10

/** A big and busy cluster on demand. What is made here carries a mark, and only that is changed and removed. */
export class Load {
  readonly #resources: Resources
  #stopChanges: (() => void) | undefined
  #changes: { resource: string; perSecond: number } | undefined

  constructor(resources: Resources) {
    this.#resources = resources
  }

  /**
   * Makes `count` objects load-0 … of a kind. They stand in the store as they are, without controllers having made anything of them.
   * @param body resource as in `virtualmachines.kubevirt.io`, namespace, count, and object: what they have besides their names
   */
  async create(body: Json | undefined): Promise<number> {
    const { kind, namespace } = this.#place(body)
    const count = numberOf(body, 'count', mostObjects)
    const template = isObject(body) && isObject(body['object']) ? body['object'] : {}
    for (let index = 0; index < count; index += 1) {
      const given = isObject(template['metadata']) ? template['metadata'] : {}
      const metadata = { ...given, name: `load-${index}`, ...(namespace === undefined ? {} : { namespace }), labels: { ...(isObject(given['labels']) ? given['labels'] : {}), [mark]: 'true' } }
      const object = { ...template, apiVersion: apiVersionOf(kind), kind: kind.kind, metadata } as KubeObject
      const status = template['status']
      if (this.#resources.read(kind, namespace, metadata.name) === undefined) {
        const made = this.#resources.create(kind, object)
        if (status !== undefined) this.#resources.store.put(storedResource(kind), { ...made, status })
      }
      if (index % portion === portion - 1) await turn()
    }
    return count
  }

  /** What was made here and is still there, by resource, and what is being changed. */
  describe(): { objects: Record<string, number>; changes: { resource: string; perSecond: number } | null } {
    const stored = this.#resources.kinds.all().filter((kind) => kind.view === undefined)
    const counts = stored.map((kind) => [resourceOf(kind), this.#marked(kind, undefined).length] as const)
    return { objects: Object.fromEntries(counts.filter(([, count]) => count > 0)), changes: this.#changes ?? null }
  }

  /** All of a resource that were made here, in all namespaces. */
  async remove(name: string): Promise<number> {
    const { kind } = this.#place({ resource: name })
    const resource = storedResource(kind)
    const marked = this.#marked(kind, undefined)
    for (const [index, { metadata }] of marked.entries()) {
      this.#resources.store.remove(resource, metadata.namespace, metadata.name)
      if (index % portion === portion - 1) await turn()
    }
    return marked.length
  }

  /**
   * Changes one of the objects made here after the other, `perSecond` times a second for `seconds`.
   * @param body with `statuses`, each change gives its object the next of them; without, only an annotation changes. With `renewEvery`, each so
   *   manieth change removes its object, and the one after it makes another instead
   */
  change(body: Json | undefined): void {
    const { kind, namespace } = this.#place(body)
    const perSecond = numberOf(body, 'perSecond', mostChangesPerSecond)
    const seconds = numberOf(body, 'seconds', 3600)
    const renewEvery = isObject(body) && body['renewEvery'] !== undefined ? numberOf(body, 'renewEvery', mostObjects) : Infinity
    const statuses = isObject(body) && Array.isArray(body['statuses']) ? body['statuses'].filter(isObject) : []
    const names = this.#marked(kind, namespace).map(({ metadata }) => metadata)
    if (names.length === 0) throw badRequest('there is nothing to change: make some objects first')
    this.stopChanging()
    const { store } = this.#resources
    const resource = storedResource(kind)
    const started = Date.now()
    let done = 0
    /** Removed by the last change. */
    let removed: KubeObject | undefined
    const renew = (object: KubeObject): void => {
      const metadata = { ...object.metadata, name: otherName(object.metadata.name), uid: randomUUID(), creationTimestamp: timestamp(this.#resources.clock.now()) }
      store.put(resource, { ...object, metadata })
      names[(done - 1) % names.length] = metadata
    }
    const timer = setInterval(() => {
      const elapsed = (Date.now() - started) / 1000
      const due = Math.floor(Math.min(elapsed, seconds) * perSecond)
      for (; done < due; done += 1) {
        if (removed !== undefined) {
          renew(removed)
          removed = undefined
          continue
        }
        const { namespace: where, name } = names[done % names.length]!
        const object = store.get(resource, where, name)
        if (object === undefined) continue
        if (done % renewEvery === renewEvery - 1) {
          store.remove(resource, where, name)
          removed = object
          continue
        }
        const status = statuses[done % statuses.length]
        const metadata = { ...object.metadata, annotations: { ...object.metadata.annotations, [mark]: String(done) } }
        store.put(resource, { ...object, metadata, ...(status && { status }) })
      }
      if (elapsed >= seconds) this.stopChanging()
    }, beatMs)
    this.#stopChanges = () => clearInterval(timer)
    this.#changes = { resource: resourceOf(kind), perSecond }
  }

  stopChanging(): void {
    this.#stopChanges?.()
    this.#stopChanges = undefined
    this.#changes = undefined
  }

  #place(body: Json | undefined): { kind: Kind; namespace: string | undefined } {
    const { resource, namespace }: JsonObject = isObject(body) ? body : {}
    if (typeof resource !== 'string' || !this.#resources.kinds.has(resource)) throw badRequest(`no resource is named ${JSON.stringify(resource)}`)
    const kind = this.#resources.kinds.get(resource)
    return { kind, namespace: kind.namespaced ? (typeof namespace === 'string' ? namespace : 'default') : undefined }
  }

  #marked(kind: Kind, namespace: string | undefined): KubeObject[] {
    return this.#resources.store.list(storedResource(kind), namespace).filter(({ metadata }) => metadata.labels?.[mark] === 'true')
  }
}

/** Another one, at nearly the same place of a sorted list. */
function otherName(name: string): string {
  return name.endsWith(anew) ? name.slice(0, -anew.length) : `${name}${anew}`
}

function numberOf(body: Json | undefined, name: string, highest: number): number {
  const value = isObject(body) ? body[name] : undefined
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > highest) throw badRequest(`${name} is a whole number from 1 to ${highest}`)
  return value
}
