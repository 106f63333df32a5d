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

/** A child process as far as the keychain needs one: Electron's utilityProcess, or Node's own where there is no Electron. */
export interface KeychainChild {
  send(message: KeychainMessage): void
  onMessage(listener: (message: unknown) => void): void
  /** Called once, however it ended, also where it could not be started. */
  onEnd(listener: (why: string) => void): void
  /** Ends it whatever it is doing. */
  kill(): void
}

/** Logging in asks for a few passwords within a second or two; after that the 40 MB of a process are better spent elsewhere. */
const IDLE_AFTER_MS = 5_000

/**
 * keytar in a process of its own. A locked or stopped Secret Service makes its calls hang in a thread that nothing can interrupt, which holds
 * back the exit of the whole program for 25 seconds, and a fault in its native code would take the terminals with it. This process can be killed.
 */
export function createKeychainProcess(start: () => KeychainChild): KeychainProcess {
  let child: KeychainChild | null = null
  let idle: NodeJS.Timeout | undefined
  let nextId = 1
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()

  const end = (ended: KeychainChild, why: string): void => {
    if (child !== ended) return
    child = null
    clearTimeout(idle)
    ended.kill()
    for (const { reject } of waiting.values()) reject(new Error(why))
    waiting.clear()
  }
  const begin = (): KeychainChild => {
    const started = start()
    started.onMessage((message) => {
      const reply = message as Reply
      const call = waiting.get(reply.id)
      waiting.delete(reply.id)
      if ('error' in reply) call?.reject(new Error(reply.error))
      else call?.resolve(reply.value)
      if (waiting.size === 0) {
        idle = setTimeout(() => end(started, 'idle'), IDLE_AFTER_MS)
        idle.unref()
      }
    })
    started.onEnd((why) => end(started, `the keychain process ended with ${why}`))
    return started
  }
  const call = <T>(operation: keyof Keychain, ...args: string[]): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      clearTimeout(idle)
      const id = nextId++
      child ??= begin()
      waiting.set(id, { resolve, reject })
      child.send({ id, operation, args })
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
