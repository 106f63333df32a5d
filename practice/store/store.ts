import type { KubeObject } from '../objects/json'

/** Plural and group as in a CRD's name: `pods`, `virtualmachines.kubevirt.io`. */
export type Resource = string

export type ChangeType = 'ADDED' | 'MODIFIED' | 'DELETED'

export interface Change {
  type: ChangeType
  resource: Resource
  object: KubeObject
  /** What stood there before; undefined for ADDED. */
  previous: KubeObject | undefined
  revision: number
}

export interface StoreState {
  revision: number
  objects: Record<Resource, KubeObject[]>
}

interface Shelf {
  objects: Map<string, KubeObject>
  /** Undefined after an object came or went: sorted again at the next list. */
  sorted: KubeObject[] | undefined
  history: Change[]
  /** Changes up to this revision are no longer in the history. */
  forgotten: number
}

// A kubelet-sized cluster's few minutes, as etcd's compaction leaves them to a real server's clients.
const historyLength = 2_000

/**
 * All objects of the cluster with one revision counter, and per resource the changes that a late watcher still gets.
 * Stored objects are never changed in place: a changed object is a new object.
 */
export class Store {
  #revision = 0
  readonly #shelves = new Map<Resource, Shelf>()
  readonly #listeners = new Set<(change: Change) => void>()
  #start = 0

  get revision(): number {
    return this.#revision
  }

  get(resource: Resource, namespace: string | undefined, name: string): KubeObject | undefined {
    return this.#shelves.get(resource)?.objects.get(objectKey(namespace, name))
  }

  /** Sorted by namespace, then name. */
  list(resource: Resource, namespace?: string): readonly KubeObject[] {
    const shelf = this.#shelves.get(resource)
    if (shelf === undefined) return []
    shelf.sorted ??= [...shelf.objects.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object)
    return namespace === undefined ? shelf.sorted : shelf.sorted.filter((object) => object.metadata.namespace === namespace)
  }

  resources(): Resource[] {
    return [...this.#shelves.keys()]
  }

  /** Adds or replaces, gives the object its new resourceVersion, and tells the listeners. */
  put(resource: Resource, object: KubeObject): KubeObject {
    const shelf = this.#shelf(resource)
    const key = objectKey(object.metadata.namespace, object.metadata.name)
    const previous = shelf.objects.get(key)
    this.#revision += 1
    const stored: KubeObject = { ...object, metadata: { ...object.metadata, resourceVersion: String(this.#revision) } }
    shelf.objects.set(key, stored)
    shelf.sorted = undefined
    this.#tell(shelf, { type: previous === undefined ? 'ADDED' : 'MODIFIED', resource, object: stored, previous, revision: this.#revision })
    return stored
  }

  remove(resource: Resource, namespace: string | undefined, name: string): KubeObject | undefined {
    const shelf = this.#shelf(resource)
    const key = objectKey(namespace, name)
    const previous = shelf.objects.get(key)
    if (previous === undefined) return undefined
    shelf.objects.delete(key)
    shelf.sorted = undefined
    this.#revision += 1
    const object: KubeObject = { ...previous, metadata: { ...previous.metadata, resourceVersion: String(this.#revision) } }
    this.#tell(shelf, { type: 'DELETED', resource, object, previous, revision: this.#revision })
    return object
  }

  /** Every change after `revision`, or undefined if some of them are forgotten. */
  changesSince(resource: Resource, revision: number): Change[] | undefined {
    const shelf = this.#shelf(resource)
    if (revision < shelf.forgotten) return undefined
    return shelf.history.filter((change) => change.revision > revision)
  }

  /** Calls `listener` after each change, in order; returns how to stop that. */
  subscribe(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  save(): StoreState {
    return { revision: this.#revision, objects: Object.fromEntries(this.resources().map((resource) => [resource, [...this.list(resource)]])) }
  }

  /** Only for an empty store. Watches from before a restart are told that their resourceVersion is too old. */
  load(state: StoreState): void {
    this.#revision = state.revision
    this.#start = state.revision
    for (const [resource, objects] of Object.entries(state.objects)) {
      const shelf = this.#shelf(resource)
      for (const object of objects) shelf.objects.set(objectKey(object.metadata.namespace, object.metadata.name), object)
    }
  }

  #shelf(resource: Resource): Shelf {
    let shelf = this.#shelves.get(resource)
    if (shelf === undefined) {
      shelf = { objects: new Map(), sorted: undefined, history: [], forgotten: this.#start }
      this.#shelves.set(resource, shelf)
    }
    return shelf
  }

  #tell(shelf: Shelf, change: Change): void {
    shelf.history.push(change)
    // Cut in halves, so that the copy is paid once in a thousand changes.
    if (shelf.history.length > historyLength) {
      const cut = shelf.history.splice(0, historyLength / 2)
      shelf.forgotten = cut.at(-1)?.revision ?? shelf.forgotten
    }
    for (const listener of this.#listeners) listener(change)
  }
}

function objectKey(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`
}
