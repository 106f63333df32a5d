import { create } from 'zustand'
import type { PolicyState } from '../../core/contract'
import type { PolicyLock } from '../../core/policy'

/** What the administrator of this computer has set; null until main has told. Main enforces it: this only keeps from offering what is refused. */
export const usePolicy = create<{ policy: PolicyState | null }>(() => ({ policy: null }))

export function takePolicy(policy: PolicyState): void {
  usePolicy.setState({ policy })
}

export const isLocked = (lock: PolicyLock): boolean => usePolicy.getState().policy?.locks.includes(lock) ?? false

export const useIsLocked = (lock: PolicyLock): boolean => usePolicy(({ policy }) => policy?.locks.includes(lock) ?? false)
