import type { WindowApi } from '../../core/contract'

declare global {
  interface Window {
    /** Put there by preload; derived from the contract. */
    readonly app: WindowApi
  }
}

/** Main, as the contract describes it. Looked up at each use so that tests can put a double in its place. */
export const main: WindowApi = new Proxy({} as WindowApi, {
  get: (_target, feature: keyof WindowApi) => window.app[feature],
})

export { openStream } from './stream'
export { machineOfWindow } from './window-machine'
