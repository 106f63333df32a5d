import type { Resources } from '../api/resources'
import { bootSourceController } from './boot-sources'
import { claimController } from './claims'
import { dataVolumeController } from './data-volumes'
import { definitionController } from './definitions'
import { endpointsController } from './endpoints'
import { virtualizationControllers } from './hyperconverged'
import { namespaceController } from './namespaces'
import { olmControllers } from './olm'
import { podController } from './pods'
import type { Controller } from './runner'
import { machineControllers } from './virtual-machines'
import { workloadControllers } from './workloads'

/** Everything in the cluster that acts by itself. */
export function controllersOf(resources: Resources): Controller[] {
  return [
    definitionController(resources),
    namespaceController(resources),
    ...workloadControllers(resources),
    podController(resources),
    claimController(resources),
    endpointsController(resources),
    ...olmControllers(resources),
    ...virtualizationControllers(resources),
    bootSourceController(resources),
    dataVolumeController(resources),
    ...machineControllers(resources),
  ]
}
