import { fork, type ChildProcess } from 'node:child_process'

/** The three calls of keytar that are used. */
export interface Keychain {
  getPassword(service: string, account: string): Promise<string | null>
  setPassword(service: string, account: string, password: string): Promise<void>
  deletePassword(service: string, account: string): Promise<boolean>
}

export interface KeychainProcess extends Keychain {
  /** Ends the process; calls under way reject. The next call starts another. */
  stop(): void
}

export interface KeychainMessage {
  id: number
  operation: keyof Keychain
  args: string[]
}

type Reply = { id: number; value: never } | { id: number; error: string }

/** Logging in asks for a few passwords within a second or two; after that the 40 MB of a process are better spent elsewhere. */
const IDLE_AFTER_MS = 5_000

/**
 * keytar in a process of its own. A locked or stopped Secret Service makes its calls hang in a thread that nothing can interrupt, which holds
 * back the exit of the whole program for 25 seconds, and a fault in its native code would take the terminals with it. This process can be killed.
 * `program`: the built keychain-process; `runtime`: Node, or Electron, which is told to be Node.
 */
export function createKeychainProcess({ program, runtime, environment }: { program: string; runtime: string; environment: NodeJS.ProcessEnv }): KeychainProcess {
  let child: ChildProcess | null = null
  let idle: NodeJS.Timeout | undefined
  let nextId = 1
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()

  const end = (process: ChildProcess, why: string): void => {
    if (child !== process) return
    child = null
    clearTimeout(idle)
    process.kill('SIGKILL')
    for (const { reject } of waiting.values()) reject(new Error(why))
    waiting.clear()
  }
  const start = (): ChildProcess => {
    const started = fork(program, [], { execPath: runtime, execArgv: [], env: { ...environment, ELECTRON_RUN_AS_NODE: '1' }, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    started.on('message', (reply: Reply) => {
      const call = waiting.get(reply.id)
      waiting.delete(reply.id)
      if ('error' in reply) call?.reject(new Error(reply.error))
      else call?.resolve(reply.value)
      if (waiting.size === 0) {
        idle = setTimeout(() => end(started, 'idle'), IDLE_AFTER_MS)
        idle.unref()
      }
    })
    started.once('error', (error) => end(started, error.message))
    started.once('exit', (code, signal) => end(started, `the keychain process ended with ${signal ?? code}`))
    return started
  }
  const call = <T>(operation: keyof Keychain, ...args: string[]): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      clearTimeout(idle)
      const id = nextId++
      child ??= start()
      waiting.set(id, { resolve, reject })
      child.send({ id, operation, args } satisfies KeychainMessage, (error) => {
        if (error !== null && waiting.delete(id)) reject(error)
      })
    })

  return {
    getPassword: (service, account) => call('getPassword', service, account),
    setPassword: (service, account, password) => call('setPassword', service, account, password),
    deletePassword: (service, account) => call('deletePassword', service, account),
    stop() {
      if (child !== null) end(child, 'stopped')
    },
  }
}
