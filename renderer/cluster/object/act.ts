import { create } from 'zustand'
import type { ClusterObject } from '../../../core/cluster'
import type { MachineOption } from '../../../core/cluster/machine-actions'
import type { AppError, ObjectRef } from '../../../core/contract'
import { main } from '../../border'
import { closeTab, tabIdOf } from '../stage'
import { beginTransition } from './transitions'

/** What was done to an object last: its line for a terminal, and how the server took it. */
export interface Deed {
  label: string
  line: string
  state: 'asked' | 'taken' | 'refused'
  error: AppError | null
}

const useDeeds = create<{ all: Readonly<Record<string, Deed>> }>(() => ({ all: {} }))

function note(target: ObjectRef, deed: Deed | null): void {
  const id = tabIdOf(target)
  useDeeds.setState(({ all }) => {
    const { [id]: _before, ...rest } = all
    return { all: deed === null ? rest : { ...rest, [id]: deed } }
  })
}

export function useDeed(target: ObjectRef): Deed | undefined {
  const id = tabIdOf(target)
  return useDeeds(({ all }) => all[id])
}

export function forgetDeed(target: ObjectRef): void {
  note(target, null)
}

const TAKEN_SHOWN_MS = 20_000

/** Asks the server for one of KubeVirt's actions; the row says so at once, and takes it back where the server refuses. */
export async function actOnMachine(object: ClusterObject, { action, label, turning }: MachineOption, line: string): Promise<void> {
  const takeBack = beginTransition(object, turning)
  note(object, { label, line, state: 'asked', error: null })
  const answer = await main.objects.act({ target: refOf(object), action })
  if (!answer.ok) takeBack()
  const deed: Deed = { label, line, state: answer.ok ? 'taken' : 'refused', error: answer.ok ? null : answer.error }
  note(object, deed)
  // Long enough to be read and copied; what was refused stays until it is dismissed.
  if (answer.ok) setTimeout(() => useDeeds.getState().all[tabIdOf(object)] === deed && note(object, null), TAKEN_SHOWN_MS)
}

/** Deletes it and, where the server took it, closes its page: what is left of it is seen in the tree. */
export async function removeObject(target: ObjectRef, line: string): Promise<void> {
  note(target, { label: 'Delete', line, state: 'asked', error: null })
  const answer = await main.objects.remove({ target: refOf(target) })
  note(target, answer.ok ? null : { label: 'Delete', line, state: 'refused', error: answer.error })
  if (answer.ok) closeTab(tabIdOf(target))
}

function refOf({ kind, namespace, name }: ObjectRef): ObjectRef {
  return { kind, namespace, name }
}
