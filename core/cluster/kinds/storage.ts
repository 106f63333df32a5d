import type { Tone } from '../model'
import { at, bytes, listAt, textAt } from '../raw'
import type { WatchedKind } from './kind'

export const storageClasses: WatchedKind = {
  name: 'storageclasses.storage.k8s.io',
  kind: 'StorageClass',
  path: '/apis/storage.k8s.io/v1',
  plural: 'storageclasses',
  namespaced: false,
  always: true,
  words: 'storage classes',
  icon: 'storageClass',
  badge: 'SC',
  details: [
    ['provisioner', 'Provisioner'],
    ['default', 'Default'],
    ['vmDefault', 'Default for VMs'],
    ['reclaim', 'Reclaim policy'],
    ['binding', 'Volume binding'],
    ['expandable', 'Can grow'],
  ],
  summarize(raw) {
    const annotated = (key: string): boolean => at(raw, 'metadata', 'annotations', key) === 'true'
    const isDefault = annotated('storageclass.kubernetes.io/is-default-class')
    const isVmDefault = annotated('storageclass.kubevirt.io/is-default-virt-class')
    return {
      status: '',
      tone: 'none',
      fact: isDefault ? 'default' : isVmDefault ? 'default for VMs' : null,
      facts: {
        provisioner: textAt(raw, ['provisioner']),
        default: isDefault,
        vmDefault: isVmDefault,
        reclaim: textAt(raw, ['reclaimPolicy']),
        binding: textAt(raw, ['volumeBindingMode']),
        expandable: at(raw, 'allowVolumeExpansion') === true,
      },
    }
  },
}

const CLAIM_TONES: Readonly<Record<string, Tone>> = { Bound: 'ok', Pending: 'waiting', Lost: 'danger' }

export const claims: WatchedKind = {
  name: 'persistentvolumeclaims',
  kind: 'PersistentVolumeClaim',
  path: '/api/v1',
  plural: 'persistentvolumeclaims',
  namespaced: true,
  words: 'volume claims',
  icon: 'claim',
  badge: 'PVC',
  details: [
    ['size', 'Size'],
    ['storageClass', 'Storage class'],
    ['volume', 'Volume'],
    ['access', 'Access modes'],
    ['mode', 'Volume mode'],
  ],
  summarize(raw) {
    const phase = textAt(raw, ['status', 'phase']) ?? 'Pending'
    const size = bytes(textAt(raw, ['status', 'capacity', 'storage']) ?? textAt(raw, ['spec', 'resources', 'requests', 'storage']))
    return {
      status: phase,
      tone: CLAIM_TONES[phase] ?? 'warning',
      fact: size,
      facts: {
        size,
        storageClass: textAt(raw, ['spec', 'storageClassName']),
        volume: textAt(raw, ['spec', 'volumeName']),
        access: textsOf(listAt(raw, 'spec', 'accessModes')),
        mode: textAt(raw, ['spec', 'volumeMode']),
      },
    }
  },
}

function textsOf(values: readonly unknown[]): string | null {
  const texts = values.slice(0, 8).flatMap((value) => textAt([value], [0], 64) ?? [])
  return texts.join(', ') || null
}
