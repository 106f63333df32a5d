import type { StateStorage } from 'zustand/middleware'

/**
 * The session's storage, which outlives the page. A store is written with each of its changes, and most are of what is not kept: the same text is not
 * written again, because a write goes to another process, and a read does not.
 */
export const pageMemory: StateStorage<void> = {
  getItem: (name) => sessionStorage.getItem(name),
  setItem(name, value) {
    if (sessionStorage.getItem(name) !== value) sessionStorage.setItem(name, value)
  },
  removeItem: (name) => sessionStorage.removeItem(name),
}
