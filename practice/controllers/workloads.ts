import { createHash } from 'node:crypto'
import { suffix, type Resources } from '../api/resources'
import { conditionStatus } from '../kinds/kind'
import { at, clone, listAt, numberAt, objectAt, sameJson, textAt, type Json, type JsonObject, type KubeObject } from '../objects/json'
import { timestamp } from '../store/clock'
import { recordEvent } from './events'
import { controlledBy, isControlledBy, itself, ownerOf, targetOf, type Controller } from './runner'
import { suits } from './scheduler'

const deployments = 'deployments.apps'
const replicaSets = 'replicasets.apps'
const statefulSets = 'statefulsets.apps'
const daemonSets = 'daemonsets.apps'
const jobs = 'jobs.batch'

/** Deployments, ReplicaSets, StatefulSets, DaemonSets and Jobs, as far as a lesson looks at them: their pods, and their status. */
export function workloadControllers(resources: Resources): Controller[] {
  return [deploymentController(resources), replicaSetController(resources), statefulSetController(resources), daemonSetController(resources), jobController(resources)]
}

function podsOf({ store }: Resources, owner: KubeObject): KubeObject[] {
  return store.list('pods', owner.metadata.namespace).filter((pod) => isControlledBy(pod, owner))
}

function alive(pod: KubeObject): boolean {
  return pod.metadata.deletionTimestamp === undefined && !['Succeeded', 'Failed'].includes(textAt(pod, 'status', 'phase'))
}

function isReady(pod: KubeObject): boolean {
  return alive(pod) && conditionStatus(pod, 'Ready') === 'True'
}

function createPod(resources: Resources, owner: KubeObject, name: string, more: JsonObject = {}, labels: Record<string, string> = {}): void {
  const template = objectAt(owner, 'spec', 'template')
  const pod = resources.create(resources.kinds.get('pods'), {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: owner.metadata.namespace ?? '',
      labels: { ...(objectAt(template, 'metadata', 'labels') as Record<string, string>), ...labels },
      annotations: objectAt(template, 'metadata', 'annotations') as Record<string, string>,
      ownerReferences: [controlledBy(owner)],
    },
    spec: { ...clone(objectAt(template, 'spec')), ...more },
  })
  recordEvent(resources, owner, { reason: 'SuccessfulCreate', message: `Created pod: ${pod.metadata.name}`, component: `${owner.kind.toLowerCase()}-controller` })
}

function deletePod(resources: Resources, owner: KubeObject, pod: KubeObject): void {
  resources.delete(resources.kinds.get('pods'), pod)
  recordEvent(resources, owner, { reason: 'SuccessfulDelete', message: `Deleted pod: ${pod.metadata.name}`, component: `${owner.kind.toLowerCase()}-controller` })
}

/** A condition whose lastTransitionTime moves only with its status. */
function settled(of: KubeObject, type: string, status: 'True' | 'False', reason: string, message: string, now: string): JsonObject {
  const known = listAt(of, 'status', 'conditions').find((one) => at(one, 'type') === type)
  const since = textAt(known, 'status') === status ? textAt(known, 'lastTransitionTime') : now
  return { type, status, reason, message, lastTransitionTime: since, lastUpdateTime: since }
}

