import type { Resources } from '../api/resources'
import { conditionStatus } from '../kinds/kind'
import { at, isObject, listAt, objectAt, textAt, type JsonObject, type KubeObject } from '../objects/json'
import { timestamp } from '../store/clock'
import { recordEvent } from './events'
import { condition, dataVolumes, instanceOf, instances, machines, runStrategy } from './machine-objects'
import { instanceController } from './machine-instances'
import { evacuationController, migrationController } from './migrations'
import { controlledBy, isControlledBy, itself, ownerOf, type Controller } from './runner'

/** virt-controller and virt-handler: machines, their instances, and migrations. */
export function machineControllers(resources: Resources): Controller[] {
  return [machineController(resources), instanceController(resources), migrationController(resources), evacuationController(resources)]
}

/** virt-controller's part for machines: disks and instances as the run strategy wants them. */
function machineController(resources: Resources): Controller {
  const { store, kinds, clock } = resources

  function started(machine: KubeObject, instance: KubeObject | undefined): boolean {
    if (instance === undefined || instance.metadata.deletionTimestamp !== undefined) return false
    return isControlledBy(instance, machine)
  }

  function start(machine: KubeObject): void {
    const instance = resources.create(kinds.get(instances), instanceOf(machine, store))
    recordEvent(resources, machine, {
      reason: 'SuccessfulCreate',
      message: `Started the virtual machine by creating the new virtual machine instance ${instance.metadata.name}`,
      component: 'virtualmachine-controller',
    })
  }

  function stop(machine: KubeObject, instance: KubeObject): void {
    resources.delete(kinds.get(instances), instance)
    recordEvent(resources, machine, {
      reason: 'SuccessfulDelete',
      message: `Stopped the virtual machine by deleting the virtual machine instance ${instance.metadata.uid ?? ''}`,
      component: 'virtualmachine-controller',
    })
  }

  /** What the user wants now: the run strategy, or with Manual the requests made through start, stop and restart. */
  function follow(machine: KubeObject, instance: KubeObject | undefined): void {
    const [request, ...later] = listAt(machine, 'status', 'stateChangeRequests')
    const runs = started(machine, instance)
    if (request !== undefined) {
      if (textAt(request, 'action') === 'Stop') {
        if (runs && instance?.metadata.uid === textAt(request, 'uid')) stop(machine, instance)
        else if (instance === undefined) setStatus(machine, { stateChangeRequests: later })
      } else {
        if (instance === undefined) start(machine)
        setStatus(machine, { stateChangeRequests: later })
      }
      return
    }
    const strategy = runStrategy(machine)
    if (runs && instance !== undefined && makesWay(strategy, textAt(instance, 'status', 'phase'))) {
      stop(machine, instance)
      return
    }
    const wanted = strategy === 'Always' || strategy === 'RerunOnFailure' || strategy === 'Once'
    if (wanted && instance === undefined && volumesReady(machine)) start(machine)
    else if (strategy === 'Halted' && runs && instance !== undefined) stop(machine, instance)
  }

  function createVolumes(machine: KubeObject): void {
    for (const template of listAt(machine, 'spec', 'dataVolumeTemplates')) {
      const name = textAt(template, 'metadata', 'name')
      if (name === '' || store.get(dataVolumes, machine.metadata.namespace, name) !== undefined) continue
      resources.create(kinds.get(dataVolumes), {
        apiVersion: 'cdi.kubevirt.io/v1beta1',
        kind: 'DataVolume',
        metadata: {
          name,
          namespace: machine.metadata.namespace ?? '',
          labels: { 'kubevirt.io/created-by': machine.metadata.uid ?? '' },
          ownerReferences: [controlledBy(machine)],
        },
        spec: objectAt(template, 'spec'),
      })
      recordEvent(resources, machine, { reason: 'SuccessfulDataVolumeCreate', message: `Created DataVolume ${name}`, component: 'virtualmachine-controller' })
    }
  }

  function volumesReady(machine: KubeObject): boolean {
    return listAt(machine, 'spec', 'dataVolumeTemplates').every((template) => {
      const volume = store.get(dataVolumes, machine.metadata.namespace, textAt(template, 'metadata', 'name'))
      return textAt(volume, 'status', 'phase') === 'Succeeded'
    })
  }

  function setStatus(machine: KubeObject, more: JsonObject): void {
    const live = store.get(machines, machine.metadata.namespace, machine.metadata.name)
    if (live !== undefined) resources.setStatus(machines, live, { ...objectAt(live, 'status'), ...more })
  }

  function report(machine: KubeObject, instance: KubeObject | undefined): void {
    const now = timestamp(clock.now())
    const ready = conditionStatus(instance, 'Ready') === 'True'
    const known = listAt(machine, 'status', 'conditions').find((one) => at(one, 'type') === 'Ready')
    const since = textAt(known, 'status') === (ready ? 'True' : 'False') ? textAt(known, 'lastTransitionTime') || now : now
    const missing: [string, string] = instance === undefined ? ['VMINotExists', 'VMI does not exist'] : ['GuestNotRunning', 'Guest VM is not reported as running']
    const readiness = ready ? condition('Ready', 'True', since) : condition('Ready', 'False', since, ...missing)
    const others = listAt(instance, 'status', 'conditions').filter((one) => at(one, 'type') !== 'Ready')
    setStatus(machine, {
      conditions: [readiness, ...others],
      created: instance === undefined ? undefined : true,
      ready: ready ? true : undefined,
      printableStatus: printableStatus(machine, instance, volumesReady(machine)),
      runStrategy: runStrategy(machine),
      desiredGeneration: machine.metadata.generation,
      observedGeneration: machine.metadata.generation,
      volumeSnapshotStatuses: [],
      instancetypeRef: reference(machine, 'instancetype'),
      preferenceRef: reference(machine, 'preference'),
    })
  }

  return {
    name: 'virtual-machine',
    triggers: { [machines]: itself, [instances]: itself, [dataVolumes]: ownerOf('VirtualMachine') },
    reconcile(namespace, name) {
      const machine = store.get(machines, namespace, name)
      if (machine === undefined) return
      const instance = store.get(instances, namespace, name)
      if (machine.metadata.deletionTimestamp !== undefined) {
        report(machine, instance)
        if (instance !== undefined) {
          if (started(machine, instance)) stop(machine, instance)
          return
        }
        const live = store.get(machines, namespace, name) ?? machine
        resources.update(kinds.get(machines), live, { ...live, metadata: { ...live.metadata, finalizers: (live.metadata.finalizers ?? []).filter((one) => !one.startsWith('kubevirt.io/')) } })
        return
      }
      createVolumes(machine)
      follow(machine, instance)
      report(store.get(machines, namespace, name) ?? machine, store.get(instances, namespace, name))
    },
  }
}

