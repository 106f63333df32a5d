import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/**
 * Every process that a script starts, and every folder that it leaves for a while, is registered here, so that none
 * outlives the script, whether it ends by itself, by an error or by a signal.
 *
 * @typedef {import('node:child_process').ChildProcess} ChildProcess
 * @typedef {{ code: number, stdout: string, stderr: string }} Outcome
 */

/** @type {Set<ChildProcess>} */
const running = new Set()

/** @type {WeakSet<ChildProcess>} */
const groups = new WeakSet()

/** @type {Set<() => void>} */
const cleanUps = new Set()

let listening = false

/** How long a process may take over its own clean-up after SIGTERM: Electron needs up to 2 s on a busy machine. */
const graceMs = 5_000

/**
 * Starts a process that ends with this script at the latest.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options] `detached` gives it a process group, which ends as a
 *   whole, and which a Ctrl+C in the terminal reaches only through this script
 * @returns {ChildProcess}
 */
export function startChild(command, args, options = {}) {
  endWithSignals()
  const child = spawn(command, args, options)
  running.add(child)
  child.once('exit', () => {
    // A process group outlives its leader; what is left of it must not outlive us.
    if (options.detached) signalChild(child, 'SIGKILL', true)
    running.delete(child)
  })
  child.once('error', () => running.delete(child))
  if (options.detached) groups.add(child)
  return child
}

/**
 * @param {ChildProcess} child
 * @param {NodeJS.Signals} signal
 * @param {boolean} [wholeGroup] by default a signal is for the leader, which then ends its own children in good order
 */
function signalChild(child, signal, wholeGroup = false) {
  if (child.pid === undefined) return
  try {
    process.kill(wholeGroup && groups.has(child) ? -child.pid : child.pid, signal)
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error
  }
}

/** @param {ChildProcess} child */
const hasEnded = (child) => child.pid === undefined || child.exitCode !== null || child.signalCode !== null

/**
 * Asks a process to end and waits for it; SIGKILL when it does not within {@link graceMs}.
 *
 * @param {ChildProcess} child
 * @param {NodeJS.Signals} [signal]
 * @returns {Promise<void>}
 */
export function stopChild(child, signal = 'SIGTERM') {
  if (hasEnded(child)) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(() => signalChild(child, 'SIGKILL', true), graceMs)
    child.once('exit', () => {
      clearTimeout(timer)
      resolve()
    })
    signalChild(child, signal)
  })
}

/**
 * Waits for a process's end.
 *
 * @param {ChildProcess} child
 * @returns {Promise<number>} its exit status, 128 + N for signal N, 127 when it could not be started, as a shell says it
 */
export function exitOf(child) {
  return new Promise((resolve) => {
    child.once('error', () => resolve(127))
    child.once('close', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)))
  })
}

/**
 * Runs a command to its end and collects what it prints. Never rejects: a command that cannot be started ends with 127
 * and the reason on `stderr`, one that takes too long is killed and ends with 137.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions & { timeoutMs?: number }} [options]
 * @returns {Promise<Outcome>}
 */
export async function runCommand(command, args, { timeoutMs, ...options } = {}) {
  const child = startChild(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (text) => (stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text) => (stderr += text))
  child.once('error', (error) => (stderr += error.message))
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => signalChild(child, 'SIGKILL', true), timeoutMs)
  const code = await exitOf(child)
  clearTimeout(timer)
  return { code, stdout, stderr }
}

/**
 * Runs `cleanUp` when this script ends, unless the returned function ran it before.
 *
 * @param {() => void} cleanUp must be synchronous: it may run while the process exits
 * @returns {() => void}
 */
export function cleanUpAtEnd(cleanUp) {
  endWithSignals()
  cleanUps.add(cleanUp)
  return () => {
    if (cleanUps.delete(cleanUp)) cleanUp()
  }
}

function endWithSignals() {
  if (listening) return
  listening = true
  let ending = false
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, async () => {
      // One Ctrl+C arrives twice, from the terminal and from npm.
      if (ending) return
      ending = true
      // Newest first: a program before the display that it draws on.
      for (const child of [...running].reverse()) await stopChild(child, signal)
      process.exit(128 + constants.signals[signal])
    })
  }
  process.on('exit', () => {
    for (const child of running) signalChild(child, 'SIGKILL', true)
    for (const cleanUp of cleanUps) cleanUp()
  })
}
