import { suffix, type Resources } from '../api/resources'
import { conditionStatus } from '../kinds/kind'
import { at, listAt, objectAt, textAt, type JsonObject, type KubeObject } from '../objects/json'
import { timestamp } from '../store/clock'
import { releaseOf } from '../world/release'
import { recordEvent } from './events'
import { agentStatus, claimOf, condition, dataVolumes, dataVolumesOf, INSTANCE_FINALIZERS, instances, launcherOf, launcherStatus, onlyProvisions, provisioningLauncherOf, runningInstanceStatus, waitsForPod } from './machine-objects'
import { completedStatus, recordStart } from './pods'
import { refusePull, waitingForImage } from './pulls'
import { isControlledBy, itself, ownerOf, targetOf, type Controller, type Wait } from './runner'

// Classroom time: about what the steps take on an idle cluster whose image is on the node, shortened to what holds attention.
const launchMs = 1_200
const bootMs = 800
const agentMs = 2_500
const shutdownMs = 1_500

/** Removed with the instance: KubeVirt's, and the garbage collector's, whose work is done with the pods. */
const OWN_FINALIZERS = new Set([...INSTANCE_FINALIZERS, 'foregroundDeletion', 'orphan'])

/** virt-controller's and virt-handler's part for instances: a pod, a node, a guest, and the way back. */
export function instanceController(resources: Resources): Controller {
  const { store, kinds, clock } = resources

  function podsOf(instance: KubeObject): KubeObject[] {
    return store.list('pods', instance.metadata.namespace).filter((pod) => isControlledBy(pod, instance))
  }

  function launchersOf(instance: KubeObject): KubeObject[] {
    return podsOf(instance).filter((pod) => !onlyProvisions(pod))
  }

  function launcherOn(instance: KubeObject): KubeObject | undefined {
    const node = textAt(instance, 'status', 'nodeName')
    const launchers = launchersOf(instance)
    const here = launchers.filter((pod) => node === '' || textAt(pod, 'spec', 'nodeName') === node)
    return here.find((pod) => textAt(pod, 'status', 'phase') !== 'Succeeded') ?? here[0]
  }

  function setPhase(instance: KubeObject, phase: string, more: JsonObject = {}): void {
    const transition = { phase, phaseTransitionTimestamp: timestamp(clock.now()) }
    const transitions = [...listAt(instance, 'status', 'phaseTransitionTimestamps'), transition]
    resources.setStatus(instances, instance, { ...objectAt(instance, 'status'), ...more, phase, phaseTransitionTimestamps: transitions })
  }

  /** The first of its volumes whose claim is not there. */
  function missingClaim(instance: KubeObject): string | undefined {
    const claims = listAt(instance, 'spec', 'volumes').map(claimOf)
    return claims.find((name) => name !== '' && store.get('persistentvolumeclaims', instance.metadata.namespace, name) === undefined)
  }

  function tellMissing(instance: KubeObject, claim: string): void {
    if (conditionStatus(instance, 'Synchronized') === 'False') return
    const message = `PVC ${instance.metadata.namespace ?? ''}/${claim} does not exist, waiting for it to appear`
    recordEvent(resources, instance, { type: 'Warning', reason: 'FailedPvcNotFound', message, component: 'virtualmachine-controller' })
    const unsynchronized = condition('Synchronized', 'False', timestamp(clock.now()), 'FailedPvcNotFound', message)
    resources.setStatus(instances, instance, { ...objectAt(instance, 'status'), phase: 'Pending', conditions: [unsynchronized] })
  }

  function createLauncher(instance: KubeObject): void {
    const launcher = resources.create(kinds.get('pods'), launcherOf(instance, suffix(), releaseOf(store)))
    recordEvent(resources, instance, { reason: 'SuccessfulCreate', message: `Created virtual machine pod ${launcher.metadata.name}`, component: 'virtualmachine-controller' })
    setPhase(instance, 'Scheduling', { conditions: [condition('Ready', 'False', timestamp(clock.now()), 'GuestNotRunning', 'Guest VM is not reported as running')] })
  }

  /** Volumes that are made for their first consumer get one, and are waited for. False when there are none left to wait for. */
  function provision(instance: KubeObject): boolean {
    const pods = podsOf(instance).filter(onlyProvisions)
    const filling = dataVolumesOf(store, instance.metadata.namespace, listAt(instance, 'spec', 'volumes')).filter((volume) => textAt(volume, 'status', 'phase') !== 'Succeeded')
    if (filling.length === 0) {
      for (const pod of pods) store.remove('pods', pod.metadata.namespace, pod.metadata.name)
      return false
    }
    if (pods.length === 0 && filling.some(waitsForPod)) {
      const pod = resources.create(kinds.get('pods'), provisioningLauncherOf(instance, suffix(), releaseOf(store)))
      recordEvent(resources, instance, { reason: 'SuccessfulCreate', message: `Created PVC provisioning pod ${pod.metadata.name}`, component: 'virtualmachine-controller' })
    }
    const now = timestamp(clock.now())
    const status = objectAt(instance, 'status')
    if (conditionStatus(instance, 'DataVolumesReady') === '') {
      resources.setStatus(instances, instance, { ...status, phase: 'Pending', conditions: [...listAt(status, 'conditions'), condition('DataVolumesReady', 'False', now, 'NotAllDVsReady', 'Not all of the DVs are ready')] })
    }
    return true
  }

  /** A container disk that cannot be pulled is told in the machine's own words. */
  function tellPull(instance: KubeObject, launcher: KubeObject): void {
    const waiting = waitingForImage(launcher)
    if (waiting === undefined) return
    const known = listAt(instance, 'status', 'conditions').find((one) => at(one, 'type') === 'Synchronized')
    if (textAt(known, 'reason') === waiting.reason) return
    const others = listAt(instance, 'status', 'conditions').filter((one) => at(one, 'type') !== 'Synchronized')
    resources.setStatus(instances, instance, { ...objectAt(instance, 'status'), conditions: [...others, condition('Synchronized', 'False', timestamp(clock.now()), waiting.reason, waiting.message)] })
  }

  /** A pod that no node takes makes the machine ErrorUnschedulable, by this condition. */
  function tellRefusal(instance: KubeObject, launcher: KubeObject): void {
    const refused = listAt(launcher, 'status', 'conditions').find((one) => at(one, 'type') === 'PodScheduled' && at(one, 'status') === 'False')
    if (refused === undefined) return
    const others = listAt(instance, 'status', 'conditions').filter((one) => at(one, 'type') !== 'PodScheduled')
    resources.setStatus(instances, instance, { ...objectAt(instance, 'status'), conditions: [...others, refused] })
  }

  function launch(instance: KubeObject, launcher: KubeObject, node: string): void {
    const started = resources.setStatus('pods', launcher, launcherStatus(launcher, store, timestamp(clock.now())))
    if (started !== undefined) recordStart(resources, started)
    const live = store.get(instances, instance.metadata.namespace, instance.metadata.name) ?? instance
    const labelled = store.put(instances, { ...live, metadata: { ...live.metadata, labels: { ...live.metadata.labels, 'kubevirt.io/nodeName': node } } })
    const conditions = listAt(labelled, 'status', 'conditions').filter((one) => at(one, 'type') !== 'PodScheduled')
    setPhase(labelled, 'Scheduled', { conditions, nodeName: node, activePods: { [launcher.metadata.uid ?? '']: node } })
  }

  function boot(instance: KubeObject, launcher: KubeObject): void {
    setPhase(instance, 'Running', runningInstanceStatus(instance, launcher, store, timestamp(clock.now())))
    recordEvent(resources, instance, { reason: 'Created', message: 'VirtualMachineInstance defined.', component: 'virt-handler' })
    recordEvent(resources, instance, { reason: 'Started', message: 'VirtualMachineInstance started.', component: 'virt-handler' })
  }

  function shutDown(instance: KubeObject, wait: Wait): void {
    const running = textAt(instance, 'status', 'phase') === 'Running'
    if (running) recordEvent(resources, instance, { reason: 'ShuttingDown', message: 'Signaled Graceful Shutdown', component: 'virt-handler' })
    if (!wait(`${instance.metadata.uid ?? ''} stop`, running ? shutdownMs : 0)) return
    if (running) {
      recordEvent(resources, instance, { reason: 'Stopped', message: 'The VirtualMachineInstance was shut down.', component: 'virt-handler' })
      recordEvent(resources, instance, { reason: 'Deleted', message: 'Signaled Deletion', component: 'virt-handler' })
    }
    for (const pod of podsOf(instance)) store.remove('pods', pod.metadata.namespace, pod.metadata.name)
    const held = (instance.metadata.finalizers ?? []).filter((one) => !OWN_FINALIZERS.has(one))
    if (held.length === 0) store.remove(instances, instance.metadata.namespace, instance.metadata.name)
    else hold(instance, held)
  }

  /** Somebody else's finalizer keeps an instance that is over for everybody else. */
  function hold(instance: KubeObject, finalizers: string[]): void {
    if (textAt(instance, 'status', 'phase') === 'Running') setPhase(instance, 'Succeeded')
    const live = store.get(instances, instance.metadata.namespace, instance.metadata.name)
    if (live !== undefined && live.metadata.finalizers?.length !== finalizers.length) store.put(instances, { ...live, metadata: { ...live.metadata, finalizers } })
  }

  /** Its guest ended by itself: virt-launcher has nothing more to do. */
  function leave(instance: KubeObject): void {
    for (const pod of launchersOf(instance)) if (textAt(pod, 'status', 'phase') !== 'Succeeded') resources.setStatus('pods', pod, completedStatus(pod))
  }

  /** Its pod was deleted under it: the guest is gone, and the VM's run strategy decides what comes. */
  function lose(instance: KubeObject, launcher: KubeObject | undefined): void {
    if (launcher !== undefined) store.remove('pods', launcher.metadata.namespace, launcher.metadata.name)
    // One that never ran has failed to start, which its VM counts.
    if (textAt(instance, 'status', 'phase') === 'Running') resources.delete(kinds.get(instances), instance)
    else setPhase(instance, 'Failed')
  }

  /** A paused machine's pod is not ready, so that no service sends to it. */
  function tellPause(instance: KubeObject, launcher: KubeObject): void {
    const paused = conditionStatus(instance, 'Paused') === 'True'
    if ((conditionStatus(launcher, 'kubevirt.io/virtual-machine-unpaused') === 'False') === paused || textAt(launcher, 'status', 'phase') !== 'Running') return
    const now = timestamp(clock.now())
    const words: [string, string] = paused ? ['Paused', 'the virtual machine is paused'] : ['NotPaused', 'the virtual machine is not paused']
    const gate = condition('kubevirt.io/virtual-machine-unpaused', paused ? 'False' : 'True', now, ...words)
    const ready = paused ? condition('Ready', 'False', now, 'ReadinessGatesNotReady', 'corresponding condition of pod readiness gate "kubevirt.io/virtual-machine-unpaused" is not True.') : condition('Ready', 'True', now)
    const others = listAt(launcher, 'status', 'conditions').filter((one) => !['Ready', 'kubevirt.io/virtual-machine-unpaused'].includes(textAt(one, 'type')))
    resources.setStatus('pods', launcher, { ...objectAt(launcher, 'status'), conditions: [...others, ready, gate] })
  }

  return {
    name: 'virtual-machine-instance',
    triggers: {
      [instances]: itself,
      pods: ownerOf('VirtualMachineInstance'),
      [dataVolumes]: ({ object }) => store.list(instances, object.metadata.namespace).filter((instance) => textAt(instance, 'status', 'phase') === 'Pending').map(targetOf),
      persistentvolumeclaims: ({ object, type }) =>
        type === 'ADDED' ? store.list(instances, object.metadata.namespace).filter((instance) => conditionStatus(instance, 'Synchronized') === 'False').map(targetOf) : undefined,
    },
    reconcile(namespace, name, wait) {
      const instance = store.get(instances, namespace, name)
      if (instance === undefined) return
      if (instance.metadata.deletionTimestamp !== undefined) return shutDown(instance, wait)
      const uid = instance.metadata.uid ?? ''
      const phase = textAt(instance, 'status', 'phase')
      if (phase === 'Succeeded' || phase === 'Failed') return leave(instance)
      if (phase === '' || phase === 'Pending') {
        const claim = missingClaim(instance)
        if (claim !== undefined) return tellMissing(instance, claim)
        if (!provision(instance)) createLauncher(instance)
        return
      }
      const launcher = launcherOn(instance)
      if (launcher === undefined || launcher.metadata.deletionTimestamp !== undefined) return lose(instance, launcher)
      const node = textAt(launcher, 'spec', 'nodeName')
      if (phase === 'Scheduling') {
        if (node === '') tellRefusal(instance, launcher)
        else if (refusePull(resources, launcher, wait)) tellPull(instance, store.get('pods', namespace, launcher.metadata.name) ?? launcher)
        else if (wait(`${uid} launch`, launchMs)) launch(instance, launcher, node)
      } else if (phase === 'Scheduled') {
        if (wait(`${uid} boot`, bootMs)) boot(instance, launcher)
      } else if (phase === 'Running') {
        tellPause(instance, launcher)
        if (conditionStatus(instance, 'AgentConnected') === '' && wait(`${uid} agent`, agentMs)) resources.setStatus(instances, instance, agentStatus(objectAt(instance, 'status'), timestamp(clock.now())))
      }
    },
  }
}
