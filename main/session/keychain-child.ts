import type { UtilityProcess } from 'electron'
import type { KeychainChild } from './keychain'

/** A process of Electron's that runs the built keychain-process. */
export function keychainChildOf(child: UtilityProcess): KeychainChild {
  return {
    send: (message) => child.postMessage(message),
    onMessage: (listener) => void child.on('message', listener),
    onEnd: (listener) => void child.once('exit', (code) => listener(String(code))),
    kill() {
      // One that is not there yet has no number, and cannot be killed before.
      if (child.pid === undefined) child.once('spawn', () => child.kill())
      else child.kill()
    },
  }
}
