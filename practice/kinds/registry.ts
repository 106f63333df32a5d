import { sameJson } from '../objects/json'
import type { Store } from '../store/store'
import { clusterServiceKinds } from './cluster-services'
import { coreKinds } from './core'
import { resourceOf, type Kind } from './kind'
import { kubevirtKinds } from './kubevirt'
import { metricsKinds } from './metrics'
import { kindOfCrd, openshiftKinds } from './openshift'
import { projectKinds } from './projects'
import { reviewKinds } from './reviews'
import { workloadKinds } from './workloads'

/** The one table of kinds: everything that the API serves comes from here or from a CustomResourceDefinition in the store. */
export const kindTable: readonly Kind[] = [...coreKinds, ...workloadKinds, ...clusterServiceKinds, ...reviewKinds, ...projectKinds, ...openshiftKinds, ...kubevirtKinds, ...metricsKinds]

const definitions = 'customresourcedefinitions.apiextensions.k8s.io'

/** The kinds that are served right now. */
export class KindRegistry {
  #served = new Map<string, Kind>()

  constructor(store: Store) {
    this.#refresh(store)
    store.subscribe((change) => {
      if (change.resource !== definitions) return
      if (change.type === 'MODIFIED' && sameJson(change.object['spec'], change.previous?.['spec'])) return
      this.#refresh(store)
    })
  }

  all(): Kind[] {
    return [...this.#served.values()]
  }

  find(group: string, version: string, plural: string): Kind | undefined {
    const kind = this.#served.get(resourceOf({ group, plural }))
    return kind?.version === version ? kind : undefined
  }

  /** By resource, for the program's own use. Throws if it is not served. */
  get(resource: string): Kind {
    const kind = this.#served.get(resource)
    if (kind === undefined) throw new Error(`${resource} is not served`)
    return kind
  }

  has(resource: string): boolean {
    return this.#served.has(resource)
  }

  /** The kind of a manifest's apiVersion and kind. */
  ofManifest(group: string, kind: string): Kind | undefined {
    return this.all().find((one) => one.group === group && one.kind === kind)
  }

  #refresh(store: Store): void {
    const served = new Map<string, Kind>()
    for (const kind of kindTable) {
      const resource = resourceOf(kind)
      if (kind.origin !== 'crd' || store.get(definitions, undefined, resource) !== undefined) served.set(resource, kind)
    }
    for (const definition of store.list(definitions)) {
      if (served.has(definition.metadata.name)) continue
      const kind = kindOfCrd(definition)
      if (kind !== undefined) served.set(definition.metadata.name, kind)
    }
    this.#served = served
  }
}
