/**
 * Runs `work` with a desktop of its own: an X display without a screen, a D-Bus session and an open keyring. Nothing of
 * the user's own desktop is touched, and nothing is left behind. The three are process groups of their own, so that a
 * Ctrl+C ends the programs first and the display under them last.
 *
 * @template T
 * @param {(env: NodeJS.ProcessEnv) => Promise<T>} work gets the environment for the programs to run on this desktop
 * @returns {Promise<T>}
 */
export function withDesktop<T>(work: (env: NodeJS.ProcessEnv) => Promise<T>): Promise<T>;
