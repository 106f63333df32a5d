import type { Resources } from '../api/resources'
import { conditionStatus } from '../kinds/kind'
import { at, listAt, objectAt, textAt, type JsonObject, type KubeObject } from '../objects/json'
import { timestamp } from '../store/clock'
import { recordEvent } from './events'
import { dataVolumes } from './machine-objects'
import { controlledBy, itself, ownerOf, targetOf, type Controller } from './runner'

const claims = 'persistentvolumeclaims'
const sources = 'datasources.cdi.kubevirt.io'

// Classroom time: a clone on the same storage is quick, an import from elsewhere is not.
const stepMs = 500
const cloneMs = 1_000
const importMs = 4_000

/** CDI: gives a DataVolume its claim, and fills it. */
export function dataVolumeController(resources: Resources): Controller {
  const { store, kinds, clock } = resources

  /** What the volume waits for before it can get a claim; undefined if for nothing. */
  function missing(volume: KubeObject): string | undefined {
    const name = textAt(volume, 'spec', 'sourceRef', 'name')
    if (name === '') return undefined
    const source = store.get(sources, textAt(volume, 'spec', 'sourceRef', 'namespace') || volume.metadata.namespace, name)
    if (source === undefined) return `DataSource ${name} not found`
    return conditionStatus(source, 'Ready') === 'True' ? undefined : `DataSource ${name} is not ready`
  }

  /** What a source is called in phases and events. */
  function way(volume: KubeObject): { name: 'Clone' | 'Import' | 'Upload' | 'None'; ms: number } {
    const source = objectAt(volume, 'spec', 'source')
    if (source['blank'] !== undefined) return { name: 'None', ms: 0 }
    if (source['upload'] !== undefined) return { name: 'Upload', ms: 0 }
    if (at(volume, 'spec', 'sourceRef') !== undefined || source['pvc'] !== undefined || source['snapshot'] !== undefined) return { name: 'Clone', ms: cloneMs }
    return { name: 'Import', ms: importMs }
  }

  function createClaim(volume: KubeObject): KubeObject {
    const { name, namespace } = volume.metadata
    const known = store.get(claims, namespace, name)
    if (known !== undefined) return known
    const asked = at(volume, 'spec', 'storage') === undefined ? objectAt(volume, 'spec', 'pvc') : objectAt(volume, 'spec', 'storage')
    const virtClass = store.list('storageclasses.storage.k8s.io').find(({ metadata }) => metadata.annotations?.['storageclass.kubevirt.io/is-default-virt-class'] === 'true')
    const storageClassName = textAt(asked, 'storageClassName') || virtClass?.metadata.name
    const modes = listAt(asked, 'accessModes')
    return resources.create(kinds.get(claims), {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name, namespace: namespace ?? '', labels: { app: 'containerized-data-importer' }, ownerReferences: [controlledBy(volume)] },
      spec: {
        accessModes: modes.length === 0 ? ['ReadWriteMany'] : modes,
        resources: { requests: { storage: textAt(asked, 'resources', 'requests', 'storage') || '30Gi' } },
        ...(storageClassName === undefined ? {} : { storageClassName }),
        volumeMode: textAt(asked, 'volumeMode') || 'Block',
      },
    })
  }

  function tell(volume: KubeObject, phase: string, progress: string, bound: boolean, words = ''): void {
    if (textAt(volume, 'status', 'phase') === phase && textAt(volume, 'status', 'progress') === progress && conditionStatus(volume, 'Bound') === (bound ? 'True' : 'False')) return
    const lastTransitionTime = timestamp(clock.now())
    const { name } = volume.metadata
    const done = phase === 'Succeeded'
    const conditions: JsonObject[] = [
      bound ? { type: 'Bound', status: 'True', reason: 'Bound', message: `PVC ${name} Bound`, lastTransitionTime } : { type: 'Bound', status: 'False', reason: 'Pending', message: words || `PVC ${name} Pending`, lastTransitionTime },
      { type: 'Ready', status: done ? 'True' : 'False', lastTransitionTime },
      { type: 'Running', status: 'False', ...(done ? { reason: 'Completed' } : {}), lastTransitionTime },
    ]
    resources.setStatus(dataVolumes, volume, { ...objectAt(volume, 'status'), phase, progress, claimName: name, conditions })
    const told: Record<string, string> = { Pending: words || `PVC ${name} Pending`, CloneScheduled: `Cloning from source into ${volume.metadata.namespace ?? ''}/${name} scheduled`, CloneInProgress: `Cloning from source into ${volume.metadata.namespace ?? ''}/${name} in progress`, ImportScheduled: `Import into ${name} scheduled`, ImportInProgress: `Import into ${name} in progress`, UploadReady: `Upload into ${name} ready` }
    const message = told[phase]
    if (message !== undefined) recordEvent(resources, volume, { reason: phase, message, component: 'datavolume-controller' })
  }

  return {
    name: 'data-volume',
    triggers: { [dataVolumes]: itself, [claims]: ownerOf('DataVolume'), [sources]: () => store.list(dataVolumes).filter((volume) => textAt(volume, 'status', 'phase') === 'Pending').map(targetOf) },
    reconcile(namespace, name, wait) {
      const volume = store.get(dataVolumes, namespace, name)
      if (volume === undefined || volume.metadata.deletionTimestamp !== undefined || textAt(volume, 'status', 'phase') === 'Succeeded') return
      const reason = missing(volume)
      if (reason !== undefined) return tell(volume, 'Pending', '', false, reason)
      const claim = createClaim(volume)
      if (textAt(claim, 'status', 'phase') !== 'Bound') return tell(volume, 'Pending', '', false)
      const { name: kind, ms } = way(volume)
      const uid = volume.metadata.uid ?? ''
      const phase = textAt(volume, 'status', 'phase')
      if (kind === 'Upload') return tell(volume, 'UploadReady', 'N/A', true)
      if (kind !== 'None' && (phase === '' || phase === 'Pending')) return tell(volume, `${kind}Scheduled`, 'N/A', true)
      if (phase.endsWith('Scheduled')) {
        if (wait(`${uid} scheduled`, stepMs)) tell(volume, `${kind}InProgress`, 'N/A', true)
        return
      }
      if (!wait(`${uid} fill`, ms)) return
      tell(volume, 'Succeeded', '100.0%', true)
      recordEvent(resources, volume, kind === 'Clone' ? { reason: 'CloneSucceeded', message: `Successfully cloned into PVC ${name}`, component: 'datavolume-controller' } : { reason: 'ImportSucceeded', message: `Successfully imported into PVC ${name}`, component: 'datavolume-controller' })
    },
  }
}
