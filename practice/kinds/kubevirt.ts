import { ApiError, type Cause } from '../api/status'
import { at, isObject, listAt, objectAt, sameJson, textAt, type JsonObject, type KubeObject } from '../objects/json'
import type { Store } from '../store/store'
import { age, column, conditionColumn, defineKind, type Kind } from './kind'
import { dataVolumeSpec, dataVolumeStatus, hyperConvergedSpec, hyperConvergedStatus, instanceSpec, instanceStatus, machineSpec, machineStatus, migrationSpec } from './kubevirt-schema'
import { object } from './schema'

const custom = { origin: 'crd', subresources: ['status'] } satisfies Partial<Kind>
const clusterCustom = { ...custom, namespaced: false } satisfies Partial<Kind>
const phase = column('Phase', 'status.phase')

function validateVirtualMachine(machine: KubeObject): Cause[] {
  const spec = objectAt(machine, 'spec')
  const causes: Cause[] = []
  if (spec['running'] !== undefined && spec['running'] !== null && typeof spec['running'] !== 'boolean') {
    const type = typeof spec['running']
    causes.push({
      reason: 'FieldValueTypeInvalid',
      message: `Invalid value: "${type}": spec.running in body must be of type boolean: "${type}"`,
      field: 'spec.running',
    })
  }
  if (!isObject(spec['template'])) causes.push({ reason: 'FieldValueRequired', message: 'Required value', field: 'spec.template' })
  return causes
}

function denied(webhook: string, why: string, causes: JsonObject[] = []): ApiError {
  return new ApiError(causes.length === 0 ? 400 : 422, causes.length === 0 ? 'BadRequest' : 'Invalid', `admission webhook "${webhook}" denied the request: ${why}`, { causes })
}

/** virt-api's webhook: instance type and preference must be there. */
function requireInstanceType(machine: KubeObject, store: Store): void {
  for (const [field, words] of Object.entries({ instancetype: 'instancetypes', preference: 'preferences' })) {
    const name = textAt(machine, 'spec', field, 'name')
    if (name === '') continue
    const own = [`virtualmachineinstancetype`, 'virtualmachinepreference'].includes(textAt(machine, 'spec', field, 'kind').toLowerCase())
    const resource = `virtualmachine${own ? '' : 'cluster'}${words}.instancetype.kubevirt.io`
    if (store.get(resource, own ? machine.metadata.namespace : undefined, name) !== undefined) continue
    const why = `Failure to find ${field}: ${resource} "${name}" not found`
    throw denied('virtualmachine-validator.kubevirt.io', why, [{ reason: 'FieldValueNotFound', message: why, field: `spec.${field}` }])
  }
}

/** virt-api's webhook: only one migration at a time, of an instance that can move. */
function requireMovable(migration: KubeObject, store: Store): void {
  const webhook = 'migration-create-validator.kubevirt.io'
  const name = textAt(migration, 'spec', 'vmiName')
  const { namespace } = migration.metadata
  const instance = store.get('virtualmachineinstances.kubevirt.io', namespace, name)
  if (instance === undefined) throw denied(webhook, `the VMI "${name}" does not exist under the cluster`)
  const movable = listAt(instance, 'status', 'conditions').find((one) => at(one, 'type') === 'LiveMigratable')
  if (textAt(movable, 'status') === 'False') throw denied(webhook, `Cannot migrate VMI, Reason: ${textAt(movable, 'reason')}, Message: ${textAt(movable, 'message')}`)
  const active = store
    .list('virtualmachineinstancemigrations.kubevirt.io', namespace)
    .find((one) => textAt(one, 'spec', 'vmiName') === name && !['Succeeded', 'Failed'].includes(textAt(one, 'status', 'phase')))
  if (active !== undefined) throw denied(webhook, `in-flight migration detected. Active migration job (${active.metadata.uid ?? ''}) is currently already in progress for VMI ${name}.`)
}

const operatorNamespace = 'openshift-cnv'

/** The operator's admission policy; an API server gives such a refusal the code of an invalid object. */
function wrongNamespace(name: string): ApiError {
  const policy = "ValidatingAdmissionPolicy 'hyperconverged-namespace-policy' with binding 'hyperconverged-namespace-binding' denied request"
  const message = `${policy}: HyperConverged CR can only be created in the '${operatorNamespace}' namespace.`
  const details = { name, group: 'hco.kubevirt.io', kind: 'hyperconvergeds', causes: [{ message }] }
  return new ApiError(422, 'Invalid', `hyperconvergeds.hco.kubevirt.io ${JSON.stringify(name)} is forbidden: ${message}`, details)
}

