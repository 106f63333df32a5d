import type { Keychain, KeychainMessage } from './keychain'

/**
 * The program of the keychain's own process (see keychain.ts): answers one request after the other over Node's IPC channel and ends with it.
 * `findCredentials` is not offered: it crashes the process when the keyring is locked.
 */
const operations: { [K in keyof Keychain]: (keytar: Keychain, ...args: Parameters<Keychain[K]>) => ReturnType<Keychain[K]> } = {
  getPassword: (keytar, service, account) => keytar.getPassword(service, account),
  setPassword: (keytar, service, account, password) => keytar.setPassword(service, account, password),
  deletePassword: (keytar, service, account) => keytar.deletePassword(service, account),
}

process.on('message', ({ id, operation, args }: KeychainMessage) => {
  void import('keytar')
    .then((keytar) => (operations[operation] as (keytar: Keychain, ...args: string[]) => Promise<unknown>)(keytar, ...args))
    .then(
      (value) => process.send?.({ id, value }),
      (error: unknown) => process.send?.({ id, error: error instanceof Error ? error.message : String(error) }),
    )
})

// A call that hangs would hold an orderly exit back for 25 seconds.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
