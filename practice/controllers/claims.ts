import type { Resources } from '../api/resources'
import { at, listAt, objectAt, textAt, type JsonObject, type KubeObject } from '../objects/json'
import { recordEvent } from './events'
import { itself, targetOf, type Controller } from './runner'
import { selectedNode } from './scheduler'

const claims = 'persistentvolumeclaims'
const volumes = 'persistentvolumes'
const classes = 'storageclasses.storage.k8s.io'

/** The provisioners: each claim of a class that exists gets a volume of its own, which goes with it. */
export function claimController(resources: Resources): Controller {
  const { store, kinds } = resources

  function classOf(claim: KubeObject): KubeObject | undefined {
    const name = textAt(claim, 'spec', 'storageClassName')
    if (name !== '') return store.get(classes, undefined, name)
    return store.list(classes).find(({ metadata }) => metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true')
  }

  function bind(claim: KubeObject, storageClass: KubeObject): void {
    const { name, namespace, uid } = claim.metadata
    const volumeName = textAt(claim, 'spec', 'volumeName') || `pvc-${uid ?? ''}`
    const capacity = { storage: textAt(claim, 'spec', 'resources', 'requests', 'storage') || '1Gi' }
    const accessModes = listAt(claim, 'spec', 'accessModes')
    if (store.get(volumes, undefined, volumeName) === undefined) {
      const volume = resources.create(kinds.get(volumes), {
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: { name: volumeName, annotations: { 'pv.kubernetes.io/provisioned-by': textAt(storageClass, 'provisioner') } },
        spec: {
          capacity,
          accessModes,
          claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid },
          persistentVolumeReclaimPolicy: textAt(storageClass, 'reclaimPolicy') || 'Delete',
          storageClassName: storageClass.metadata.name,
          volumeMode: textAt(claim, 'spec', 'volumeMode') || 'Filesystem',
          ...(isLocal(storageClass) ? { nodeAffinity: onlyOn(claim.metadata.annotations?.[selectedNode] ?? '') } : {}),
        },
      })
      resources.setStatus(volumes, volume, { phase: 'Bound' })
    }
    const spec = { volumeMode: 'Filesystem', ...objectAt(claim, 'spec'), storageClassName: storageClass.metadata.name, volumeName }
    store.put(claims, { ...claim, spec, status: { phase: 'Bound', accessModes, capacity } })
    recordEvent(resources, claim, { reason: 'ProvisioningSucceeded', message: `Successfully provisioned volume ${volumeName}`, component: textAt(storageClass, 'provisioner') })
  }

  function refuse(claim: KubeObject): void {
    const name = textAt(claim, 'spec', 'storageClassName')
    const told =
      name === ''
        ? { reason: 'FailedBinding', message: 'no persistent volumes available for this claim and no storage class is set' }
        : { reason: 'ProvisioningFailed', message: `storageclass.storage.k8s.io "${name}" not found` }
    recordEvent(resources, claim, { type: name === '' ? 'Normal' : 'Warning', ...told, component: 'persistentvolume-controller' })
  }

  function tellWaiting(claim: KubeObject): void {
    recordEvent(resources, claim, { reason: 'WaitForFirstConsumer', message: 'waiting for first consumer to be created before binding', component: 'persistentvolume-controller' })
  }

  return {
    name: 'claim',
    triggers: {
      [claims]: itself,
      [classes]: () => store.list(claims).filter((claim) => textAt(claim, 'status', 'phase') === 'Pending').map(targetOf),
      // A volume whose claim has gone is looked at under the claim's name.
      [volumes]: ({ object }) => ({ namespace: textAt(object, 'spec', 'claimRef', 'namespace'), name: textAt(object, 'spec', 'claimRef', 'name') }),
    },
    reconcile(namespace, name) {
      const claim = store.get(claims, namespace, name)
      for (const volume of store.list(volumes)) {
        if (at(volume, 'spec', 'claimRef', 'name') !== name || at(volume, 'spec', 'claimRef', 'namespace') !== namespace || at(volume, 'spec', 'claimRef', 'uid') === claim?.metadata.uid) continue
        if (textAt(volume, 'spec', 'persistentVolumeReclaimPolicy') === 'Delete') store.remove(volumes, undefined, volume.metadata.name)
        else resources.setStatus(volumes, volume, { phase: 'Released' })
      }
      if (claim === undefined || claim.metadata.deletionTimestamp !== undefined || textAt(claim, 'status', 'phase') !== 'Pending') return
      const storageClass = classOf(claim)
      if (storageClass === undefined) refuse(claim)
      else if (textAt(storageClass, 'volumeBindingMode') === 'WaitForFirstConsumer' && claim.metadata.annotations?.[selectedNode] === undefined) tellWaiting(claim)
      else bind(claim, storageClass)
    },
  }
}

// Logical volumes of a node's own disk, as LVM Storage makes them.
function isLocal(storageClass: KubeObject): boolean {
  return textAt(storageClass, 'provisioner') === 'topolvm.io'
}

function onlyOn(node: string): JsonObject {
  return { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'topology.topolvm.io/node', operator: 'In', values: [node] }] }] } }
}
