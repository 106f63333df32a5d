/**
 * Runs steps in order, shows each with its time on standard error (standard output is the program's own), and stops at
 * the first failure.
 *
 * @param {readonly Step[]} steps
 * @param {{ quiet?: boolean, output?: NodeJS.WriteStream }} [options] quiet: only steps with something to do are shown
 * @returns {Promise<void>}
 * @throws {StepFailure} after it was shown
 */
export function runSteps(steps: readonly Step[], { quiet, output }?: {
    quiet?: boolean;
    output?: NodeJS.WriteStream;
}): Promise<void>;
/**
 * The part of a failed command's output that tells why.
 *
 * @param {{ stdout: string, stderr: string, code: number }} outcome
 * @returns {string}
 */
export function reasonOf({ stdout, stderr, code }: {
    stdout: string;
    stderr: string;
    code: number;
}): string;
/**
 * A step that could not be done, told so that the reader can act on it.
 */
export class StepFailure extends Error {
    /**
     * @param {string} what one sentence
     * @param {{ why: string, type: string, cause?: unknown }} details `type` is a command to paste
     */
    constructor(what: string, { why, type, cause }: {
        why: string;
        type: string;
        cause?: unknown;
    });
    why: string;
    type: string;
}
/**
 * a step calls it when it starts something that takes time
 */
export type Doing = (activity: string) => void;
/**
 * resolves to its result, in a few words
 */
export type Step = {
    title: string;
    run: (doing: Doing) => Promise<string>;
};
