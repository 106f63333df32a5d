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

/** Asks main to hand an address to the desktop's browser; main refuses what is neither https nor of this computer. The page has no other way out. */
export function openLink(url: string): void {
  void main.app.openExternal({ url })
}

export { openStream } from './stream'
export { machineOfWindow } from './window-machine'
