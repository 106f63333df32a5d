/**
 * Builds what changed since the last build.
 *
 * @param {readonly (keyof typeof targets)[]} names
 * @returns {import('./steps.mjs').Step}
 */
export function build(names: readonly (keyof typeof targets)[]): import("./steps.mjs").Step;
export type Target = {
    name: string;
    /**
     * files and folders, from the root
     */
    inputs: readonly string[];
    /**
     * files of `out/` that a complete build leaves
     */
    outputs: readonly string[];
    /**
     * for Node
     */
    command: readonly string[];
};
/** @type {Record<'app' | 'practice' | 'unit', Target>} */
declare const targets: Record<"app" | "practice" | "unit", Target>;
export {};