function deploymentController(resources: Resources): Controller {
  const { store, kinds, clock } = resources

  function setOf(deployment: KubeObject, all: KubeObject[]): KubeObject | undefined {
    const wanted = objectAt(deployment, 'spec', 'template')
    const known = all.find((set) => set.metadata.labels?.['pod-template-hash'] === hashOf(wanted))
    if (known !== undefined) return known
    const hash = hashOf(wanted)
    const labels = { ...(objectAt(wanted, 'metadata', 'labels') as Record<string, string>), 'pod-template-hash': hash }
    const template = { ...clone(wanted), metadata: { ...objectAt(wanted, 'metadata'), labels } }
    const set = resources.create(kinds.get(replicaSets), {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name: `${deployment.metadata.name}-${hash}`,
        namespace: deployment.metadata.namespace ?? '',
        labels,
        annotations: { 'deployment.kubernetes.io/revision': String(all.length + 1) },
        ownerReferences: [controlledBy(deployment)],
      },
      spec: { replicas: numberAt(deployment, 'spec', 'replicas'), selector: { matchLabels: { ...objectAt(deployment, 'spec', 'selector', 'matchLabels'), 'pod-template-hash': hash } }, template },
    })
    tellScale(deployment, set, 'up', numberAt(deployment, 'spec', 'replicas'), 0)
    return set
  }

  function tellScale(deployment: KubeObject, set: KubeObject, direction: 'up' | 'down', to: number, from: number): void {
    recordEvent(resources, deployment, { reason: 'ScalingReplicaSet', message: `Scaled ${direction} replica set ${set.metadata.name} from ${from} to ${to}`, component: 'deployment-controller' })
  }

  function scale(deployment: KubeObject, set: KubeObject, replicas: number): void {
    const from = numberAt(set, 'spec', 'replicas')
    if (from === replicas) return
    resources.update(kinds.get(replicaSets), set, { ...set, spec: { ...objectAt(set, 'spec'), replicas } })
    tellScale(deployment, set, replicas > from ? 'up' : 'down', replicas, from)
  }

  function report(deployment: KubeObject, set: KubeObject, all: KubeObject[]): void {
    const wanted = numberAt(deployment, 'spec', 'replicas')
    const sum = (field: string): number => all.reduce((total, one) => total + numberAt(one, 'status', field), 0)
    const [replicas, ready, updated] = [sum('replicas'), sum('readyReplicas'), numberAt(set, 'status', 'replicas')]
    const now = timestamp(clock.now())
    const done = ready >= wanted && updated === wanted && replicas === wanted
    const conditions = [
      ready >= wanted
        ? settled(deployment, 'Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.', now)
        : settled(deployment, 'Available', 'False', 'MinimumReplicasUnavailable', 'Deployment does not have minimum availability.', now),
      done
        ? settled(deployment, 'Progressing', 'True', 'NewReplicaSetAvailable', `ReplicaSet "${set.metadata.name}" has successfully progressed.`, now)
        : settled(deployment, 'Progressing', 'True', 'ReplicaSetUpdated', `ReplicaSet "${set.metadata.name}" is progressing.`, now),
    ]
    resources.setStatus(deployments, deployment, {
      observedGeneration: deployment.metadata.generation,
      replicas,
      updatedReplicas: updated,
      readyReplicas: ready,
      availableReplicas: ready,
      ...(ready < wanted ? { unavailableReplicas: wanted - ready } : {}),
      conditions,
    })
  }

  return {
    name: 'deployment',
    triggers: { [deployments]: itself, [replicaSets]: ownerOf('Deployment') },
    reconcile(namespace, name) {
      const deployment = store.get(deployments, namespace, name)
      if (deployment === undefined || deployment.metadata.deletionTimestamp !== undefined) return
      const owned = (): KubeObject[] => store.list(replicaSets, namespace).filter((set) => isControlledBy(set, deployment))
      const current = setOf(deployment, owned())
      if (current === undefined) return
      const wanted = numberAt(deployment, 'spec', 'replicas')
      scale(deployment, current, wanted)
      // The old pods stay until the new ones serve.
      if (numberAt(current, 'status', 'readyReplicas') >= wanted) for (const set of owned()) if (set.metadata.uid !== current.metadata.uid) scale(deployment, set, 0)
      report(deployment, store.get(replicaSets, namespace, current.metadata.name) ?? current, owned())
    },
  }
}

// As long as the hashes that a real cluster shows.
const hashLength = 10

function hashOf(template: Json): string {
  const letters = 'bcdfghjklmnpqrstvwxz2456789'
  const digest = createHash('sha256').update(JSON.stringify(template)).digest()
  return [...digest.subarray(0, hashLength)].map((byte) => letters[byte % letters.length]).join('')
}

function replicaSetController(resources: Resources): Controller {
  const { store } = resources
  return {
    name: 'replica-set',
    triggers: { [replicaSets]: itself, pods: ownerOf('ReplicaSet') },
    reconcile(namespace, name) {
      const set = store.get(replicaSets, namespace, name)
      if (set === undefined || set.metadata.deletionTimestamp !== undefined) return
      const wanted = numberAt(set, 'spec', 'replicas')
      const living = podsOf(resources, set).filter(alive)
      for (let missing = wanted - living.length; missing > 0; missing -= 1) createPod(resources, set, `${name}-${suffix()}`)
      // Those that do not serve go first.
      const spare = [...living].sort((one, other) => Number(isReady(one)) - Number(isReady(other))).slice(0, Math.max(0, living.length - wanted))
      for (const pod of spare) deletePod(resources, set, pod)
      const pods = podsOf(resources, set).filter(alive)
      const ready = pods.filter(isReady).length
      resources.setStatus(replicaSets, set, { replicas: pods.length, fullyLabeledReplicas: pods.length, readyReplicas: ready, availableReplicas: ready, observedGeneration: set.metadata.generation })
    },
  }
}

