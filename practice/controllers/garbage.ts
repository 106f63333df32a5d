import type { Resources } from '../api/resources'
import type { KubeObject } from '../objects/json'
import type { Change, Resource } from '../store/store'

interface Dependent {
  resource: Resource
  namespace: string | undefined
  name: string
}

function keyOf({ resource, namespace, name }: Dependent): string {
  return `${resource} ${namespace ?? ''}/${name}`
}

/** Owner references: dependents go after their owner, before it, or are left alone, as the deletion asked. Returns how to stop. */
export function collectGarbage(resources: Resources): () => void {
  const { store, kinds } = resources
  const byOwner = new Map<string, Map<string, Dependent>>()

  function index(resource: Resource, object: KubeObject | undefined, present: boolean): void {
    for (const { uid } of object?.metadata.ownerReferences ?? []) {
      const dependent = { resource, namespace: object?.metadata.namespace, name: object?.metadata.name ?? '' }
      const siblings = byOwner.get(uid) ?? new Map<string, Dependent>()
      if (present) siblings.set(keyOf(dependent), dependent)
      else siblings.delete(keyOf(dependent))
      if (siblings.size > 0) byOwner.set(uid, siblings)
      else byOwner.delete(uid)
    }
  }

  function dependents(owner: KubeObject): { resource: Resource; object: KubeObject }[] {
    return [...(byOwner.get(owner.metadata.uid ?? '')?.values() ?? [])].flatMap(({ resource, namespace, name }) => {
      const object = store.get(resource, namespace, name)
      return object === undefined ? [] : [{ resource, object }]
    })
  }

  function dropFinalizer(resource: Resource, object: KubeObject, finalizer: string): void {
    const live = store.get(resource, object.metadata.namespace, object.metadata.name)
    if (live === undefined) return
    const finalizers = (live.metadata.finalizers ?? []).filter((one) => one !== finalizer)
    resources.update(kinds.get(resource), live, { ...live, metadata: { ...live.metadata, finalizers } })
  }

  function settle(resource: Resource, owner: KubeObject): void {
    const finalizers = owner.metadata.finalizers ?? []
    if (finalizers.includes('orphan')) {
      for (const dependent of dependents(owner)) {
        const ownerReferences = (dependent.object.metadata.ownerReferences ?? []).filter(({ uid }) => uid !== owner.metadata.uid)
        store.put(dependent.resource, { ...dependent.object, metadata: { ...dependent.object.metadata, ownerReferences } })
      }
      dropFinalizer(resource, owner, 'orphan')
    } else if (finalizers.includes('foregroundDeletion')) {
      const left = dependents(owner)
      for (const dependent of left) {
        if (dependent.object.metadata.deletionTimestamp === undefined) resources.delete(kinds.get(dependent.resource), dependent.object, { propagation: 'Foreground' })
      }
      if (dependents(owner).length === 0) dropFinalizer(resource, owner, 'foregroundDeletion')
    }
  }

  function removeDependents(owner: KubeObject): void {
    for (const { resource, object } of dependents(owner)) {
      const others = (object.metadata.ownerReferences ?? []).filter(({ uid }) => uid !== owner.metadata.uid)
      if (others.length > 0) store.put(resource, { ...object, metadata: { ...object.metadata, ownerReferences: others } })
      else if (object.metadata.deletionTimestamp === undefined && kinds.has(resource)) resources.delete(kinds.get(resource), object, {})
    }
  }

  const look = ({ type, resource, object, previous }: Change): void => {
    index(resource, previous, false)
    index(resource, object, type !== 'DELETED')
    if (type === 'DELETED') setImmediate(() => removeDependents(object))
    else if (object.metadata.deletionTimestamp !== undefined) setImmediate(() => settle(resource, object))
    // An owner that waits for its dependents is looked at again when one of them has gone.
    if (type !== 'DELETED') return
    for (const { kind, uid } of object.metadata.ownerReferences ?? []) {
      const ownerKind = kinds.all().find((one) => one.kind === kind && one.view === undefined)
      if (ownerKind === undefined) continue
      const owners = store.list(ownerKind.group === '' ? ownerKind.plural : `${ownerKind.plural}.${ownerKind.group}`)
      const owner = owners.find((one) => one.metadata.uid === uid)
      if (owner?.metadata.deletionTimestamp !== undefined) setImmediate(() => settle(ownerKind.group === '' ? ownerKind.plural : `${ownerKind.plural}.${ownerKind.group}`, owner))
    }
  }

  for (const resource of store.resources()) for (const object of store.list(resource)) index(resource, object, true)
  return store.subscribe(look)
}
