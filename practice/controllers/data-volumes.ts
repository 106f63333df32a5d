import type { Resources } from '../api/resources'
import { conditionStatus } from '../kinds/kind'
import { at, listAt, objectAt, textAt, type JsonObject, type KubeObject } from '../objects/json'
import { timestamp } from '../store/clock'
import type { Change } from '../store/store'
import { recordEvent } from './events'
import { Imports } from './imports'
import { dataVolumes } from './machine-objects'
import { controlledBy, itself, ownerOf, targetOf, type Controller, type Target, type Wait } from './runner'
import { waitsForConsumer } from './scheduler'

const claims = 'persistentvolumeclaims'
const sources = 'datasources.cdi.kubevirt.io'

// Classroom time: a clone on the same storage is quick.
const stepMs = 500
const cloneMs = 1_000

/** What a volume's conditions, status and events say from now on. */
interface Told {
  phase: string
  progress?: string
  bound?: boolean
  /** Why it is not bound. */
  words?: string
  running?: { status: 'True' | 'False'; reason: string; message?: string }
  restarts?: number
}

/** CDI: gives a DataVolume its claim, and fills it. */
export function dataVolumeController(resources: Resources): Controller {
  const { store, kinds, clock } = resources
  const imports = new Imports(resources)

  /** What the volume waits for before it can get a claim; undefined if for nothing. */
  function missing(volume: KubeObject): string | undefined {
    const claim = objectAt(volume, 'spec', 'source', 'pvc')
    if (claim['name'] !== undefined && store.get(claims, textAt(claim, 'namespace') || volume.metadata.namespace, textAt(claim, 'name')) === undefined) return `The source pvc ${textAt(claim, 'name')} doesn't exist`
    const name = textAt(volume, 'spec', 'sourceRef', 'name')
    if (name === '') return undefined
    const source = store.get(sources, textAt(volume, 'spec', 'sourceRef', 'namespace') || volume.metadata.namespace, name)
    if (source === undefined) return `DataSource ${name} not found`
    return conditionStatus(source, 'Ready') === 'True' ? undefined : `DataSource ${name} is not ready`
  }

  /** How the volume is filled, as phases and events call it. */
  function way(volume: KubeObject): 'Clone' | 'Import' | 'Upload' | 'None' {
    const source = objectAt(volume, 'spec', 'source')
    if (source['blank'] !== undefined) return 'None'
    if (source['upload'] !== undefined) return 'Upload'
    return at(volume, 'spec', 'sourceRef') !== undefined || source['pvc'] !== undefined || source['snapshot'] !== undefined ? 'Clone' : 'Import'
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

  function tell(volume: KubeObject, { phase, progress = '', bound = true, words = '', running, restarts = 0 }: Told): void {
    const { name } = volume.metadata
    const done = phase === 'Succeeded'
    const set = (type: string, status: 'True' | 'False', reason = '', message = ''): JsonObject => {
      const known = listAt(volume, 'status', 'conditions').find((one) => textAt(one, 'type') === type)
      const same = textAt(known, 'status') === status && textAt(known, 'reason') === reason && textAt(known, 'message') === message
      const now = timestamp(clock.now())
      return { type, status, ...(reason === '' ? {} : { reason }), ...(message === '' ? {} : { message }), lastHeartbeatTime: same ? textAt(known, 'lastHeartbeatTime') : now, lastTransitionTime: same ? textAt(known, 'lastTransitionTime') : now }
    }
    const conditions: JsonObject[] = [
      bound ? set('Bound', 'True', 'Bound', `PVC ${name} Bound`) : set('Bound', 'False', 'Pending', words || `PVC ${name} Pending`),
      set('Ready', done ? 'True' : 'False', running?.status === 'True' ? 'TransferRunning' : ''),
      running === undefined ? set('Running', 'False', done ? 'Completed' : '') : set('Running', running.status, running.reason, running.message),
    ]
    const { restartCount: _, ...known } = objectAt(volume, 'status')
    const fresh = textAt(volume, 'status', 'phase') !== phase
    resources.setStatus(dataVolumes, volume, { ...known, phase, progress, claimName: name, conditions, ...(restarts === 0 ? {} : { restartCount: restarts }) })
    if (!fresh) return
    const into = `${volume.metadata.namespace ?? ''}/${name}`
    const events: Record<string, string> = {
      Pending: words || `PVC ${name} Pending`,
      CloneScheduled: `Cloning from source into ${into} scheduled`,
      CloneInProgress: `Cloning from source into ${into} in progress`,
      ImportScheduled: `Import into ${name} scheduled`,
      ImportInProgress: `Import into ${name} in progress`,
      UploadReady: `Upload into ${name} ready`,
    }
    const message = events[phase]
    if (message !== undefined) recordEvent(resources, volume, { reason: phase, message, component: 'datavolume-controller' })
  }

  function succeed(volume: KubeObject, how: 'Clone' | 'Import' | 'None'): void {
    const { name } = volume.metadata
    tell(volume, { phase: 'Succeeded', progress: '100.0%' })
    const told = how === 'Clone' ? { reason: 'CloneSucceeded', message: `Successfully cloned into PVC ${name}` } : { reason: 'ImportSucceeded', message: `Successfully imported into PVC ${name}` }
    recordEvent(resources, volume, { ...told, component: 'datavolume-controller' })
  }

  /** The claim is made, and its volume comes when somebody needs it. */
  function waitForClaim(volume: KubeObject, claim: KubeObject): void {
    if (!waitsForConsumer(store, claim)) return tell(volume, { phase: 'Pending', bound: false })
    const provisioner = textAt(store.get('storageclasses.storage.k8s.io', undefined, textAt(claim, 'spec', 'storageClassName')), 'provisioner')
    // CDI fills what a CSI driver makes through a populator, and then names the same wait otherwise.
    tell(volume, { phase: provisioner.startsWith('kubernetes.io/') ? 'WaitForFirstConsumer' : 'PendingPopulation', progress: 'N/A', bound: false })
  }

  function clone(volume: KubeObject, phase: string, wait: Wait): void {
    const uid = volume.metadata.uid ?? ''
    if (!phase.startsWith('Clone')) tell(volume, { phase: 'CloneScheduled', progress: 'N/A' })
    else if (phase === 'CloneScheduled') {
      if (wait(`${uid} scheduled`, stepMs)) tell(volume, { phase: 'CloneInProgress', progress: 'N/A' })
    } else if (wait(`${uid} fill`, cloneMs)) succeed(volume, 'Clone')
  }

  function importInto(volume: KubeObject, claim: KubeObject, wait: Wait): void {
    const state = imports.advance(volume, claim, wait)
    switch (state.kind) {
      case 'waiting':
        return tell(volume, { phase: 'ImportScheduled', progress: 'N/A', ...(state.image === undefined ? {} : { running: { status: 'False', reason: 'ImagePullFailed', message: state.image } }) })
      case 'running':
        return tell(volume, { phase: 'ImportInProgress', progress: state.progress, running: { status: 'True', reason: 'Pod is running' } })
      case 'failed':
        return tell(volume, { phase: 'ImportInProgress', progress: 'N/A', running: { status: 'False', reason: 'Error', message: state.message }, restarts: state.restarts })
      case 'done':
        return succeed(volume, 'Import')
    }
  }

  const importerOf = ({ object }: Change): Target | undefined => {
    if (object.metadata.labels?.['cdi.kubevirt.io'] !== 'importer') return undefined
    return store.list(dataVolumes, object.metadata.namespace).map(targetOf).find(({ name }) => listAt(object, 'spec', 'volumes').some((volume) => textAt(volume, 'persistentVolumeClaim', 'claimName') === name))
  }

  const pending = (): Target[] => store.list(dataVolumes).filter((volume) => textAt(volume, 'status', 'phase') === 'Pending').map(targetOf)
  const ownerOfClaim = ownerOf('DataVolume')

  return {
    name: 'data-volume',
    triggers: {
      [dataVolumes]: itself,
      // One that comes may be what another is cloned from.
      [claims]: (change) => ownerOfClaim(change) ?? (change.type === 'ADDED' ? pending() : undefined),
      pods: importerOf,
      [sources]: pending,
    },
    reconcile(namespace, name, wait) {
      const volume = store.get(dataVolumes, namespace, name)
      if (volume === undefined || volume.metadata.deletionTimestamp !== undefined || textAt(volume, 'status', 'phase') === 'Succeeded') return
      const reason = missing(volume)
      if (reason !== undefined) return tell(volume, { phase: 'Pending', bound: false, words: reason })
      const claim = createClaim(volume)
      if (textAt(claim, 'status', 'phase') !== 'Bound') return waitForClaim(volume, claim)
      switch (way(volume)) {
        case 'Upload':
          return tell(volume, { phase: 'UploadReady', progress: 'N/A' })
        case 'None':
          return succeed(volume, 'None')
        case 'Clone':
          return clone(volume, textAt(volume, 'status', 'phase'), wait)
        case 'Import':
          return importInto(volume, claim, wait)
      }
    },
  }
}
