/**
 * @param {readonly Need[]} needs
 * @returns {import('./steps.mjs').Step}
 */
export function systemPackages(needs: readonly Need[]): import("./steps.mjs").Step;
/**
 * What to put before a command to run it as root without a question.
 *
 * @returns {Promise<readonly string[] | undefined>} undefined when that cannot be done
 */
export function findRootPrefix(): Promise<readonly string[] | undefined>;
/**
 * @param {readonly string[]} prefix
 * @param {readonly string[]} command
 */
export function runCommandAs(prefix: readonly string[], command: readonly string[]): Promise<import("../processes.mjs").Outcome>;
/**
 * run: the window on a desktop; headless: the same without a desktop;
 *   test: everything that the suite starts
 */
export type Need = "run" | "headless" | "test";
export type Distribution = {
    /**
     * the package tool's command
     */
    tool: string;
    /**
     * alternatives, first choice first
     */
    packages: Record<Need, readonly (readonly string[])[]>;
    listInstalled: (names: readonly string[]) => Promise<Set<string>>;
    /**
     * the alternative that this release offers
     */
    choose: (names: readonly string[]) => Promise<string | undefined>;
    /**
     * commands to run before the packages are chosen
     */
    refresh: readonly (readonly string[])[];
    install: (names: readonly string[]) => readonly string[];
};
