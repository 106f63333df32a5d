import type { Resources } from '../api/resources'
import type { Controller } from './runner'

const definitions = 'customresourcedefinitions.apiextensions.k8s.io'

/** Objects go with the definition of their kind. */
export function definitionController({ store }: Resources): Controller {
  return {
    name: 'definition',
    triggers: { [definitions]: ({ object }) => ({ namespace: undefined, name: object.metadata.name }) },
    reconcile(_, name) {
      if (store.get(definitions, undefined, name) !== undefined) return
      for (const { metadata } of store.list(name)) store.remove(name, metadata.namespace, metadata.name)
    },
  }
}
