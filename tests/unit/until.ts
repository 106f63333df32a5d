import { vi } from 'vitest'

/** A net and no measure: what is waited for comes within milliseconds, and on a machine that others keep busy when it can. */
const NEVER_MS = 20_000

/** Waits until `what` throws no more, and answers what it answers. */
export function until<T>(what: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(what, { timeout: NEVER_MS })
}