/** Whether an instance whose guest ended by itself is deleted, so that another can be started. */
function makesWay(strategy: string, phase: string): boolean {
  if (phase === 'Failed') return strategy !== 'Once'
  return phase === 'Succeeded' && (strategy === 'Always' || strategy === 'Manual')
}

/** Which instance type or preference is used; its revision keeps the machine as it is when the type changes. */
function reference(machine: KubeObject, field: 'instancetype' | 'preference'): JsonObject | undefined {
  const name = textAt(machine, 'spec', field, 'name')
  if (name === '') return undefined
  return { kind: textAt(machine, 'spec', field, 'kind'), name, controllerRevisionRef: { name: `${machine.metadata.name}-${name}-v1beta1-${(machine.metadata.uid ?? '').slice(0, 8)}-1` } }
}

/** KubeVirt's words, in KubeVirt's order: the first that fits. */
function printableStatus(machine: KubeObject, instance: KubeObject | undefined, volumesReady: boolean): string {
  if (machine.metadata.deletionTimestamp !== undefined) return 'Terminating'
  const phase = textAt(instance, 'status', 'phase')
  if (instance?.metadata.deletionTimestamp !== undefined) return 'Stopping'
  const migration = at(instance, 'status', 'migrationState')
  if (isObject(migration) && migration['completed'] !== true) return 'Migrating'
  if (conditionStatus(instance, 'Paused') === 'True') return 'Paused'
  if (phase === 'Running') return 'Running'
  if (conditionStatus(instance, 'Synchronized') === 'False') return 'ErrorPvcNotFound'
  if (conditionStatus(instance, 'PodScheduled') === 'False') return 'ErrorUnschedulable'
  if (!volumesReady) return 'Provisioning'
  return instance === undefined || phase === 'Succeeded' || phase === 'Failed' ? (runStrategy(machine) === 'Always' ? 'Starting' : 'Stopped') : 'Starting'
}