function statefulSetController(resources: Resources): Controller {
  const { store } = resources
  return {
    name: 'stateful-set',
    triggers: { [statefulSets]: itself, pods: ownerOf('StatefulSet') },
    reconcile(namespace, name) {
      const set = store.get(statefulSets, namespace, name)
      if (set === undefined || set.metadata.deletionTimestamp !== undefined) return
      const wanted = numberAt(set, 'spec', 'replicas')
      for (let index = 0; index < wanted; index += 1) {
        if (store.get('pods', namespace, `${name}-${index}`) === undefined) createPod(resources, set, `${name}-${index}`)
      }
      for (const pod of podsOf(resources, set).filter(alive)) if (Number(pod.metadata.name.slice(name.length + 1)) >= wanted) deletePod(resources, set, pod)
      const pods = podsOf(resources, set).filter(alive)
      const ready = pods.filter(isReady).length
      resources.setStatus(statefulSets, set, { replicas: pods.length, readyReplicas: ready, currentReplicas: pods.length, updatedReplicas: pods.length, availableReplicas: ready, observedGeneration: set.metadata.generation })
    },
  }
}

function daemonSetController(resources: Resources): Controller {
  const { store } = resources
  return {
    name: 'daemon-set',
    triggers: {
      [daemonSets]: itself,
      pods: ownerOf('DaemonSet'),
      nodes: ({ object, previous }) =>
        // A heartbeat changes no node's fitness.
        sameJson(object.metadata.labels, previous?.metadata.labels) && sameJson(object['spec'], previous?.['spec']) ? undefined : store.list(daemonSets).map(targetOf),
    },
    reconcile(namespace, name) {
      const set = store.get(daemonSets, namespace, name)
      if (set === undefined || set.metadata.deletionTimestamp !== undefined) return
      const nodes = store.list('nodes').filter((node) => suits(node, at(set, 'spec', 'template', 'spec'))).map(({ metadata }) => metadata.name)
      const living = podsOf(resources, set).filter(alive)
      for (const node of nodes) {
        if (!living.some((pod) => textAt(pod, 'spec', 'nodeName') === node)) createPod(resources, set, `${name}-${suffix()}`, { nodeName: node })
      }
      for (const pod of living) if (!nodes.includes(textAt(pod, 'spec', 'nodeName'))) deletePod(resources, set, pod)
      const pods = podsOf(resources, set).filter(alive)
      const ready = pods.filter(isReady).length
      resources.setStatus(daemonSets, set, {
        desiredNumberScheduled: nodes.length,
        currentNumberScheduled: pods.length,
        numberReady: ready,
        updatedNumberScheduled: pods.length,
        numberAvailable: ready,
        numberUnavailable: nodes.length > ready ? nodes.length - ready : undefined,
        numberMisscheduled: 0,
        observedGeneration: set.metadata.generation,
      })
    },
  }
}

function jobController(resources: Resources): Controller {
  const { store, clock } = resources
  return {
    name: 'job',
    triggers: { [jobs]: itself, pods: ownerOf('Job') },
    reconcile(namespace, name) {
      const job = store.get(jobs, namespace, name)
      if (job === undefined || job.metadata.deletionTimestamp !== undefined || conditionStatus(job, 'Complete') === 'True') return
      const completions = numberAt(job, 'spec', 'completions') || 1
      const pods = podsOf(resources, job)
      const succeeded = pods.filter((pod) => textAt(pod, 'status', 'phase') === 'Succeeded').length
      const active = pods.filter(alive).length
      const now = timestamp(clock.now())
      for (let missing = Math.min(numberAt(job, 'spec', 'parallelism') || 1, completions - succeeded) - active; missing > 0; missing -= 1) {
        createPod(resources, job, `${name}-${suffix()}`, {}, { 'job-name': name, 'batch.kubernetes.io/job-name': name })
      }
      const startTime = textAt(job, 'status', 'startTime') || now
      if (succeeded < completions) return void resources.setStatus(jobs, job, { active: podsOf(resources, job).filter(alive).length, succeeded, ready: active, startTime })
      resources.setStatus(jobs, job, { succeeded, startTime, completionTime: now, conditions: [settled(job, 'Complete', 'True', 'CompletionsReached', 'Reached expected number of succeeded pods', now)] })
      recordEvent(resources, job, { reason: 'Completed', message: 'Job completed', component: 'job-controller' })
    },
  }
}
