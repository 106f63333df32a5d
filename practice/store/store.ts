import { sameJson, type KubeObject } from '../objects/json'

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
  /** In the order of their keys. Undefined after an object came or went: sorted again at the next list. */
  sorted: { keys: string[]; objects: KubeObject[] } | undefined
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
    shelf.sorted ??= sorted(shelf.objects)
    return within(shelf.sorted.objects, namespace)
  }

  /** The list as it was at `revision`, or undefined if what has changed since is forgotten. */
  listAt(resource: Resource, revision: number, namespace?: string): readonly KubeObject[] | undefined {
    const since = this.changesSince(resource, revision)
    if (since === undefined) return undefined
    if (since.length === 0) return this.list(resource, namespace)
    const objects = new Map(this.#shelf(resource).objects)
    for (const { object, previous } of since.reverse()) {
      const key = objectKey(object.metadata.namespace, object.metadata.name)
      if (previous === undefined) objects.delete(key)
      else objects.set(key, previous)
    }
    return within(sorted(objects).objects, namespace)
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
    if (previous === undefined) shelf.sorted = undefined
    else if (shelf.sorted !== undefined) shelf.sorted.objects[indexOf(shelf.sorted.keys, key)] = stored
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
    return { revision: this.#revision, objects: Object.fromEntries(this.resources().map((resource) => [resource, this.list(resource).slice()])) }
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

  /**
   * Becomes what `state` says by ordinary changes, so that every watch sees them. An object that was made anew meanwhile goes before the old one
   * comes back.
   * @param kept of which resources nothing is touched
   */
  become(state: StoreState, kept: ReadonlySet<Resource>): void {
    const wanted = new Map(Object.entries(state.objects))
    for (const resource of new Set([...this.resources(), ...wanted.keys()])) {
      if (kept.has(resource)) continue
      const objects = new Map((wanted.get(resource) ?? []).map((object) => [objectKey(object.metadata.namespace, object.metadata.name), object]))
      for (const { metadata } of this.list(resource).slice()) {
        if (objects.get(objectKey(metadata.namespace, metadata.name))?.metadata.uid !== metadata.uid) this.remove(resource, metadata.namespace, metadata.name)
      }
      for (const [key, object] of objects) {
        const live = this.#shelf(resource).objects.get(key)
        const same = live !== undefined && sameJson({ ...live, metadata: { ...live.metadata, resourceVersion: '' } }, { ...object, metadata: { ...object.metadata, resourceVersion: '' } })
        if (!same) this.put(resource, object)
      }
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

function sorted(objects: Map<string, KubeObject>): { keys: string[]; objects: KubeObject[] } {
  const keys = [...objects.keys()].sort()
  return { keys, objects: keys.map((key) => objects.get(key)!) }
}

function within(objects: readonly KubeObject[], namespace: string | undefined): readonly KubeObject[] {
  return namespace === undefined ? objects : objects.filter((object) => object.metadata.namespace === namespace)
}

/** Of a key that is there. */
function indexOf(keys: string[], key: string): number {
  let low = 0
  let high = keys.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((keys[middle] ?? '') < key) low = middle + 1
    else high = middle
  }
  return low
}
