import type { KindName } from './model'
import { at, listAt, stringsAt, textAt } from './raw'

/** Where to look for objects that belong to one, beyond what it names itself. */
export interface Relation {
  readonly kind: KindName
  /** `owned`: made and removed with it; `selected`: found by its selector; `uses`: they or it work with the other. */
  readonly relation: 'owned' | 'selected' | 'uses'
  /** Asked of the server, so that only these come; null where the parent selects nothing. */
  readonly select?: (parent: unknown) => { labelSelector?: string; fieldSelector?: string } | null
  readonly matches?: (parent: unknown, child: unknown) => boolean
}

const uidOf = (raw: unknown): string => textAt(raw, ['metadata', 'uid']) ?? ''
const nameOf = (raw: unknown): string => textAt(raw, ['metadata', 'name']) ?? ''

// Real objects have one owner, rarely two.
const MAX_OWNERS = 20
const MAX_VOLUMES = 100

function isOwned(parent: unknown, child: unknown): boolean {
  const uid = uidOf(parent)
  return listAt(child, 'metadata', 'ownerReferences')
    .slice(0, MAX_OWNERS)
    .some((owner) => at(owner, 'uid') === uid)
}

/** `a=b,c=d` of a map of labels; null where it is empty, as an empty selector would find everything. */
function labelsSelector(labels: Record<string, string>): { labelSelector: string } | null {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`)
  return pairs.length === 0 ? null : { labelSelector: pairs.join(',') }
}

const owned = (kind: KindName): Relation => ({ kind, relation: 'owned', matches: isOwned })
const sameName = (kind: KindName, relation: Relation['relation']): Relation => ({ kind, relation, select: (parent) => ({ fieldSelector: `metadata.name=${nameOf(parent)}` }) })

/** The claims and DataVolumes that a VM's disks name. */
function disksOf(machine: unknown): Set<string> {
  const volumes = listAt(machine, 'spec', 'template', 'spec', 'volumes').concat(listAt(machine, 'spec', 'volumes')).slice(0, MAX_VOLUMES)
  return new Set(volumes.flatMap((volume) => textAt(volume, ['dataVolume', 'name']) ?? textAt(volume, ['persistentVolumeClaim', 'claimName']) ?? []))
}

const namesDisk = (machine: unknown, child: unknown): boolean => disksOf(machine).has(nameOf(child))

/** Whether a service's selector finds the pod that this VM runs in. */
function serves(machine: unknown, service: unknown): boolean {
  const labels: Record<string, string> = {
    ...stringsAt(machine, ['spec', 'template', 'metadata', 'labels'], 64, () => true),
    'vm.kubevirt.io/name': nameOf(machine),
    'kubevirt.io/domain': nameOf(machine),
  }
  const selector = Object.entries(stringsAt(service, ['spec', 'selector'], 32, () => true))
  return selector.length > 0 && selector.every(([key, value]) => labels[key] === value)
}

const usesClaim = (claim: unknown, pod: unknown): boolean =>
  listAt(pod, 'spec', 'volumes')
    .slice(0, MAX_VOLUMES)
    .some((volume) => textAt(volume, ['persistentVolumeClaim', 'claimName']) === nameOf(claim))

const RELATIONS: Readonly<Record<KindName, readonly Relation[]>> = {
  'virtualmachines.kubevirt.io': [
    sameName('virtualmachineinstances.kubevirt.io', 'owned'),
    { kind: 'pods', relation: 'owned', select: (parent) => ({ labelSelector: `vm.kubevirt.io/name=${nameOf(parent)}` }) },
    { kind: 'datavolumes.cdi.kubevirt.io', relation: 'owned', matches: namesDisk },
    { kind: 'persistentvolumeclaims', relation: 'uses', matches: namesDisk },
    { kind: 'services', relation: 'uses', matches: serves },
  ],
  'virtualmachineinstances.kubevirt.io': [
    { kind: 'pods', relation: 'owned', select: (parent) => ({ labelSelector: `kubevirt.io/created-by=${uidOf(parent)}` }) },
    { kind: 'virtualmachineinstancemigrations.kubevirt.io', relation: 'uses', matches: (parent, child) => textAt(child, ['spec', 'vmiName']) === nameOf(parent) },
    { kind: 'persistentvolumeclaims', relation: 'uses', matches: namesDisk },
  ],
  'datavolumes.cdi.kubevirt.io': [sameName('persistentvolumeclaims', 'owned'), owned('pods')],
  persistentvolumeclaims: [{ kind: 'pods', relation: 'uses', matches: usesClaim }],
  'deployments.apps': [owned('replicasets.apps'), { kind: 'pods', relation: 'selected', select: (parent) => labelsSelector(stringsAt(parent, ['spec', 'selector', 'matchLabels'], 32, () => true)) }],
  'replicasets.apps': [owned('pods')],
  'statefulsets.apps': [owned('pods')],
  'daemonsets.apps': [owned('pods')],
  'jobs.batch': [owned('pods')],
  'cronjobs.batch': [owned('jobs.batch')],
  services: [{ kind: 'pods', relation: 'selected', select: (parent) => labelsSelector(stringsAt(parent, ['spec', 'selector'], 32, () => true)) }],
  'subscriptions.operators.coreos.com': [owned('installplans.operators.coreos.com')],
  'clusterserviceversions.operators.coreos.com': [owned('deployments.apps')],
  nodes: [
    { kind: 'virtualmachineinstances.kubevirt.io', relation: 'uses', select: (parent) => ({ labelSelector: `kubevirt.io/nodeName=${nameOf(parent)}` }) },
    { kind: 'pods', relation: 'uses', select: (parent) => ({ fieldSelector: `spec.nodeName=${nameOf(parent)}` }) },
  ],
}

export function relationsOf(kind: KindName): readonly Relation[] {
  return RELATIONS[kind] ?? []
}