/** The operator's webhook: what runs virtual machines does not go while there are any. */
function keepWorkloads(_: KubeObject, store: Store): void {
  const workloads: [resource: string, words: string][] = [
    ['virtualmachineinstances.kubevirt.io', 'Virtual Machine Instances'],
    ['virtualmachines.kubevirt.io', 'Virtual Machines'],
  ]
  for (const [resource, words] of workloads) {
    if (store.list(resource).length === 0) continue
    const advice = 'Either delete all KubeVirt related workloads or change the uninstall strategy before uninstalling KubeVirt.'
    const refusal = `admission webhook "kubevirt-validator.kubevirt.io" denied the request: Rejecting the uninstall request, since there are still ${words} present. ${advice}`
    throw new ApiError(403, 'Forbidden', `admission webhook "validate-hco.kubevirt.io" denied the request: ${refusal}`)
  }
}

const instanceTypeColumns = [column('CPU', 'spec.cpu.guest', { type: 'integer' }), column('Memory', 'spec.memory.guest'), age]

/** Present once the operator is installed and its HyperConverged deployed. */
export const kubevirtKinds: Kind[] = [
  defineKind('kubevirt.io/v1', 'virtualmachines', 'VirtualMachine', {
    ...custom,
    shortNames: ['vm', 'vms'],
    categories: ['all'],
    description: 'VirtualMachine handles the VirtualMachines that are not running or are in a stopped state. The VirtualMachine contains the template to create the VirtualMachineInstance.',
    schema: { spec: machineSpec, status: object('Status holds the current state of the controller and brief information about its associated VirtualMachineInstance', machineStatus) },
    columns: [age, column('Status', 'status.printableStatus'), conditionColumn('Ready', 'Ready')],
    prepare(machine, old, situation) {
      if (!sameJson(machine['spec'], old?.['spec'])) requireInstanceType(machine, situation.store)
      // The machine stays, Terminating, until its instance has shut down.
      if (old === undefined) machine.metadata.finalizers = ['kubevirt.io/virtualMachineControllerFinalize']
    },
    validate: validateVirtualMachine,
  }),
  defineKind('kubevirt.io/v1', 'virtualmachineinstances', 'VirtualMachineInstance', {
    ...custom,
    shortNames: ['vmi', 'vmis'],
    categories: ['all'],
    description: 'VirtualMachineInstance is *the* VirtualMachineInstance Definition. It represents a virtual machine in the runtime environment of kubernetes.',
    schema: { spec: instanceSpec, status: object('Status is the high level overview of how the VirtualMachineInstance is doing. It contains information available to controllers and users.', instanceStatus) },
    columns: [
      age,
      phase,
      column('IP', (instance) => textAt(at(instance, 'status', 'interfaces', 0), 'ipAddress')),
      column('NodeName', 'status.nodeName'),
      conditionColumn('Ready', 'Ready'),
      conditionColumn('Live-Migratable', 'LiveMigratable', { priority: 1 }),
      conditionColumn('Paused', 'Paused', { priority: 1 }),
    ],
    lingers: (instance) => !['', 'Succeeded', 'Failed'].includes(textAt(instance, 'status', 'phase')),
  }),
  defineKind('kubevirt.io/v1', 'virtualmachineinstancemigrations', 'VirtualMachineInstanceMigration', {
    ...custom,
    shortNames: ['vmim', 'vmims'],
    categories: ['all'],
    description: 'VirtualMachineInstanceMigration represents the object tracking a VMI\'s migration to another host in the cluster',
    schema: { spec: migrationSpec },
    columns: [phase, column('VMI', 'spec.vmiName')],
    prepare(migration, old, situation) {
      if (old === undefined) requireMovable(migration, situation.store)
    },
  }),
  defineKind('kubevirt.io/v1', 'virtualmachineinstancereplicasets', 'VirtualMachineInstanceReplicaSet', { ...custom, shortNames: ['vmirs', 'vmirss'] }),
  defineKind('kubevirt.io/v1', 'kubevirts', 'KubeVirt', { ...custom, shortNames: ['kv', 'kvs'], categories: ['all'], columns: [age, phase] }),
  defineKind('instancetype.kubevirt.io/v1beta1', 'virtualmachineinstancetypes', 'VirtualMachineInstancetype', {
    origin: 'crd',
    shortNames: ['vminstancetype', 'vminstancetypes', 'vmf', 'vmfs'],
    columns: instanceTypeColumns,
  }),
  defineKind('instancetype.kubevirt.io/v1beta1', 'virtualmachineclusterinstancetypes', 'VirtualMachineClusterInstancetype', {
    origin: 'crd',
    namespaced: false,
    shortNames: ['vmclusterinstancetype', 'vmclusterinstancetypes', 'vmcf', 'vmcfs'],
    columns: instanceTypeColumns,
  }),
  defineKind('instancetype.kubevirt.io/v1beta1', 'virtualmachinepreferences', 'VirtualMachinePreference', {
    origin: 'crd',
    shortNames: ['vmpref', 'vmprefs', 'vmp', 'vmps'],
  }),
  defineKind('instancetype.kubevirt.io/v1beta1', 'virtualmachineclusterpreferences', 'VirtualMachineClusterPreference', {
    origin: 'crd',
    namespaced: false,
    shortNames: ['vmcp', 'vmcps'],
  }),
  defineKind('cdi.kubevirt.io/v1beta1', 'cdis', 'CDI', { ...clusterCustom, shortNames: ['cdi'], columns: [age, phase] }),
  defineKind('cdi.kubevirt.io/v1beta1', 'datavolumes', 'DataVolume', {
    ...custom,
    shortNames: ['dv', 'dvs'],
    categories: ['all'],
    description: 'DataVolume is an abstraction on top of PersistentVolumeClaims to allow easy population of those PersistentVolumeClaims with relation to VirtualMachines',
    schema: { spec: object('DataVolumeSpec defines the DataVolume type specification', dataVolumeSpec), status: object('DataVolumeStatus contains the current status of the DataVolume', dataVolumeStatus) },
    columns: [phase, column('Progress', 'status.progress'), column('Restarts', 'status.restartCount'), age],
  }),
  defineKind('cdi.kubevirt.io/v1beta1', 'datasources', 'DataSource', { ...custom, shortNames: ['das'], categories: ['all'] }),
  defineKind('cdi.kubevirt.io/v1beta1', 'dataimportcrons', 'DataImportCron', {
    ...custom,
    shortNames: ['dic', 'dics'],
    categories: ['all'],
    columns: [column('Format', 'status.sourceFormat')],
  }),
  defineKind('cdi.kubevirt.io/v1beta1', 'storageprofiles', 'StorageProfile', clusterCustom),
  defineKind('hco.kubevirt.io/v1beta1', 'hyperconvergeds', 'HyperConverged', {
    ...custom,
    shortNames: ['hco', 'hcos'],
    description: 'HyperConverged is the Schema for the hyperconvergeds API',
    schema: { spec: object('HyperConvergedSpec defines the desired state of HyperConverged', hyperConvergedSpec), status: object('HyperConvergedStatus defines the observed state of HyperConverged', hyperConvergedStatus) },
    prepare(hyperConverged, old) {
      if (old !== undefined) return
      if (hyperConverged.metadata.namespace !== operatorNamespace) throw wrongNamespace(hyperConverged.metadata.name)
      // It stays until what it deployed has gone.
      hyperConverged.metadata.finalizers = ['kubevirt.io/hyperconverged']
    },
    guardDeletion: keepWorkloads,
  }),
  defineKind('ssp.kubevirt.io/v1beta3', 'ssps', 'SSP', { ...custom, columns: [phase] }),
  defineKind('hostpathprovisioner.kubevirt.io/v1beta1', 'hostpathprovisioners', 'HostPathProvisioner', { ...clusterCustom, shortNames: ['hpp', 'hpps'] }),
  defineKind('aaq.kubevirt.io/v1alpha1', 'aaqs', 'AAQ', { ...clusterCustom, shortNames: ['aaq', 'aaqs'], columns: [age, phase] }),
  defineKind('networkaddonsoperator.network.kubevirt.io/v1', 'networkaddonsconfigs', 'NetworkAddonsConfig', clusterCustom),
]
