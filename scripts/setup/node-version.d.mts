/**
 * @param {{ version?: string, platform?: string }} [machine]
 * @returns {import('./steps.mjs').Step}
 */
export function nodeVersion({ version, platform }?: {
    version?: string;
    platform?: string;
}): import("./steps.mjs").Step;
