import { KINDS, objectsOf } from '../../core/cluster'
import type { Command } from '../commands'
import { closeTab, openObject, snapshot, tabInFront, useCluster } from './store'

/** The objects of the tree by name, and what can be done with the open ones. */
export function clusterCommands(): Command[] {
  return [...stageCommands(), ...KINDS.flatMap(objectCommands)]
}

function stageCommands(): Command[] {
  const shown = tabInFront(useCluster.getState())
  if (shown === undefined) return []
  return [{ id: 'stage.close', title: `Close ${shown.object.name}`, group: 'Stage', keys: 'Ctrl W', run: () => closeTab(shown.id) }]
}

function objectCommands({ name: kind, kind: word }: (typeof KINDS)[number]): Command[] {
  return Array.from(objectsOf(snapshot, kind), (object) => ({
    id: `object.${kind}.${object.namespace}.${object.name}`,
    title: object.name,
    group: object.namespace === '' ? word : `${word} in ${object.namespace}`,
    onlyWhenSearched: true,
    run: () => openObject(object),
  }))
}
