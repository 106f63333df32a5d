import type { Resources } from '../api/resources'
import { objectAt, textAt, type JsonObject, type KubeObject } from '../objects/json'
import type { Store } from '../store/store'
import { controlledBy } from './runner'

const revisions = 'controllerrevisions.apps'

type Matcher = 'instancetype' | 'preference'

/** The instance type or preference that a VM names; one of its own namespace, or of the cluster. */
export function matched(store: Store, machine: KubeObject, field: Matcher): KubeObject | undefined {
  const name = textAt(machine, 'spec', field, 'name')
  if (name === '') return undefined
  const own = ['virtualmachineinstancetype', 'virtualmachinepreference'].includes(textAt(machine, 'spec', field, 'kind').toLowerCase())
  const plural = field === 'instancetype' ? 'instancetypes' : 'preferences'
  return store.get(`virtualmachine${own ? '' : 'cluster'}${plural}.instancetype.kubevirt.io`, own ? machine.metadata.namespace : undefined, name)
}

/** What the VM keeps of its type: it stays as it is when the type changes, until the VM names another one. */
export function revisionData(store: Store, machine: KubeObject, field: Matcher): JsonObject | undefined {
  const reference = objectAt(machine, 'status', `${field}Ref`)
  if (textAt(reference, 'name') !== textAt(machine, 'spec', field, 'name')) return undefined
  const revision = store.get(revisions, machine.metadata.namespace, textAt(reference, 'controllerRevisionRef', 'name'))
  return revision === undefined ? undefined : objectAt(revision, 'data')
}

/** Keeps the type as it is now, if the VM has none kept yet; returns what its status says of it. */
export function keepRevision(resources: Resources, machine: KubeObject, field: Matcher): JsonObject | undefined {
  const { store, kinds } = resources
  const type = matched(store, machine, field)
  const name = textAt(machine, 'spec', field, 'name')
  if (name === '') return undefined
  const known = objectAt(machine, 'status', `${field}Ref`)
  if (textAt(known, 'name') === name && store.get(revisions, machine.metadata.namespace, textAt(known, 'controllerRevisionRef', 'name')) !== undefined) return known
  // One that goes keeps nothing any more.
  if (type === undefined || machine.metadata.deletionTimestamp !== undefined) return undefined
  const { uid = '', generation = 1 } = type.metadata
  const version = type.apiVersion.split('/')[1] ?? ''
  const revision = `${machine.metadata.name}-${name}-${version}-${uid}-${generation}`
  if (store.get(revisions, machine.metadata.namespace, revision) === undefined) {
    const labels = { 'object-generation': String(generation), 'object-kind': type.kind, 'object-name': name, 'object-uid': uid, 'object-version': version }
    resources.create(kinds.get(revisions), {
      apiVersion: 'apps/v1',
      kind: 'ControllerRevision',
      metadata: {
        name: revision,
        namespace: machine.metadata.namespace ?? '',
        labels: Object.fromEntries(Object.entries(labels).map(([key, value]) => [`instancetype.kubevirt.io/${key}`, value])),
        ownerReferences: [controlledBy(machine)],
      },
      data: { apiVersion: type.apiVersion, kind: type.kind, metadata: type.metadata, spec: objectAt(type, 'spec') },
      revision: 0,
    })
  }
  return { kind: type.kind, name, controllerRevisionRef: { name: revision } }
}
