import type { Resources } from '../api/resources'
import { conditionStatus } from '../kinds/kind'
import { at, isObject, listAt, numberAt, objectAt, textAt, type JsonObject, type KubeObject } from '../objects/json'
import { timestamp } from '../store/clock'
import { recordEvent } from './events'
import { keepRevision } from './instance-types'
import { claimOf, condition, dataVolumes, dataVolumesOf, instanceOf, instances, machines, runStrategy, waitsForPod } from './machine-objects'
import { instanceController } from './machine-instances'
import { evacuationController, migrationController } from './migrations'
import { controlledBy, isControlledBy, itself, ownerOf, targetOf, type Controller, type Wait } from './runner'

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

  function start(machine: KubeObject, paused = false): void {
    const wanted = instanceOf(machine, store)
    const instance = resources.create(kinds.get(instances), paused ? { ...wanted, spec: { ...objectAt(wanted, 'spec'), startStrategy: 'Paused' } } : wanted)
    recordEvent(resources, machine, {
      reason: 'SuccessfulCreate',
      message: `Started the virtual machine by creating the new virtual machine instance ${instance.metadata.name}`,
      component: 'virtualmachine-controller',
    })
  }

  /** A halted machine that was asked to start is one that runs from now on. */
  function keepRunning(machine: KubeObject): void {
    const live = store.get(machines, machine.metadata.namespace, machine.metadata.name)
    if (live === undefined) return
    const spec = objectAt(live, 'spec')
    resources.update(kinds.get(machines), live, { ...live, spec: spec['running'] === undefined ? { ...spec, runStrategy: 'Always' } : { ...spec, running: true } })
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
  function follow(machine: KubeObject, instance: KubeObject | undefined, wait: Wait): void {
    const [request, ...later] = listAt(machine, 'status', 'stateChangeRequests')
    const runs = started(machine, instance)
    if (request !== undefined) {
      if (textAt(request, 'action') === 'Stop') {
        if (runs && instance?.metadata.uid === textAt(request, 'uid')) stop(machine, instance)
        else if (instance === undefined) setStatus(machine, { stateChangeRequests: later })
      } else {
        if (instance === undefined) start(machine, textAt(request, 'data', 'paused') === 'true')
        setStatus(machine, { stateChangeRequests: later })
        if (runStrategy(machine) === 'Halted') keepRunning(machine)
      }
      return
    }
    const strategy = runStrategy(machine)
    if (runs && instance !== undefined && makesWay(strategy, textAt(instance, 'status', 'phase'))) {
      stop(machine, instance)
      return
    }
    const wanted = strategy === 'Always' || strategy === 'RerunOnFailure' || strategy === 'Once'
    const failures = numberAt(machine, 'status', 'startFailure', 'consecutiveFailCount')
    const backsOff = instance === undefined && failures > 0 && !wait(`${machine.metadata.uid ?? ''} start ${failures}`, backOffMs(failures))
    if (wanted && instance === undefined && !backsOff && volumesReady(machine)) start(machine)
    else if (strategy === 'Halted' && runs && instance !== undefined) stop(machine, instance)
  }

  /** All that lie in claims, whoever has made them. */
  function disksOf(machine: KubeObject): Disks {
    const { namespace } = machine.metadata
    const volumes = listAt(machine, 'spec', 'template', 'spec', 'volumes')
    const filled = [...new Set([...dataVolumesOf(store, namespace, volumes), ...dataVolumesOf(store, namespace, listAt(machine, 'spec', 'dataVolumeTemplates').map((template) => ({ dataVolume: { name: textAt(template, 'metadata', 'name') } })))])]
    const stopped = (volume: KubeObject): boolean => listAt(volume, 'status', 'conditions').some((one) => at(one, 'type') === 'Running' && at(one, 'status') === 'False' && ['Error', 'ImagePullFailed'].includes(textAt(one, 'reason')))
    const claims = volumes.map(claimOf).flatMap((name) => (name === '' ? [] : (store.get('persistentvolumeclaims', namespace, name) ?? [])))
    return {
      failed: filled.some((volume) => textAt(volume, 'status', 'phase') === 'Failed' || stopped(volume)),
      filling: filled.some((volume) => textAt(volume, 'status', 'phase') !== 'Succeeded' && !waitsForPod(volume)),
      unbound: claims.some((claim) => textAt(claim, 'status', 'phase') !== 'Bound'),
    }
  }

  /** How often it has failed to start in a row; undefined once it runs. */
  function startFailure(machine: KubeObject, instance: KubeObject | undefined): JsonObject | undefined {
    const known = at(machine, 'status', 'startFailure')
    const phase = textAt(instance, 'status', 'phase')
    if (phase === 'Running' || runStrategy(machine) === 'Halted') return undefined
    const ran = listAt(instance, 'status', 'phaseTransitionTimestamps').some((one) => at(one, 'phase') === 'Running')
    const uid = instance?.metadata.uid
    if (phase !== 'Failed' || ran || textAt(known, 'lastFailedVMIUID') === uid) return isObject(known) ? known : undefined
    const failures = numberAt(known, 'consecutiveFailCount') + 1
    return { consecutiveFailCount: failures, lastFailedVMIUID: uid, retryAfterTimestamp: timestamp(new Date(clock.now().getTime() + backOffMs(failures))) }
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

  /** Filled, or about to be filled once the machine's pod has a node. */
  function volumesReady(machine: KubeObject): boolean {
    return listAt(machine, 'spec', 'dataVolumeTemplates').every((template) => {
      const volume = store.get(dataVolumes, machine.metadata.namespace, textAt(template, 'metadata', 'name'))
      return volume !== undefined && (textAt(volume, 'status', 'phase') === 'Succeeded' || waitsForPod(volume))
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
      printableStatus: printableStatus(machine, instance, disksOf(machine)),
      runStrategy: runStrategy(machine),
      desiredGeneration: machine.metadata.generation,
      observedGeneration: machine.metadata.generation,
      volumeSnapshotStatuses: [],
      instancetypeRef: keepRevision(resources, machine, 'instancetype'),
      preferenceRef: keepRevision(resources, machine, 'preference'),
    })
  }

  const ownerOfVolume = ownerOf('VirtualMachine')

  return {
    name: 'virtual-machine',
    triggers: {
      [machines]: itself,
      [instances]: itself,
      [dataVolumes]: (change) => ownerOfVolume(change) ?? store.list(machines, change.object.metadata.namespace).filter((machine) => usesClaim(machine, change.object.metadata.name)).map(targetOf),
      persistentvolumeclaims: ({ object }) => store.list(machines, object.metadata.namespace).filter((machine) => usesClaim(machine, object.metadata.name)).map(targetOf),
    },
    reconcile(namespace, name, wait) {
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
      // Before a failed instance is taken away.
      setStatus(machine, { startFailure: startFailure(machine, instance) })
      follow(store.get(machines, namespace, name) ?? machine, instance, wait)
      report(store.get(machines, namespace, name) ?? machine, store.get(instances, namespace, name))
    },
  }
}

function usesClaim(machine: KubeObject, name: string): boolean {
  return listAt(machine, 'spec', 'template', 'spec', 'volumes').some((volume) => claimOf(volume) === name)
}

/** KubeVirt waits ten seconds times the square of the failures, five minutes at most; in classroom time a tenth of it. */
function backOffMs(failures: number): number {
  return Math.min(1_000 * failures ** 2, 30_000)
}

/** Whether an instance whose guest ended by itself is deleted, so that another can be started. */
function makesWay(strategy: string, phase: string): boolean {
  if (phase === 'Failed') return strategy !== 'Once'
  return phase === 'Succeeded' && (strategy === 'Always' || strategy === 'Manual')
}

/** How the disks of a machine stand. */
interface Disks {
  failed: boolean
  filling: boolean
  unbound: boolean
}

/** KubeVirt's words, in KubeVirt's order: the first that fits. */
function printableStatus(machine: KubeObject, instance: KubeObject | undefined, disks: Disks): string {
  if (machine.metadata.deletionTimestamp !== undefined) return 'Terminating'
  const phase = textAt(instance, 'status', 'phase')
  if (instance?.metadata.deletionTimestamp !== undefined) return 'Stopping'
  const migration = at(instance, 'status', 'migrationState')
  if (isObject(migration) && migration['completed'] !== true) return 'Migrating'
  if (conditionStatus(instance, 'Paused') === 'True') return 'Paused'
  if (phase === 'Running') return 'Running'
  const unsynchronized = listAt(instance, 'status', 'conditions').find((one) => at(one, 'type') === 'Synchronized' && at(one, 'status') === 'False')
  const why = textAt(unsynchronized, 'reason')
  if (why === 'FailedPvcNotFound') return 'ErrorPvcNotFound'
  if (disks.failed) return 'DataVolumeError'
  if (conditionStatus(instance, 'PodScheduled') === 'False') return 'ErrorUnschedulable'
  if (disks.filling) return 'Provisioning'
  const wanted = ['Always', 'RerunOnFailure', 'Once'].includes(runStrategy(machine)) || instance !== undefined
  const ended = phase === 'Succeeded' || phase === 'Failed'
  if (wanted && disks.unbound && !ended) return 'WaitingForVolumeBinding'
  if (why === 'ErrImagePull' || why === 'ImagePullBackOff') return why
  if (instance !== undefined && !ended) return 'Starting'
  if (at(machine, 'status', 'startFailure') !== undefined) return 'CrashLoopBackOff'
  return runStrategy(machine) === 'Always' ? 'Starting' : 'Stopped'
}
