import type { Resources } from '../api/resources'
import { textAt, type KubeObject } from '../objects/json'
import { recordEvent } from './events'
import { dataVolumes } from './machine-objects'
import { itself, type Controller } from './runner'

// Classroom time of a clone from a boot source on the same storage.
const cloneMs = 1_500

/** CDI: gives a DataVolume its claim, bound and filled. */
export function dataVolumeController(resources: Resources): Controller {
  const { store, kinds } = resources

  function createClaim(volume: KubeObject): void {
    const { name, namespace, uid } = volume.metadata
    if (store.get('persistentvolumeclaims', namespace, name) !== undefined) return
    const wanted = textAt(volume, 'spec', 'storage', 'resources', 'requests', 'storage') || textAt(volume, 'spec', 'pvc', 'resources', 'requests', 'storage') || '30Gi'
    const storageClassName = textAt(volume, 'spec', 'storage', 'storageClassName') || textAt(volume, 'spec', 'pvc', 'storageClassName') || 'ocs-external-storagecluster-ceph-rbd-virtualization'
    resources.create(kinds.get('persistentvolumeclaims'), {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        name,
        namespace: namespace ?? '',
        labels: { app: 'containerized-data-importer' },
        ownerReferences: [{ apiVersion: volume.apiVersion, kind: volume.kind, name, uid: uid ?? '', controller: true, blockOwnerDeletion: true }],
      },
      spec: { accessModes: ['ReadWriteMany'], resources: { requests: { storage: wanted } }, storageClassName, volumeMode: 'Block' },
    })
  }

  return {
    name: 'data-volume',
    triggers: { [dataVolumes]: itself },
    reconcile(namespace, name, wait) {
      const volume = store.get(dataVolumes, namespace, name)
      if (volume === undefined || textAt(volume, 'status', 'phase') === 'Succeeded') return
      createClaim(volume)
      if (textAt(volume, 'status', 'phase') === '') resources.setStatus(dataVolumes, volume, { phase: 'CloneInProgress', progress: 'N/A', claimName: name })
      else if (wait(`${volume.metadata.uid ?? ''} clone`, cloneMs)) {
        resources.setStatus(dataVolumes, volume, { phase: 'Succeeded', progress: '100.0%', claimName: name })
        recordEvent(resources, volume, { reason: 'CloneSucceeded', message: `Successfully cloned into PVC ${name}`, component: 'datavolume-controller' })
      }
    },
  }
}
