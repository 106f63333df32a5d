import { create } from 'zustand'
import { createJSONStorage, persist } from 'zustand/middleware'
import { LAYOUTS } from '../../core/console'

interface Preferences {
  /** The keyboard layout that guests are set to: for what is typed by keys. */
  layout: string
}

export const usePreferences = create<Preferences>()(
  persist(() => ({ layout: 'us' }), { name: 'console.preferences', storage: createJSONStorage(() => localStorage) }),
)

export function keyboardLayout(): string {
  const { layout } = usePreferences.getState()
  return LAYOUTS.some(({ id }) => id === layout) ? layout : 'us'
}

export function setKeyboardLayout(layout: string): void {
  usePreferences.setState({ layout })
}
