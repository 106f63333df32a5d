import { bytes, conditionMessage, conditionOf, listAt, textAt } from '../raw'
import { absence, type AnatomyFacts, HIDDEN_NOTE, type Seen } from './facts'
import type { AnatomyLink, AnatomyPart } from './model'
import { nameOf, objectPart, place, thing } from './part'

const MAX_VOLUMES = 5

const DATA_VOLUMES = 'datavolumes.cdi.kubevirt.io'
const CLAIMS = 'persistentvolumeclaims'
const STORAGE_CLASSES = 'storageclasses.storage.k8s.io'

/** For each disk the way from the device to the storage: DataVolume, claim, storage class. */
export function drawStorage(facts: AnatomyFacts): { parts: AnatomyPart[]; links: AnatomyLink[] } {
  const parts = new Map<string, AnatomyPart>()
  const links: AnatomyLink[] = []
  const add = (part: AnatomyPart): AnatomyPart => parts.get(part.id) ?? (parts.set(part.id, part), part)
  const link = (from: string, to: AnatomyPart, kind: AnatomyLink['kind'], label: string | null = null): void =>
    void links.push({ from, to: to.id, kind, state: to.presence === 'there' ? (to.status?.tone === 'progress' ? 'flowing' : to.status?.tone === 'danger' ? 'broken' : 'settled') : 'asleep', label })

  for (const volume of volumesOf(facts)) {
    const name = textAt(volume, ['name']) ?? ''
    const dataVolume = textAt(volume, ['dataVolume', 'name'])
    const claim = dataVolume ?? textAt(volume, ['persistentVolumeClaim', 'claimName'])
    if (claim === null) {
      link(`disk:${name}`, add(drawVolume(volume, name)), 'uses')
      continue
    }
    let before = `disk:${name}`
    let kind: AnatomyLink['kind'] = 'uses'
    if (dataVolume !== null) {
      const part = add(drawDataVolume(facts, dataVolume))
      link(before, part, kind)
      before = part.id
      kind = 'creates'
    }
    const part = add(drawClaim(facts, claim))
    link(before, part, kind)
    const storageClass = textAt(find(facts.claims, claim), ['spec', 'storageClassName'])
    if (storageClass !== null) link(part.id, add(drawClass(facts, storageClass)), 'creates')
  }
  return { parts: [...parts.values()], links }
}

function volumesOf({ instance, machine }: AnatomyFacts): readonly unknown[] {
  const own = listAt(instance, 'spec', 'volumes')
  return (own.length > 0 ? own : listAt(machine, 'spec', 'template', 'spec', 'volumes')).slice(0, MAX_VOLUMES)
}

function find({ objects }: Seen, name: string): unknown {
  return objects.find((object) => nameOf(object) === name)
}

function drawDataVolume({ dataVolumes }: AnatomyFacts, name: string): AnatomyPart {
  const found = find(dataVolumes, name)
  const id = `dv:${name}`
  if (found === undefined) return { ...gone('dv', 'DV', name, dataVolumes, 'removed after its work was done, or not created yet'), id }
  const progress = textAt(found, ['status', 'progress'])
  const isDone = textAt(found, ['status', 'phase']) === 'Succeeded'
  const source = ['http', 'registry', 'pvc', 'snapshot', 'upload', 'blank'].find((kind) => textAt(found, ['spec', 'source', kind, 'url']) !== null || hasKey(found, kind))
  const from = textAt(found, ['spec', 'sourceRef', 'name']) ?? textAt(found, ['spec', 'source', 'pvc', 'name']) ?? textAt(found, ['spec', 'source', 'snapshot', 'name'])
  return objectPart('dv', DATA_VOLUMES, 'DV', found, {
    id,
    note: isDone || progress === null || progress === 'N/A' ? (from !== null ? `cloned from ${from}` : source !== undefined ? `filled by ${SOURCES[source] ?? source}` : null) : `${progress} done`,
    trouble: isDone || conditionOf(found, 'Running') !== 'False' ? null : conditionMessage(found, 'Running'),
  })
}

const SOURCES: Readonly<Record<string, string>> = { http: 'an import', registry: 'an import', upload: 'an upload', blank: 'nothing: a blank disk', pvc: 'a clone', snapshot: 'a clone' }

function hasKey(dataVolume: unknown, source: string): boolean {
  const sources = (dataVolume as { spec?: { source?: object } } | null)?.spec?.source
  return typeof sources === 'object' && sources !== null && Object.hasOwn(sources, source)
}

const MODES: Readonly<Record<string, string>> = { ReadWriteOnce: 'RWO', ReadWriteMany: 'RWX', ReadOnlyMany: 'ROX', ReadWriteOncePod: 'RWOP' }

function drawClaim({ claims }: AnatomyFacts, name: string): AnatomyPart {
  const found = find(claims, name)
  const id = `pvc:${name}`
  if (found === undefined) return { ...gone('pvc', 'PVC', name, claims, 'not there yet'), id }
  const size = bytes(textAt(found, ['status', 'capacity', 'storage']) ?? textAt(found, ['spec', 'resources', 'requests', 'storage']))
  const modes = listAt(found, 'spec', 'accessModes').slice(0, 4).map((mode) => MODES[String(mode)] ?? String(mode).slice(0, 32))
  return objectPart('pvc', CLAIMS, 'PVC', found, { id, note: [size, ...modes, textAt(found, ['spec', 'volumeMode'])].filter(Boolean).join(', ') || null })
}

function drawClass({ storageClasses }: AnatomyFacts, name: string): AnatomyPart {
  const found = find(storageClasses, name)
  const id = `sc:${name}`
  if (found === undefined) return { ...gone('sc', 'SC', name, storageClasses, 'no such class'), id }
  return objectPart('sc', STORAGE_CLASSES, 'SC', found, { id, note: textAt(found, ['provisioner']), status: null })
}

/** Volumes that have no claim: made from the VM's own text, or from an image, at each start. */
function drawVolume(volume: unknown, name: string): AnatomyPart {
  const id = `volume:${name}`
  if (textAt(volume, ['containerDisk', 'image']) !== null) return thing('volume', name, { id, note: 'container disk: its changes end with the VM’s run' })
  const isCloudInit = Object.keys((volume ?? {})).some((key) => key.startsWith('cloudInit'))
  return thing('volume', name, { id, note: isCloudInit ? 'cloud-init: first-boot settings' : 'made anew at each start' })
}

function gone(role: 'dv' | 'pvc' | 'sc', badge: string, name: string, seen: Seen, why: string): AnatomyPart {
  const presence = absence(seen)
  return place(role, badge, name, presence, presence === 'hidden' ? HIDDEN_NOTE : presence === 'waiting' ? null : why)
}
