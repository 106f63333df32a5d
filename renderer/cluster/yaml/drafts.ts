import { create } from 'zustand'
import type { ObjectYaml } from '../../../core/contract'

/** A text that somebody has changed and not sent. `base` is what the change began from. */
export interface Draft {
  base: ObjectYaml
  text: string
}

/** By tab: turning to another tab, or closing this one by mistake, loses nothing until the program ends. */
export const useDrafts = create<{ all: Readonly<Record<string, Draft>> }>(() => ({ all: {} }))

export function keepDraft(id: string, draft: Draft | null): void {
  useDrafts.setState(({ all }) => {
    const { [id]: _before, ...rest } = all
    return { all: draft === null ? rest : { ...rest, [id]: draft } }
  })
}
