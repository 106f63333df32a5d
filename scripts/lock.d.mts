/**
 * Runs `work` while no other process holds the same lock of this clone; waits for its turn.
 *
 * The lock is a listening socket in Linux's abstract namespace: taking it is atomic, and the kernel frees it with the
 * process, so that no lock file is ever left behind by a kill.
 *
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @param {() => void} [onWait] called once, when somebody else holds it
 * @returns {Promise<T>}
 */
export function withLock<T>(name: string, work: () => Promise<T>, onWait?: () => void): Promise<T>;
