import * as keytar from 'keytar'
import type { Keychain, KeychainMessage } from './keychain'

/**
 * The program of the keychain's own process (see keychain.ts): answers over its port and ends with it. keytar's `findCredentials` is
 * not offered: on a locked keyring it crashes the process.
 */
const operations: { [K in keyof Keychain]: (...args: string[]) => Promise<unknown> } = {
  getPassword: (service = '', account = '') => keytar.getPassword(service, account),
  setPassword: (service = '', account = '', password = '') => keytar.setPassword(service, account, password),
  deletePassword: (service = '', account = '') => keytar.deletePassword(service, account),
}

const { parentPort } = process

parentPort.on('message', ({ data }: { data: KeychainMessage }) => {
  const { id, operation, args } = data
  operations[operation](...args).then(
    (value) => parentPort.postMessage({ id, value }),
    (error: unknown) => parentPort.postMessage({ id, error: error instanceof Error ? error.message : String(error) }),
  )
})

// A call that hangs would hold an orderly exit back for 25 seconds.
parentPort.on('close' as 'message', () => process.kill(process.pid, 'SIGKILL'))
