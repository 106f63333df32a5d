import type { KubeObject } from '../objects/json'
import type { Clock } from '../store/clock'
import type { Change, Resource, Store } from '../store/store'

/**
 * True once `ms` of classroom time have passed since this object's controller first asked for `step`;
 * until then the controller is called again when they have.
 */
export type Wait = (step: string, ms: number) => boolean

/** Label of objects that were made to have many. */
export const loadMark = 'practice/load'

export interface Target {
  namespace: string | undefined
  name: string
}

export interface Controller {
  name: string
  /** Which objects to look at after a change; undefined for none. */
  triggers: Partial<Record<Resource, (change: Change) => Target | Target[] | undefined>>
  /** Brings the cluster one step nearer to what the object says. Called again after each change that it makes. */
  reconcile(namespace: string | undefined, name: string, wait: Wait): void
}

/** The changed object itself. */
export function itself({ object }: Change): Target {
  return targetOf(object)
}

export function targetOf({ metadata }: KubeObject): Target {
  return { namespace: metadata.namespace, name: metadata.name }
}

/** The changed object's controlling owner, if it is a `kind`. */
export function ownerOf(kind: string): (change: Change) => Target | undefined {
  return ({ object }) => {
    const owner = object.metadata.ownerReferences?.find((one) => one.kind === kind)
    return owner === undefined ? undefined : { namespace: object.metadata.namespace, name: owner.name }
  }
}

/** The reference that makes `owner` the controller of what carries it. */
export function controlledBy({ apiVersion, kind, metadata }: KubeObject): NonNullable<KubeObject['metadata']['ownerReferences']>[number] {
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid ?? '', controller: true, blockOwnerDeletion: true }
}

export function isControlledBy(object: KubeObject, owner: KubeObject): boolean {
  return object.metadata.ownerReferences?.some(({ uid }) => uid === owner.metadata.uid) === true
}

/** Calls controllers after changes, one object at a time; returns how to stop. */
export function runControllers(store: Store, clock: Clock, controllers: Controller[], report: (problem: string) => void): () => void {
  const queue = new Map<string, () => void>()
  const waits = new Map<string, { done: boolean; cancel: () => void }>()
  let scheduled = false
  let stopped = false

  const drain = (): void => {
    scheduled = false
    if (stopped) return
    const work = [...queue.values()]
    queue.clear()
    for (const act of work) act()
  }
  const enqueue = (controller: Controller, namespace: string | undefined, name: string): void => {
    const key = `${controller.name} ${namespace ?? ''}/${name}`
    const wait: Wait = (step, ms) => {
      const waitKey = `${key} ${step}`
      const known = waits.get(waitKey)
      if (known?.done === true) {
        waits.delete(waitKey)
        return true
      }
      if (known === undefined) {
        const entry = { done: false, cancel: () => {} }
        waits.set(waitKey, entry)
        entry.cancel = clock.after(ms, () => {
          entry.done = true
          enqueue(controller, namespace, name)
        })
      }
      return false
    }
    queue.set(key, () => {
      try {
        controller.reconcile(namespace, name, wait)
      } catch (error) {
        report(`${key}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
      }
    })
    if (scheduled || stopped) return
    scheduled = true
    setImmediate(drain)
  }
  const consider = (change: Change): void => {
    // They only stand there, as many as they are.
    if (change.object.metadata.labels?.[loadMark] !== undefined) return
    for (const controller of controllers) {
      const targets = controller.triggers[change.resource]?.(change) ?? []
      for (const { namespace, name } of Array.isArray(targets) ? targets : [targets]) enqueue(controller, namespace, name)
    }
  }

  // What was under way when the program stopped goes on.
  for (const resource of store.resources()) {
    for (const object of store.list(resource)) consider({ type: 'MODIFIED', resource, object, previous: object, revision: store.revision })
  }
  const unsubscribe = store.subscribe(consider)
  return () => {
    stopped = true
    unsubscribe()
    for (const { cancel } of waits.values()) cancel()
  }
}
