/**
 * @typedef {{ packages: Record<string, { version?: string, optional?: boolean }> }} Lockfile
 */
/** @returns {import('./steps.mjs').Step} */
export function npmPackages(): import("./steps.mjs").Step;
/**
 * Compares what npm noted at its last installation with the lock file. npm writes its note last, so an installation that
 * was cut short does not count; one made by hand does.
 *
 * @param {string} directory
 * @returns {boolean}
 */
export function areInstalled(directory: string): boolean;
export type Lockfile = {
    packages: Record<string, {
        version?: string;
        optional?: boolean;
    }>;
};
