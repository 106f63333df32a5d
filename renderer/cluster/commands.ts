import { KINDS, objectsOf } from '../../core/cluster'
import type { Command } from '../commands'
import { closeTab, openObject, tabInFront, titleOf, useStage } from './stage'
import { snapshot } from './store'

/** The objects of the tree by name, and what can be done with the open ones. */
export function clusterCommands(): Command[] {
  return [...stageCommands(), ...KINDS.flatMap(objectCommands)]
}

function stageCommands(): Command[] {
  const shown = tabInFront(useStage.getState())
  if (shown === undefined) return []
  return [{ id: 'stage.close', title: `Close ${titleOf(shown)}`, group: 'Stage', keys: 'Ctrl W', run: () => closeTab(shown.id) }]
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
