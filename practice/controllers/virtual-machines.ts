import { suffix, type Resources } from '../api/resources'
import { conditionStatus } from '../kinds/kind'
import { at, isObject, listAt, numberAt, objectAt, textAt, type JsonObject, type KubeObject } from '../objects/json'
import { timestamp } from '../store/clock'
import { recordEvent } from './events'
import {
  agentStatus,
  condition,
  dataVolumes,
  instanceOf,
  instances,
  launcherOf,
  launcherStatus,
  machines,
  memoryOf,
  migrations,
  otherWorker,
  runningInstanceStatus,
  runStrategy,
} from './machine-objects'
import { pickWorker, podAddress } from './pods'
import { itself, type Controller, type Wait } from './runner'

// Classroom time: about what the steps take on an idle cluster whose image is on the node, shortened to what holds attention.
const scheduleMs = 500
const launchMs = 1_200
const bootMs = 800
const agentMs = 2_500
const shutdownMs = 1_500
const migrationStepMs = 700

export function machineControllers(resources: Resources): Controller[] {
  return [machineController(resources), instanceController(resources), migrationController(resources)]
}

function machineController(resources: Resources): Controller {
  const { store, kinds, clock } = resources

  function started(machine: KubeObject, instance: KubeObject | undefined): boolean {
    if (instance === undefined || instance.metadata.deletionTimestamp !== undefined) return false
    return instance.metadata.ownerReferences?.some(({ uid }) => uid === machine.metadata.uid) === true
  }

  function start(machine: KubeObject): void {
    const instance = resources.create(kinds.get(instances), instanceOf(machine))
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
          ownerReferences: [{ apiVersion: machine.apiVersion, kind: machine.kind, name: machine.metadata.name, uid: machine.metadata.uid ?? '', controller: true, blockOwnerDeletion: true }],
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
    })
  }

  return {
    name: 'virtual-machine',
    triggers: { [machines]: itself, [instances]: itself, [dataVolumes]: ({ object }) => ownerMachine(object) },
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

function ownerMachine(object: KubeObject): { namespace: string | undefined; name: string } | undefined {
  const owner = object.metadata.ownerReferences?.find(({ kind }) => kind === 'VirtualMachine')
  return owner === undefined ? undefined : { namespace: object.metadata.namespace, name: owner.name }
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
  if (conditionStatus(instance, 'PodScheduled') === 'False') return 'ErrorUnschedulable'
  if (!volumesReady) return 'Provisioning'
  return instance === undefined || phase === 'Succeeded' || phase === 'Failed' ? (runStrategy(machine) === 'Always' ? 'Starting' : 'Stopped') : 'Starting'
}

function launcherFor(resources: Resources, instance: KubeObject): KubeObject | undefined {
  const node = textAt(instance, 'status', 'nodeName')
  const launchers = resources.store
    .list('pods', instance.metadata.namespace)
    .filter((pod) => pod.metadata.ownerReferences?.some(({ uid }) => uid === instance.metadata.uid) === true)
  return launchers.find((pod) => node !== '' && textAt(pod, 'spec', 'nodeName') === node) ?? launchers[0]
}

/** Gibibytes of a Kubernetes quantity, as far as memory is written. */
function gibibytes(quantity: string): number {
  const match = /^(\d+(?:\.\d+)?)(Ki|Mi|Gi|Ti|k|M|G|T)?$/.exec(quantity)
  const factor = { Ki: 2 ** -20, Mi: 2 ** -10, Gi: 1, Ti: 2 ** 10, k: 1e3 / 2 ** 30, M: 1e6 / 2 ** 30, G: 1e9 / 2 ** 30, T: 1e12 / 2 ** 30 }
  const unit = match?.[2] as keyof typeof factor | undefined
  return Number(match?.[1] ?? 0) * (unit === undefined ? 2 ** -30 : factor[unit])
}

function instanceController(resources: Resources): Controller {
  const { store, kinds, clock } = resources

  function setPhase(instance: KubeObject, phase: string, more: JsonObject = {}): void {
    const transition = { phase, phaseTransitionTimestamp: timestamp(clock.now()) }
    const transitions = [...listAt(instance, 'status', 'phaseTransitionTimestamps'), transition]
    resources.setStatus(instances, instance, { ...objectAt(instance, 'status'), ...more, phase, phaseTransitionTimestamps: transitions })
  }

  function createLauncher(instance: KubeObject): void {
    const launcher = resources.create(kinds.get('pods'), launcherOf(instance, suffix()))
    recordEvent(resources, instance, { reason: 'SuccessfulCreate', message: `Created virtual machine pod ${launcher.metadata.name}`, component: 'virtualmachine-controller' })
    setPhase(instance, 'Scheduling', { conditions: [condition('Ready', 'False', timestamp(clock.now()), 'GuestNotRunning', 'Guest VM is not reported as running')] })
  }

  function schedule(instance: KubeObject, launcher: KubeObject): void {
    const node = pickWorker(resources, launcher.metadata.uid ?? '')
    // A worker's memory, less what the system needs: the largest guest that fits.
    const fits = node !== undefined && gibibytes(memoryOf(instance)) <= gibibytes(textAt(store.get('nodes', undefined, node), 'status', 'allocatable', 'memory')) - 2
    if (node === undefined || !fits) {
      const workersOut = node === undefined ? '2 node(s) were unschedulable' : '2 Insufficient memory'
      const message = `0/5 nodes are available: 3 node(s) had untolerated taint {node-role.kubernetes.io/master: }, ${workersOut}.`
      if (conditionStatus(instance, 'PodScheduled') === 'False') return
      const now = timestamp(clock.now())
      recordEvent(resources, launcher, { type: 'Warning', reason: 'FailedScheduling', message, component: 'default-scheduler' })
      resources.setStatus('pods', launcher, { ...objectAt(launcher, 'status'), conditions: [condition('PodScheduled', 'False', now, 'Unschedulable', message)] })
      const others = listAt(instance, 'status', 'conditions').filter((one) => at(one, 'type') !== 'PodScheduled')
      resources.setStatus(instances, instance, { ...objectAt(instance, 'status'), conditions: [...others, condition('PodScheduled', 'False', now, 'Unschedulable', message)] })
      return
    }
    store.put('pods', { ...launcher, spec: { ...objectAt(launcher, 'spec'), nodeName: node } })
    recordEvent(resources, launcher, { reason: 'Scheduled', message: `Successfully assigned ${launcher.metadata.namespace ?? ''}/${launcher.metadata.name} to ${node}`, component: 'default-scheduler' })
    labelNode(instance, node)
  }

  function labelNode(instance: KubeObject, node: string): void {
    const live = store.get(instances, instance.metadata.namespace, instance.metadata.name) ?? instance
    store.put(instances, { ...live, metadata: { ...live.metadata, labels: { ...live.metadata.labels, 'kubevirt.io/nodeName': node } } })
  }

  function launch(instance: KubeObject, launcher: KubeObject, node: string): void {
    resources.setStatus('pods', launcher, launcherStatus(node, podAddress(launcher, node), timestamp(clock.now())))
    for (const reason of ['Pulled', 'Created', 'Started']) recordEvent(resources, launcher, { reason, message: `${reason} container compute`, component: 'kubelet' })
    setPhase(instance, 'Scheduled', { nodeName: node, activePods: { [launcher.metadata.uid ?? '']: node } })
  }

  function boot(instance: KubeObject, launcher: KubeObject, node: string): void {
    setPhase(instance, 'Running', runningInstanceStatus(instance, launcher, node, podAddress(launcher, node), timestamp(clock.now())))
    recordEvent(resources, instance, { reason: 'Created', message: 'VirtualMachineInstance defined.', component: 'virt-handler' })
    recordEvent(resources, instance, { reason: 'Started', message: 'VirtualMachineInstance started.', component: 'virt-handler' })
  }

  function shutDown(instance: KubeObject, wait: Wait): void {
    const running = textAt(instance, 'status', 'phase') === 'Running'
    if (running) recordEvent(resources, instance, { reason: 'ShuttingDown', message: 'Signaled Graceful Shutdown', component: 'virt-handler' })
    if (!wait(`${instance.metadata.uid ?? ''} stop`, running ? shutdownMs : 0)) return
    if (running) recordEvent(resources, instance, { reason: 'Stopped', message: 'The VirtualMachineInstance was shut down.', component: 'virt-handler' })
    for (const pod of store.list('pods', instance.metadata.namespace)) {
      if (pod.metadata.ownerReferences?.some(({ uid }) => uid === instance.metadata.uid) === true) store.remove('pods', pod.metadata.namespace, pod.metadata.name)
    }
    store.remove(instances, instance.metadata.namespace, instance.metadata.name)
  }

  return {
    name: 'virtual-machine-instance',
    triggers: { [instances]: itself, pods: ({ object }) => ownerInstance(object) },
    reconcile(namespace, name, wait) {
      const instance = store.get(instances, namespace, name)
      if (instance === undefined) return
      if (instance.metadata.deletionTimestamp !== undefined) return shutDown(instance, wait)
      const uid = instance.metadata.uid ?? ''
      const phase = textAt(instance, 'status', 'phase')
      if (phase === '' || phase === 'Pending') return createLauncher(instance)
      const launcher = launcherFor(resources, instance)
      if (launcher === undefined || launcher.metadata.deletionTimestamp !== undefined) return lose(instance, launcher)
      const node = textAt(launcher, 'spec', 'nodeName')
      if (phase === 'Scheduling') {
        if (node === '') {
          if (wait(`${uid} schedule`, scheduleMs)) schedule(instance, launcher)
        } else if (wait(`${uid} launch`, launchMs)) launch(instance, launcher, node)
      } else if (phase === 'Scheduled') {
        if (wait(`${uid} boot`, bootMs)) boot(instance, launcher, node)
      } else if (phase === 'Running' && conditionStatus(instance, 'AgentConnected') === '' && wait(`${uid} agent`, agentMs)) {
        resources.setStatus(instances, instance, agentStatus(objectAt(instance, 'status'), timestamp(clock.now())))
      }
    },
  }

  /** Its pod was deleted under it: the guest is gone, and the VM's run strategy decides what comes. */
  function lose(instance: KubeObject, launcher: KubeObject | undefined): void {
    if (launcher !== undefined) store.remove('pods', launcher.metadata.namespace, launcher.metadata.name)
    if (instance.metadata.deletionTimestamp === undefined) resources.delete(kinds.get(instances), instance)
  }
}

function ownerInstance(object: KubeObject): { namespace: string | undefined; name: string } | undefined {
  const owner = object.metadata.ownerReferences?.find(({ kind }) => kind === 'VirtualMachineInstance')
  return owner === undefined ? undefined : { namespace: object.metadata.namespace, name: owner.name }
}

// KubeVirt's phases of a migration, one step of classroom time each.
const migrationPhases = ['Pending', 'Scheduling', 'Scheduled', 'PreparingTarget', 'TargetReady', 'Running', 'Succeeded']

function migrationController(resources: Resources): Controller {
  const { store, kinds, clock } = resources

  function setPhase(migration: KubeObject, phase: string): void {
    resources.setStatus(migrations, migration, { ...objectAt(migration, 'status'), phase })
  }

  function begin(instance: KubeObject, migration: KubeObject, target: string): void {
    const created = resources.create(kinds.get('pods'), launcherOf(instance, suffix()))
    store.put('pods', { ...created, spec: { ...objectAt(created, 'spec'), nodeName: target } })
    const migrationState = { migrationUid: migration.metadata.uid, sourceNode: textAt(instance, 'status', 'nodeName'), targetNode: target, targetPod: created.metadata.name, startTimestamp: timestamp(clock.now()), completed: false }
    resources.setStatus(instances, instance, { ...objectAt(instance, 'status'), migrationState })
  }

  function finish(instance: KubeObject): void {
    const state = objectAt(instance, 'status', 'migrationState')
    const target = textAt(state, 'targetNode')
    const launchers = store.list('pods', instance.metadata.namespace).filter((pod) => pod.metadata.ownerReferences?.some(({ uid }) => uid === instance.metadata.uid) === true)
    const arrived = launchers.find((pod) => pod.metadata.name === textAt(state, 'targetPod'))
    if (arrived === undefined) return
    const now = timestamp(clock.now())
    const address = podAddress(arrived, target)
    resources.setStatus('pods', arrived, launcherStatus(target, address, now))
    const [first, ...others] = listAt(instance, 'status', 'interfaces')
    const status: JsonObject = {
      ...objectAt(instance, 'status'),
      nodeName: target,
      activePods: { [arrived.metadata.uid ?? '']: target },
      interfaces: [{ ...objectAt(first), ipAddress: address, ipAddresses: [address] }, ...others],
      migrationState: { ...state, completed: true, endTimestamp: now },
    }
    const labels = { ...instance.metadata.labels, 'kubevirt.io/nodeName': target }
    store.put(instances, { ...instance, metadata: { ...instance.metadata, labels }, status })
    for (const pod of launchers) {
      if (pod !== arrived) resources.setStatus('pods', pod, { ...objectAt(pod, 'status'), phase: 'Succeeded', containerStatuses: completed(pod) })
    }
    recordEvent(resources, instance, { reason: 'Migrated', message: 'The VirtualMachineInstance migrated to node ' + target + '.', component: 'virt-handler' })
  }

  return {
    name: 'migration',
    triggers: { [migrations]: itself },
    reconcile(namespace, name, wait) {
      const migration = store.get(migrations, namespace, name)
      if (migration === undefined) return
      const phase = textAt(migration, 'status', 'phase')
      if (phase === 'Succeeded' || phase === 'Failed') return
      const instance = store.get(instances, namespace, textAt(migration, 'spec', 'vmiName'))
      const target = instance === undefined ? undefined : otherWorker(textAt(instance, 'status', 'nodeName'))
      if (instance === undefined || target === undefined || textAt(instance, 'status', 'phase') !== 'Running') return setPhase(migration, 'Failed')
      const next = migrationPhases[migrationPhases.indexOf(phase) + 1] ?? 'Succeeded'
      if (!wait(`${migration.metadata.uid ?? ''} ${next}`, phase === '' ? 0 : migrationStepMs)) return
      if (next === 'Scheduling') begin(instance, migration, target)
      if (next === 'Succeeded') finish(instance)
      setPhase(migration, next)
    },
  }
}

function completed(pod: KubeObject): JsonObject[] {
  return listAt(pod, 'status', 'containerStatuses').map((status) => ({
    ...objectAt(status),
    ready: false,
    started: false,
    restartCount: numberAt(status, 'restartCount'),
    state: { terminated: { exitCode: 0, reason: 'Completed' } },
  }))
}
