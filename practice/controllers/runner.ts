import type { Clock } from '../store/clock'
import type { Change, Resource, Store } from '../store/store'

/**
 * True once `ms` of classroom time have passed since this object's controller first asked for `step`;
 * until then the controller is called again when they have.
 */
export type Wait = (step: string, ms: number) => boolean

export interface Controller {
  name: string
  /** Which object to look at after a change; undefined for none. */
  triggers: Partial<Record<Resource, (change: Change) => { namespace: string | undefined; name: string } | undefined>>
  /** Brings the cluster one step nearer to what the object says. Called again after each change that it makes. */
  reconcile(namespace: string | undefined, name: string, wait: Wait): void
}

/** The changed object itself. */
export function itself({ object }: Change): { namespace: string | undefined; name: string } {
  return { namespace: object.metadata.namespace, name: object.metadata.name }
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
    for (const controller of controllers) {
      const target = controller.triggers[change.resource]?.(change)
      if (target !== undefined) enqueue(controller, target.namespace, target.name)
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
