import type { ComponentType } from 'react'
import type { PictureName } from '../../core/course'
import { FiveNodes, RestApi } from './cluster-pictures'
import { ContainersAndMachines, HypervisorKinds, SharedLibraries } from './isolation-pictures'
import { Layers, OperatorFlow, VmInAPod } from './platform-pictures'

/** What units name in `pictures: [{name: …}]` and as `picture:…` in their texts. Each fills the width that it is given, from 320 pixels on. */
const drawn: Record<PictureName, ComponentType<{ alt: string }>> = {
  'five-nodes': FiveNodes,
  'rest-api': RestApi,
  'shared-libraries': SharedLibraries,
  'hypervisor-kinds': HypervisorKinds,
  'containers-and-machines': ContainersAndMachines,
  layers: Layers,
  'vm-in-a-pod': VmInAPod,
  'operator-flow': OperatorFlow,
}

/** Null for a name that no picture bears. */
export function pictureOf(name: string): ComponentType<{ alt: string }> | null {
  return Object.hasOwn(drawn, name) ? drawn[name as PictureName] : null
}
