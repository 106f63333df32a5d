import type { Tone } from '../model'
import { at, bytes, conditionMessage, conditionOf, textAt } from '../raw'
import type { WatchedKind } from './kind'

// CDI's phases; any that is missing here is work in progress.
const DATA_VOLUME_TONES: Readonly<Record<string, Tone>> = {
  Succeeded: 'ok',
  Failed: 'danger',
  Unknown: 'warning',
  Pending: 'waiting',
  PendingPopulation: 'waiting',
  WaitForFirstConsumer: 'waiting',
  Paused: 'paused',
}

export const dataVolumes: WatchedKind = {
  name: 'datavolumes.cdi.kubevirt.io',
  kind: 'DataVolume',
  path: '/apis/cdi.kubevirt.io/v1beta1',
  plural: 'datavolumes',
  namespaced: true,
  words: 'data volumes',
  icon: 'dataVolume',
  badge: 'DV',
  details: [
    ['progress', 'Progress'],
    ['size', 'Size'],
    ['storageClass', 'Storage class'],
    ['problem', 'Problem'],
  ],
  summarize(raw) {
    const phase = textAt(raw, ['status', 'phase']) ?? 'Pending'
    const progress = textAt(raw, ['status', 'progress'], 16)
    const storage = at(raw, 'spec', 'storage') ?? at(raw, 'spec', 'pvc')
    const size = bytes(textAt(storage, ['resources', 'requests', 'storage']))
    const tone = DATA_VOLUME_TONES[phase] ?? 'progress'
    return {
      // A percentage is what one waits for.
      status: tone === 'progress' && progress !== null && progress !== 'N/A' ? `${phase} ${progress}` : phase,
      tone,
      fact: size,
      facts: {
        progress,
        size,
        storageClass: textAt(storage, ['storageClassName']),
        problem: tone === 'danger' || tone === 'waiting' ? (conditionMessage(raw, 'Running') ?? conditionMessage(raw, 'Bound')) : null,
      },
    }
  },
}

export const dataSources: WatchedKind = {
  name: 'datasources.cdi.kubevirt.io',
  kind: 'DataSource',
  path: '/apis/cdi.kubevirt.io/v1beta1',
  plural: 'datasources',
  namespaced: true,
  words: 'boot sources',
  icon: 'bootSource',
  badge: 'DS',
  details: [
    ['source', 'Source'],
    ['problem', 'Problem'],
  ],
  summarize(raw) {
    const ready = conditionOf(raw, 'Ready')
    return {
      status: ready === 'True' ? 'Ready' : 'NotReady',
      tone: ready === 'True' ? 'ok' : 'waiting',
      facts: {
        source: textAt(raw, ['spec', 'source', 'pvc', 'name']) ?? textAt(raw, ['spec', 'source', 'snapshot', 'name']),
        problem: ready === 'True' ? null : conditionMessage(raw, 'Ready'),
      },
    }
  },
}

export const dataImportCrons: WatchedKind = {
  name: 'dataimportcrons.cdi.kubevirt.io',
  kind: 'DataImportCron',
  path: '/apis/cdi.kubevirt.io/v1beta1',
  plural: 'dataimportcrons',
  namespaced: true,
  words: 'boot source imports',
  icon: 'job',
  badge: 'DIC',
  details: [
    ['schedule', 'Schedule'],
    ['source', 'Boot source'],
    ['problem', 'Problem'],
  ],
  summarize(raw) {
    const current = conditionOf(raw, 'UpToDate')
    return {
      status: current === 'True' ? 'UpToDate' : current === 'False' ? 'Outdated' : 'Pending',
      tone: current === 'True' ? 'ok' : 'waiting',
      fact: 'import',
      facts: {
        schedule: textAt(raw, ['spec', 'schedule'], 64),
        source: textAt(raw, ['spec', 'managedDataSource']),
        problem: current === 'True' ? null : conditionMessage(raw, 'UpToDate'),
      },
    }
  },
}
