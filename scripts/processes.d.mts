/**
 * Starts a process that ends with this script at the latest.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options] `detached` gives it a process group, which ends as a
 *   whole, and which a Ctrl+C in the terminal reaches only through this script
 * @returns {ChildProcess}
 */
export function startChild(command: string, args: readonly string[], options?: import("node:child_process").SpawnOptions): ChildProcess;
/**
 * Asks a process to end and waits for it; SIGKILL when it does not within {@link graceMs}.
 *
 * @param {ChildProcess} child
 * @param {NodeJS.Signals} [signal]
 * @returns {Promise<void>}
 */
export function stopChild(child: ChildProcess, signal?: NodeJS.Signals): Promise<void>;
/**
 * Waits for a process's end.
 *
 * @param {ChildProcess} child
 * @returns {Promise<number>} its exit status, 128 + N for signal N, 127 when it could not be started, as a shell says it
 */
export function exitOf(child: ChildProcess): Promise<number>;
/**
 * Runs a command to its end and collects what it prints. Never rejects: a command that cannot be started ends with 127
 * and the reason on `stderr`, one that takes too long is killed and ends with 137.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions & { timeoutMs?: number }} [options]
 * @returns {Promise<Outcome>}
 */
export function runCommand(command: string, args: readonly string[], { timeoutMs, ...options }?: import("node:child_process").SpawnOptions & {
    timeoutMs?: number;
}): Promise<Outcome>;
/**
 * Runs `cleanUp` when this script ends, unless the returned function ran it before.
 *
 * @param {() => void} cleanUp must be synchronous: it may run while the process exits
 * @returns {() => void}
 */
export function cleanUpAtEnd(cleanUp: () => void): () => void;
/**
 * Every process that a script starts, and every folder that it leaves for a while, is registered here, so that none
 * outlives the script, whether it ends by itself, by an error or by a signal.
 */
export type ChildProcess = import("node:child_process").ChildProcess;
/**
 * Every process that a script starts, and every folder that it leaves for a while, is registered here, so that none
 * outlives the script, whether it ends by itself, by an error or by a signal.
 */
export type Outcome = {
    code: number;
    stdout: string;
    stderr: string;
};
