import { suffix, type Resources } from '../api/resources'
import { at, listAt, objectAt, textAt, type JsonObject, type KubeObject } from '../objects/json'
import { timestamp } from '../store/clock'
import { releaseOf } from '../world/release'
import { recordEvent } from './events'
import { instances, launcherStatus, migrations, targetLauncherOf } from './machine-objects'
import { completedStatus } from './pods'
import { isControlledBy, itself, targetOf, type Controller } from './runner'

// Classroom time of each step; a real guest of 4 GiB takes about ten seconds for all of them.
const stepMs = 700
// KubeVirt's own limit for a target pod that no node takes.
const unschedulableMs = 5 * 60_000

/** Live migration, phase by phase. */
export function migrationController(resources: Resources): Controller {
  const { store, kinds, clock } = resources

  function targetPod(instance: KubeObject, migration: KubeObject): KubeObject | undefined {
    return store.list('pods', instance.metadata.namespace).find((pod) => pod.metadata.labels?.['kubevirt.io/migrationJobUID'] === migration.metadata.uid)
  }

  function setPhase(migration: KubeObject, phase: string): void {
    const transitions = [...listAt(migration, 'status', 'phaseTransitionTimestamps'), { phase, phaseTransitionTimestamp: timestamp(clock.now()) }]
    resources.setStatus(migrations, migration, { ...objectAt(migration, 'status'), phase, phaseTransitionTimestamps: transitions })
  }

  function setState(instance: KubeObject, more: JsonObject): void {
    const live = store.get(instances, instance.metadata.namespace, instance.metadata.name)
    if (live !== undefined) resources.setStatus(instances, live, { ...objectAt(live, 'status'), migrationState: { ...objectAt(live, 'status', 'migrationState'), ...more } })
  }

  function createTarget(instance: KubeObject, migration: KubeObject): void {
    const pod = resources.create(kinds.get('pods'), targetLauncherOf(instance, suffix(), releaseOf(store), migration))
    recordEvent(resources, migration, { reason: 'SuccessfulCreate', message: `Created migration target pod ${pod.metadata.name}`, component: 'virtualmachine-controller' })
  }

  function handOver(instance: KubeObject, migration: KubeObject, target: KubeObject): void {
    resources.setStatus('pods', target, launcherStatus(target, store, timestamp(clock.now())))
    const source = store.list('pods', instance.metadata.namespace).find((pod) => isControlledBy(pod, instance) && pod !== target && textAt(pod, 'spec', 'nodeName') === textAt(instance, 'status', 'nodeName'))
    setState(instance, {
      migrationUid: migration.metadata.uid,
      sourceNode: textAt(instance, 'status', 'nodeName'),
      sourcePod: source?.metadata.name,
      targetNode: textAt(target, 'spec', 'nodeName'),
      targetPod: target.metadata.name,
      mode: 'PreCopy',
      completed: false,
      failed: false,
      endTimestamp: undefined,
      startTimestamp: undefined,
    })
    recordEvent(resources, migration, { reason: 'SuccessfulHandOver', message: 'Migration target pod is ready for preparation by virt-handler.', component: 'virtualmachine-controller' })
  }

  function finish(instance: KubeObject, migration: KubeObject, target: KubeObject): void {
    const now = timestamp(clock.now())
    const node = textAt(target, 'spec', 'nodeName')
    const address = textAt(target, 'status', 'podIP')
    const [first, ...others] = listAt(instance, 'status', 'interfaces')
    const { evacuationNodeName: _, ...known } = objectAt(instance, 'status')
    const status: JsonObject = {
      ...known,
      nodeName: node,
      activePods: { [target.metadata.uid ?? '']: node },
      interfaces: [{ ...objectAt(first), ipAddress: address, ipAddresses: [address] }, ...others],
      migrationState: { ...objectAt(instance, 'status', 'migrationState'), completed: true, endTimestamp: now, targetNodeDomainDetected: true },
    }
    const labels = { ...instance.metadata.labels, 'kubevirt.io/nodeName': node, 'kubevirt.io/migrationTargetNodeName': node }
    // The source's pod ends after the machine has left it, so that it is not taken for the machine's own end.
    store.put(instances, { ...instance, metadata: { ...instance.metadata, labels }, status })
    for (const pod of store.list('pods', instance.metadata.namespace)) {
      if (isControlledBy(pod, instance) && pod.metadata.uid !== target.metadata.uid) resources.setStatus('pods', pod, completedStatus(pod))
    }
    recordEvent(resources, instance, { reason: 'Migrated', message: `The VirtualMachineInstance migrated to node ${node}.`, component: 'virt-handler' })
    recordEvent(resources, migration, { reason: 'SuccessfulMigration', message: `Source node reported migration succeeded`, component: 'virtualmachine-controller' })
  }

  function fail(instance: KubeObject | undefined, migration: KubeObject, why: string): void {
    recordEvent(resources, migration, { type: 'Warning', reason: 'FailedMigration', message: why, component: 'virtualmachine-controller' })
    if (instance !== undefined) abandon(instance, migration.metadata.uid)
    setPhase(migration, 'Failed')
  }

  /** Takes back what a migration that comes to nothing has begun. */
  function abandon(instance: KubeObject, uid: string | undefined): void {
    for (const pod of store.list('pods', instance.metadata.namespace)) if (uid !== undefined && pod.metadata.labels?.['kubevirt.io/migrationJobUID'] === uid) store.remove('pods', pod.metadata.namespace, pod.metadata.name)
    if (at(instance, 'status', 'migrationState', 'migrationUid') === uid) setState(instance, { completed: true, failed: true, endTimestamp: timestamp(clock.now()) })
  }

  /** A migration whose object is deleted on the way is aborted. */
  function abortLost(namespace: string | undefined): void {
    const known = new Set(store.list(migrations, namespace).map(({ metadata }) => metadata.uid))
    for (const instance of store.list(instances, namespace)) {
      const state = objectAt(instance, 'status', 'migrationState')
      if (state['completed'] === false && !known.has(textAt(state, 'migrationUid'))) abandon(instance, textAt(state, 'migrationUid'))
    }
  }

  return {
    name: 'migration',
    triggers: {
      [migrations]: itself,
      // A target pod that has found its node takes its migration on.
      pods: ({ object }) => {
        const uid = object.metadata.labels?.['kubevirt.io/migrationJobUID']
        return uid === undefined ? undefined : store.list(migrations, object.metadata.namespace).filter(({ metadata }) => metadata.uid === uid).map(targetOf)
      },
    },
    reconcile(namespace, name, wait) {
      const migration = store.get(migrations, namespace, name)
      if (migration === undefined) return abortLost(namespace)
      const phase = textAt(migration, 'status', 'phase')
      if (phase === 'Succeeded' || phase === 'Failed') return
      const uid = migration.metadata.uid ?? ''
      const instance = store.get(instances, namespace, textAt(migration, 'spec', 'vmiName'))
      if (instance === undefined || textAt(instance, 'status', 'phase') !== 'Running') return fail(instance, migration, 'vmi does not exist or is not running')
      const target = targetPod(instance, migration)
      const arrives = (next: string): boolean => wait(`${uid} ${next}`, stepMs)
      switch (phase) {
        case '':
          return setPhase(migration, 'Pending')
        case 'Pending':
          if (!arrives('Scheduling')) return
          createTarget(instance, migration)
          return setPhase(migration, 'Scheduling')
        case 'Scheduling':
          if (target === undefined) return fail(instance, migration, 'target pod is gone')
          if (textAt(target, 'spec', 'nodeName') === '') {
            if (wait(`${uid} unschedulable`, unschedulableMs)) fail(instance, migration, 'migration target pod is unschedulable')
            return
          }
          if (!arrives('Scheduled')) return
          handOver(instance, migration, target)
          return setPhase(migration, 'Scheduled')
        case 'Scheduled':
          if (!arrives('PreparingTarget')) return
          recordEvent(resources, instance, { reason: 'PreparingTarget', message: 'VirtualMachineInstance Migration Target Prepared.', component: 'virt-handler' })
          return setPhase(migration, 'PreparingTarget')
        case 'PreparingTarget':
          if (arrives('TargetReady')) setPhase(migration, 'TargetReady')
          return
        case 'TargetReady':
          if (!arrives('Running')) return
          setState(instance, { startTimestamp: timestamp(clock.now()) })
          recordEvent(resources, instance, { reason: 'Migrating', message: 'VirtualMachineInstance is migrating.', component: 'virt-handler' })
          return setPhase(migration, 'Running')
        default:
          if (!arrives('Succeeded')) return
          if (target === undefined) return fail(instance, migration, 'target pod is gone')
          finish(instance, migration, target)
          return setPhase(store.get(migrations, namespace, name) ?? migration, 'Succeeded')
      }
    },
  }
}

/** Moves machines away from a node that is being drained. */
export function evacuationController(resources: Resources): Controller {
  const { store, kinds } = resources
  return {
    name: 'evacuation',
    triggers: { [instances]: itself },
    reconcile(namespace, name) {
      const instance = store.get(instances, namespace, name)
      const node = textAt(instance, 'status', 'evacuationNodeName')
      if (instance === undefined || node === '' || node !== textAt(instance, 'status', 'nodeName')) return
      const active = store.list(migrations, namespace).some((one) => textAt(one, 'spec', 'vmiName') === name && !['Succeeded', 'Failed'].includes(textAt(one, 'status', 'phase')))
      if (active) return
      resources.create(kinds.get(migrations), {
        apiVersion: 'kubevirt.io/v1',
        kind: 'VirtualMachineInstanceMigration',
        metadata: { name: '', generateName: 'kubevirt-evacuation-', namespace: namespace ?? '', annotations: { 'kubevirt.io/evacuationMigration': node } },
        spec: { vmiName: name },
      })
    },
  }
}
