import type { Tone } from '../model'
import { at, conditionMessage, conditionOf, listAt, textAt } from '../raw'
import type { WatchedKind } from './kind'

export const clusterVersions: WatchedKind = {
  name: 'clusterversions.config.openshift.io',
  kind: 'ClusterVersion',
  path: '/apis/config.openshift.io/v1',
  plural: 'clusterversions',
  namespaced: false,
  always: true,
  words: 'the cluster version',
  icon: 'version',
  badge: 'CV',
  details: [
    ['version', 'Version'],
    ['channel', 'Channel'],
    ['progress', 'Progress'],
  ],
  summarize(raw) {
    const completed = listAt(raw, 'status', 'history')
      .slice(0, 100)
      .find((entry) => at(entry, 'state') === 'Completed')
    const version = textAt(completed, ['version']) ?? textAt(raw, ['status', 'desired', 'version'])
    return {
      ...operatorHealth(raw, conditionOf(raw, 'Failing')),
      fact: version,
      facts: { version, channel: textAt(raw, ['spec', 'channel']), progress: conditionMessage(raw, 'Progressing') },
    }
  },
}

export const clusterOperators: WatchedKind = {
  name: 'clusteroperators.config.openshift.io',
  kind: 'ClusterOperator',
  path: '/apis/config.openshift.io/v1',
  plural: 'clusteroperators',
  namespaced: false,
  always: true,
  words: 'cluster operators',
  icon: 'clusterOperator',
  badge: 'CO',
  details: [
    ['version', 'Version'],
    ['problem', 'Problem'],
  ],
  summarize(raw) {
    const own = listAt(raw, 'status', 'versions')
      .slice(0, 100)
      .find((entry) => at(entry, 'name') === 'operator')
    const health = operatorHealth(raw, conditionOf(raw, 'Degraded'))
    const version = textAt(own, ['version'])
    const problem =
      health.status === 'Unavailable' ? conditionMessage(raw, 'Available') : health.status === 'Degraded' ? conditionMessage(raw, 'Degraded') : null
    return { ...health, fact: version, facts: { version, problem } }
  },
}

function operatorHealth(raw: unknown, broken: string | null): { status: string; tone: Tone } {
  if (conditionOf(raw, 'Available') === 'False') return { status: 'Unavailable', tone: 'danger' }
  if (broken === 'True') return { status: 'Degraded', tone: 'warning' }
  if (conditionOf(raw, 'Progressing') === 'True') return { status: 'Progressing', tone: 'progress' }
  if (conditionOf(raw, 'Available') === 'True') return { status: 'Available', tone: 'ok' }
  return { status: 'Unknown', tone: 'warning' }
}

export const subscriptions: WatchedKind = {
  name: 'subscriptions.operators.coreos.com',
  kind: 'Subscription',
  path: '/apis/operators.coreos.com/v1alpha1',
  plural: 'subscriptions',
  namespaced: true,
  always: true,
  words: 'subscriptions',
  icon: 'operator',
  badge: 'SUB',
  details: [
    ['package', 'Package'],
    ['channel', 'Channel'],
    ['source', 'Source'],
    ['installed', 'Installed'],
    ['approval', 'Approval'],
    ['problem', 'Problem'],
  ],
  summarize(raw) {
    const state = textAt(raw, ['status', 'state'])
    const failed = conditionOf(raw, 'ResolutionFailed') === 'True'
    const channel = textAt(raw, ['spec', 'channel'])
    return {
      status: failed ? 'ResolutionFailed' : (state ?? 'Pending'),
      tone: failed || state === 'UpgradeFailed' ? 'danger' : state === 'AtLatestKnown' ? 'ok' : 'waiting',
      fact: channel,
      facts: {
        package: textAt(raw, ['spec', 'name']),
        channel,
        source: textAt(raw, ['spec', 'source']),
        installed: textAt(raw, ['status', 'installedCSV']),
        approval: textAt(raw, ['spec', 'installPlanApproval']),
        problem: failed ? conditionMessage(raw, 'ResolutionFailed') : null,
      },
    }
  },
}

const CSV_TONES: Readonly<Record<string, Tone>> = { Succeeded: 'ok', Failed: 'danger', Pending: 'waiting', Unknown: 'warning' }

export const clusterServiceVersions: WatchedKind = {
  name: 'clusterserviceversions.operators.coreos.com',
  kind: 'ClusterServiceVersion',
  path: '/apis/operators.coreos.com/v1alpha1',
  plural: 'clusterserviceversions',
  namespaced: true,
  // OLM copies the CSV of a global operator into every namespace: sixty rows that say the same.
  labelSelector: '!olm.copiedFrom',
  always: true,
  words: 'installed operators',
  icon: 'operator',
  badge: 'CSV',
  details: [
    ['displayName', 'Operator'],
    ['version', 'Version'],
    ['replaces', 'Replaces'],
    ['message', 'Message'],
  ],
  summarize(raw) {
    const phase = textAt(raw, ['status', 'phase']) ?? 'Pending'
    const version = textAt(raw, ['spec', 'version'])
    return {
      status: phase,
      tone: CSV_TONES[phase] ?? 'progress',
      fact: version,
      facts: {
        displayName: textAt(raw, ['spec', 'displayName']),
        version,
        replaces: textAt(raw, ['spec', 'replaces']),
        message: textAt(raw, ['status', 'message'], 1024),
      },
    }
  },
}

export const hyperConvergeds: WatchedKind = {
  name: 'hyperconvergeds.hco.kubevirt.io',
  kind: 'HyperConverged',
  path: '/apis/hco.kubevirt.io/v1beta1',
  plural: 'hyperconvergeds',
  namespaced: true,
  always: true,
  words: 'HyperConvergeds',
  icon: 'version',
  badge: 'HCO',
  details: [
    ['version', 'Version'],
    ['health', 'System health'],
    ['problem', 'Problem'],
  ],
  summarize(raw) {
    const conditions = operatorHealth(raw, conditionOf(raw, 'Degraded'))
    // It begins with Available=False; what is still being made has not failed.
    const starts = conditions.status === 'Unavailable' && conditionOf(raw, 'Progressing') === 'True'
    const health = starts ? ({ status: 'Progressing', tone: 'progress' } as const) : conditions
    const version = textAt(
      listAt(raw, 'status', 'versions')
        .slice(0, 100)
        .find((entry) => at(entry, 'name') === 'operator'),
      ['version'],
    )
    const problem = health.tone === 'ok' ? null : (conditionMessage(raw, 'Degraded') ?? conditionMessage(raw, 'Available'))
    return { ...health, fact: version, facts: { version, health: textAt(raw, ['status', 'systemHealthStatus']), problem } }
  },
}
