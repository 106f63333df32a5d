/**
 * Chromium puts its renderers into user namespaces, or, where the system denies them to programs that it does not know
 * (Ubuntu since 23.10), needs its set-uid helper. Running without a sandbox instead is no choice for an ordinary user.
 *
 * @returns {import('./steps.mjs').Step}
 */
export function sandbox(): import("./steps.mjs").Step;
