import { create } from 'zustand'
import { createJSONStorage, persist } from 'zustand/middleware'
import type { MachineRef } from '../../core/contract'
import { LAYOUTS } from '../../core/console'

/** What of a console is shown. */
export type ConsoleView = 'screen' | 'serial' | 'both'

interface Preferences {
  /** The keyboard layout that guests are set to: for what is typed by keys. */
  layout: string
  /** By machine, the one that was changed last at the end: a console that moves to another window looks there as it did here. */
  views: [machine: string, view: ConsoleView][]
}

const KEY = 'console.preferences'

export const usePreferences = create<Preferences>()(
  persist((): Preferences => ({ layout: 'us', views: [] }), { name: KEY, storage: createJSONStorage(() => localStorage) }),
)

// Another window of this program has changed them.
window.addEventListener('storage', ({ key }) => {
  if (key === KEY) void usePreferences.persist.rehydrate()
})

export function keyboardLayout(): string {
  const { layout } = usePreferences.getState()
  return LAYOUTS.some(({ id }) => id === layout) ? layout : 'us'
}

export function setKeyboardLayout(layout: string): void {
  usePreferences.setState({ layout })
}

/** A classroom has a handful of machines. */
const MOST_VIEWS = 50

const nameOf = ({ namespace, name }: MachineRef): string => `${namespace}/${name}`

export function viewOf(machine: MachineRef): ConsoleView {
  return usePreferences.getState().views.find(([name]) => name === nameOf(machine))?.[1] ?? 'screen'
}

export function rememberView(machine: MachineRef, view: ConsoleView): void {
  const { views } = usePreferences.getState()
  usePreferences.setState({ views: [...views.filter(([name]) => name !== nameOf(machine)), [nameOf(machine), view] as [string, ConsoleView]].slice(-MOST_VIEWS) })
}
