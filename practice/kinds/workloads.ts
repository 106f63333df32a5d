import { at, listAt, numberAt, objectAt, textAt, type JsonObject, type KubeObject } from '../objects/json'
import { daemonSetSchema, deploymentSchema } from './core-schema'
import { age, column, defineKind, wide, type Kind } from './kind'
import { described } from './schema'

function ready(object: KubeObject): string {
  return `${numberAt(object, 'status', 'readyReplicas')}/${numberAt(object, 'spec', 'replicas')}`
}

function containers(field: 'name' | 'image'): (object: KubeObject) => string {
  return (object) =>
    listAt(object, 'spec', 'template', 'spec', 'containers')
      .map((container) => textAt(container, field))
      .join(',')
}

function selector(object: KubeObject): string {
  return (
    Object.entries(objectAt(object, 'spec', 'selector', 'matchLabels'))
      .map(([key, value]) => `${key}=${textAt(value)}`)
      .join(',') || '<none>'
  )
}

function nodeSelector(object: KubeObject): string {
  return (
    Object.entries(objectAt(object, 'spec', 'template', 'spec', 'nodeSelector'))
      .map(([key, value]) => `${key}=${textAt(value)}`)
      .join(',') || '<none>'
  )
}

const templateColumns = [wide('Containers', containers('name')), wide('Images', containers('image')), wide('Selector', selector)]
const number = (name: string, ...path: string[]) => column(name, (object) => numberAt(object, ...path), { type: 'integer' })

function oneReplica(object: KubeObject): void {
  const spec = objectAt(object, 'spec')
  spec['replicas'] ??= 1
  object['spec'] = spec
}

function rolling(field: 'strategy' | 'updateStrategy', rollingUpdate: JsonObject): (object: KubeObject) => void {
  return (object) => {
    const spec = objectAt(object, 'spec')
    spec[field] ??= { type: 'RollingUpdate', rollingUpdate }
    spec['revisionHistoryLimit'] ??= 10
    object['spec'] = spec
  }
}

function both(...prepares: ((object: KubeObject) => void)[]): (object: KubeObject) => void {
  return (object) => prepares.forEach((prepare) => prepare(object))
}

const workload = { categories: ['all'], subresources: ['status', 'scale'] }

export const workloadKinds: Kind[] = [
  defineKind('apps/v1', 'deployments', 'Deployment', {
    ...workload,
    shortNames: ['deploy'],
    description: 'Deployment enables declarative updates for Pods and ReplicaSets.',
    schema: described(deploymentSchema),
    columns: [column('Ready', ready), number('Up-to-date', 'status', 'updatedReplicas'), number('Available', 'status', 'availableReplicas'), age, ...templateColumns],
    prepare: both(oneReplica, rolling('strategy', { maxSurge: '25%', maxUnavailable: '25%' })),
  }),
  defineKind('apps/v1', 'replicasets', 'ReplicaSet', {
    ...workload,
    shortNames: ['rs'],
    columns: [number('Desired', 'spec', 'replicas'), number('Current', 'status', 'replicas'), number('Ready', 'status', 'readyReplicas'), age, ...templateColumns],
    prepare: oneReplica,
  }),
  defineKind('apps/v1', 'statefulsets', 'StatefulSet', {
    ...workload,
    shortNames: ['sts'],
    columns: [column('Ready', ready), age, wide('Containers', containers('name')), wide('Images', containers('image'))],
    prepare: both(oneReplica, rolling('updateStrategy', { partition: 0 })),
  }),
  defineKind('apps/v1', 'daemonsets', 'DaemonSet', {
    shortNames: ['ds'],
    description: 'DaemonSet represents the configuration of a daemon set.',
    schema: described(daemonSetSchema),
    categories: ['all'],
    subresources: ['status'],
    columns: [
      number('Desired', 'status', 'desiredNumberScheduled'),
      number('Current', 'status', 'currentNumberScheduled'),
      number('Ready', 'status', 'numberReady'),
      number('Up-to-date', 'status', 'updatedNumberScheduled'),
      number('Available', 'status', 'numberAvailable'),
      column('Node Selector', nodeSelector),
      age,
      ...templateColumns,
    ],
    prepare: rolling('updateStrategy', { maxSurge: 0, maxUnavailable: 1 }),
  }),
  defineKind('apps/v1', 'controllerrevisions', 'ControllerRevision'),
  defineKind('batch/v1', 'jobs', 'Job', {
    categories: ['all'],
    subresources: ['status'],
    columns: [
      column('Status', (job) => (numberAt(job, 'status', 'succeeded') > 0 ? 'Complete' : 'Running')),
      column('Completions', (job) => `${numberAt(job, 'status', 'succeeded')}/${numberAt(job, 'spec', 'completions') || 1}`),
      age,
    ],
  }),
  defineKind('batch/v1', 'cronjobs', 'CronJob', {
    shortNames: ['cj'],
    categories: ['all'],
    subresources: ['status'],
    columns: [column('Schedule', 'spec.schedule'), column('Suspend', (job) => at(job, 'spec', 'suspend') === true, { type: 'boolean' }), age],
  }),
  defineKind('autoscaling/v2', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler', { shortNames: ['hpa'], categories: ['all'], subresources: ['status'] }),
  defineKind('policy/v1', 'poddisruptionbudgets', 'PodDisruptionBudget', { shortNames: ['pdb'], subresources: ['status'] }),
]
