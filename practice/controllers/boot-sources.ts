import type { Resources } from '../api/resources'
import { conditionStatus } from '../kinds/kind'
import { listAt, objectAt, textAt, type JsonObject, type KubeObject } from '../objects/json'
import { timestamp } from '../store/clock'
import { itself, targetOf, type Controller } from './runner'

const crons = 'dataimportcrons.cdi.kubevirt.io'
const sources = 'datasources.cdi.kubevirt.io'
const snapshots = 'volumesnapshots.snapshot.storage.k8s.io'
const classes = 'storageclasses.storage.k8s.io'

// Classroom time of an image's import; minutes on a real cluster.
const importMs = 2_500

/** CDI's DataImportCrons: each imports its image once, as a snapshot, and says so in its DataSource. */
export function bootSourceController(resources: Resources): Controller {
  const { store, kinds, clock } = resources

  function hasDefaultClass(): boolean {
    return store.list(classes).some(({ metadata: { annotations } }) => annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true' || annotations?.['storageclass.kubevirt.io/is-default-virt-class'] === 'true')
  }

  function set(cron: KubeObject, upToDate: boolean, reason: string, message: string): void {
    const lastTransitionTime = timestamp(clock.now())
    const conditions: JsonObject[] = [
      { type: 'Progressing', status: upToDate ? 'False' : 'True', reason, message, lastTransitionTime },
      { type: 'UpToDate', status: upToDate ? 'True' : 'False', reason, message, lastTransitionTime },
    ]
    if (textAt(listAt(cron, 'status', 'conditions')[1], 'message') === message) return
    resources.setStatus(crons, cron, { ...objectAt(cron, 'status'), sourceFormat: 'snapshot', conditions })
  }

  function publish(cron: KubeObject): void {
    const name = textAt(cron, 'spec', 'managedDataSource')
    const { namespace = '' } = cron.metadata
    if (store.get(snapshots, namespace, name) === undefined) {
      const snapshot = resources.create(kinds.get(snapshots), { apiVersion: 'snapshot.storage.k8s.io/v1', kind: 'VolumeSnapshot', metadata: { name, namespace, labels: { 'cdi.kubevirt.io/dataImportCron': cron.metadata.name } }, spec: { source: { persistentVolumeClaimName: name } } })
      resources.setStatus(snapshots, snapshot, { readyToUse: true, restoreSize: '30Gi' })
    }
    const source = store.get(sources, namespace, name)
    if (source === undefined) return
    const ready = { type: 'Ready', status: 'True', reason: 'Ready', message: 'DataSource is ready to be consumed', lastTransitionTime: timestamp(clock.now()) }
    store.put(sources, { ...source, spec: { ...objectAt(source, 'spec'), source: { snapshot: { name, namespace } } }, status: { source: { snapshot: { name, namespace } }, conditions: [ready] } })
  }

  return {
    name: 'boot-source',
    triggers: { [crons]: itself, [classes]: () => store.list(crons).map(targetOf) },
    reconcile(namespace, name, wait) {
      const cron = store.get(crons, namespace, name)
      if (cron === undefined || conditionStatus(cron, 'UpToDate') === 'True') return
      if (!hasDefaultClass()) return set(cron, false, 'NoStorageClass', 'No default storage class, the import waits for one')
      set(cron, false, 'ImportProgressing', 'Import is progressing')
      if (!wait(`${cron.metadata.uid ?? ''} import`, importMs)) return
      publish(cron)
      set(store.get(crons, namespace, name) ?? cron, true, 'UpToDate', 'Latest import is up to date')
    },
  }
}
