/** @returns {import('./steps.mjs').Step} */
export function electronRuntime(): import("./steps.mjs").Step;
