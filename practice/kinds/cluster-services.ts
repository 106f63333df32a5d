import { at, listAt, objectAt, textAt, type KubeObject } from '../objects/json'
import { networkPolicySchema } from './core-schema'
import { age, column, defineKind, wide, type Kind } from './kind'
import { described } from './schema'

const defaultClass = 'storageclass.kubernetes.io/is-default-class'

// The table's Name cell says which class is the default; kubectl shows what the server wrote.
function displayName(object: KubeObject): string {
  return object.metadata.annotations?.[defaultClass] === 'true' ? `${object.metadata.name} (default)` : object.metadata.name
}

const cluster = { namespaced: false } as const
const roles = { names: 'path' } as const

function subjects(kind: string): (binding: KubeObject) => string {
  return (binding) =>
    listAt(binding, 'subjects')
      .filter((subject) => at(subject, 'kind') === kind)
      .map((subject) => [textAt(subject, 'namespace'), textAt(subject, 'name')].filter((part) => part !== '').join('/'))
      .join(', ')
}

const bindingColumns = [
  column('Role', (binding) => `${textAt(binding, 'roleRef', 'kind')}/${textAt(binding, 'roleRef', 'name')}`),
  age,
  wide('Users', subjects('User')),
  wide('Groups', subjects('Group')),
  wide('ServiceAccounts', subjects('ServiceAccount')),
]
const createdAt = column('Created At', (object) => object.metadata.creationTimestamp ?? '', { type: 'date' })

export const clusterServiceKinds: Kind[] = [
  defineKind('networking.k8s.io/v1', 'networkpolicies', 'NetworkPolicy', {
    shortNames: ['netpol'],
    description: 'NetworkPolicy describes what network traffic is allowed for a set of Pods',
    schema: described(networkPolicySchema),
    columns: [
      column('Pod-Selector', (policy) => {
        const labels = Object.entries(objectAt(policy, 'spec', 'podSelector', 'matchLabels'))
        return labels.map(([key, value]) => `${key}=${textAt(value)}`).join(',') || '<none>'
      }),
      age,
    ],
  }),
  defineKind('networking.k8s.io/v1', 'ingresses', 'Ingress', { shortNames: ['ing'], subresources: ['status'] }),
  defineKind('networking.k8s.io/v1', 'ingressclasses', 'IngressClass', { ...cluster, columns: [column('Controller', 'spec.controller'), age] }),
  defineKind('storage.k8s.io/v1', 'storageclasses', 'StorageClass', {
    ...cluster,
    shortNames: ['sc'],
    description: 'StorageClass describes the parameters for a class of storage for which PersistentVolumes can be dynamically provisioned.',
    displayName,
    columns: [
      column('Provisioner', 'provisioner'),
      column('ReclaimPolicy', 'reclaimPolicy'),
      column('VolumeBindingMode', 'volumeBindingMode'),
      column('AllowVolumeExpansion', (storageClass) => at(storageClass, 'allowVolumeExpansion') === true, { type: 'boolean' }),
      age,
    ],
    prepare(storageClass) {
      storageClass['reclaimPolicy'] ??= 'Delete'
      storageClass['volumeBindingMode'] ??= 'Immediate'
    },
  }),
  defineKind('storage.k8s.io/v1', 'csidrivers', 'CSIDriver', cluster),
  defineKind('storage.k8s.io/v1', 'csinodes', 'CSINode', cluster),
  defineKind('storage.k8s.io/v1', 'volumeattachments', 'VolumeAttachment', cluster),
  defineKind('rbac.authorization.k8s.io/v1', 'roles', 'Role', { ...roles, columns: [createdAt] }),
  defineKind('rbac.authorization.k8s.io/v1', 'rolebindings', 'RoleBinding', { ...roles, columns: bindingColumns }),
  defineKind('rbac.authorization.k8s.io/v1', 'clusterroles', 'ClusterRole', { ...cluster, ...roles, columns: [createdAt] }),
  defineKind('rbac.authorization.k8s.io/v1', 'clusterrolebindings', 'ClusterRoleBinding', { ...cluster, ...roles, columns: bindingColumns }),
  defineKind('apiextensions.k8s.io/v1', 'customresourcedefinitions', 'CustomResourceDefinition', {
    ...cluster,
    shortNames: ['crd', 'crds'],
    subresources: ['status'],
    columns: [createdAt],
    prepare(definition, old) {
      const names = objectAt(definition, 'spec', 'names')
      const established = { type: 'Established', status: 'True', reason: 'InitialNamesAccepted', message: 'the initial names have been accepted' }
      const accepted = { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' }
      if (old === undefined) definition['status'] = { acceptedNames: names, conditions: [accepted, established], storedVersions: listAt(definition, 'spec', 'versions').map((version) => textAt(version, 'name')) }
    },
  }),
  defineKind('apiregistration.k8s.io/v1', 'apiservices', 'APIService', { ...cluster, subresources: ['status'] }),
  defineKind('admissionregistration.k8s.io/v1', 'validatingwebhookconfigurations', 'ValidatingWebhookConfiguration', cluster),
  defineKind('admissionregistration.k8s.io/v1', 'mutatingwebhookconfigurations', 'MutatingWebhookConfiguration', cluster),
  defineKind('coordination.k8s.io/v1', 'leases', 'Lease', { columns: [column('Holder', 'spec.holderIdentity'), age] }),
  defineKind('discovery.k8s.io/v1', 'endpointslices', 'EndpointSlice'),
  defineKind('scheduling.k8s.io/v1', 'priorityclasses', 'PriorityClass', {
    ...cluster,
    shortNames: ['pc'],
    columns: [column('Value', 'value', { type: 'integer' }), column('Global-Default', (one) => at(one, 'globalDefault') === true, { type: 'boolean' }), age],
  }),
]
