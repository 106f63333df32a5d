import type { Command } from '../commands'
import { openCreateMachine } from './machine/open-create-machine'
import { closeTab, tabInFront, titleOf, useStage } from './stage'
import { openCreate } from './yaml/open-create'

/** What can be made, and what can be done with what is open. */
export function clusterCommands(): Command[] {
  return [...createCommands(), ...stageCommands()]
}

function createCommands(): Command[] {
  const group = 'Cluster'
  return [
    { id: 'cluster.createMachine', title: 'Create virtual machine', group, run: () => openCreateMachine() },
    { id: 'cluster.create', title: 'Create from YAML', group, run: () => openCreate() },
  ]
}

function stageCommands(): Command[] {
  const shown = tabInFront(useStage.getState())
  if (shown === undefined) return []
  return [{ id: 'stage.close', title: `Close ${titleOf(shown)}`, group: 'Stage', keys: 'Ctrl W', run: () => closeTab(shown.id) }]
}
