import type { Tone } from '../model'
import { at, conditionMessage, conditionOf, textAt } from '../raw'
import type { Summary, WatchedKind } from './kind'

const REPLICA_DETAILS = [
  ['replicas', 'Replicas'],
  ['image', 'Image'],
  ['problem', 'Problem'],
] as const

/** So many of so many are there: the one fact that all controllers of pods have. */
function replicas(raw: unknown, ready: number, wanted: number, problem: string | null): Summary {
  const fact = `${ready}/${wanted}`
  const image = textAt(raw, ['spec', 'template', 'spec', 'containers', 0, 'image'])
  const [status, tone]: [string, Tone] =
    problem !== null ? ['Failing', 'danger'] : wanted === 0 ? ['Scaled to 0', 'idle'] : ready < wanted ? ['Progressing', 'progress'] : ['Ready', 'ok']
  return { status, tone, fact, facts: { replicas: fact, image, problem } }
}

function countAt(raw: unknown, ...path: string[]): number {
  const found = at(raw, ...path)
  return typeof found === 'number' && Number.isFinite(found) ? found : 0
}

/** A kind of controller that keeps so many pods of one sort. */
function controller(own: Pick<WatchedKind, 'kind' | 'plural' | 'words' | 'badge' | 'summarize'>): WatchedKind {
  return { ...own, name: `${own.plural}.apps`, path: '/apis/apps/v1', namespaced: true, icon: 'workload', details: REPLICA_DETAILS }
}

export const deployments = controller({
  kind: 'Deployment',
  plural: 'deployments',
  words: 'deployments',
  badge: 'D',
  summarize(raw) {
    const late = conditionOf(raw, 'Progressing') === 'False' ? conditionMessage(raw, 'Progressing') : null
    const problem = conditionOf(raw, 'ReplicaFailure') === 'True' ? conditionMessage(raw, 'ReplicaFailure') : late
    return replicas(raw, countAt(raw, 'status', 'readyReplicas'), countAt(raw, 'spec', 'replicas'), problem)
  },
})

export const statefulSets = controller({
  kind: 'StatefulSet',
  plural: 'statefulsets',
  words: 'stateful sets',
  badge: 'SS',
  summarize: (raw) => replicas(raw, countAt(raw, 'status', 'readyReplicas'), countAt(raw, 'spec', 'replicas'), null),
})

export const daemonSets = controller({
  kind: 'DaemonSet',
  plural: 'daemonsets',
  words: 'daemon sets',
  badge: 'DS',
  summarize: (raw) => replicas(raw, countAt(raw, 'status', 'numberReady'), countAt(raw, 'status', 'desiredNumberScheduled'), null),
})

export const jobs: WatchedKind = {
  name: 'jobs.batch',
  kind: 'Job',
  path: '/apis/batch/v1',
  plural: 'jobs',
  namespaced: true,
  words: 'jobs',
  icon: 'job',
  badge: 'J',
  details: [
    ['completions', 'Completions'],
    ['problem', 'Problem'],
  ],
  summarize(raw) {
    const wanted = at(raw, 'spec', 'completions') === undefined ? 1 : countAt(raw, 'spec', 'completions')
    const fact = `${countAt(raw, 'status', 'succeeded')}/${wanted}`
    const failed = conditionOf(raw, 'Failed') === 'True'
    const [status, tone]: [string, Tone] = failed
      ? ['Failed', 'danger']
      : conditionOf(raw, 'Complete') === 'True'
        ? ['Complete', 'ok']
        : at(raw, 'spec', 'suspend') === true
          ? ['Suspended', 'idle']
          : ['Running', 'progress']
    return { status, tone, fact, facts: { completions: fact, problem: failed ? conditionMessage(raw, 'Failed') : null } }
  },
}

export const cronJobs: WatchedKind = {
  name: 'cronjobs.batch',
  kind: 'CronJob',
  path: '/apis/batch/v1',
  plural: 'cronjobs',
  namespaced: true,
  words: 'cron jobs',
  icon: 'job',
  badge: 'CJ',
  details: [
    ['schedule', 'Schedule'],
    ['last', 'Last run'],
  ],
  summarize(raw) {
    const schedule = textAt(raw, ['spec', 'schedule'], 64)
    const suspended = at(raw, 'spec', 'suspend') === true
    return {
      status: suspended ? 'Suspended' : '',
      tone: suspended ? 'idle' : 'none',
      fact: schedule,
      facts: { schedule, last: textAt(raw, ['status', 'lastScheduleTime'], 64) },
    }
  },
}
