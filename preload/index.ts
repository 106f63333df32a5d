import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron'
import { APP_ORIGIN, CALL_CHANNEL, type CallMessage, NEWS_CHANNEL, type NewsMessage, PORT_CHANNEL } from '../core/contract/channels'
import type { ContractNames } from '../core/contract/names'

/**
 * Put in by the build (electron.vite.config.ts): the contract itself comes with every schema, which main alone needs, and the page would wait
 * for them each time it starts.
 */
declare const CONTRACT_NAMES: ContractNames

const listeners = new Map<string, Set<(payload: unknown) => void>>()

const send = (message: CallMessage): Promise<unknown> => ipcRenderer.invoke(CALL_CHANNEL, message)

const listen = (event: string) => (listener: (payload: unknown) => void) => {
  const set = listeners.get(event) ?? new Set()
  listeners.set(event, set.add(listener))
  return () => void set.delete(listener)
}

const byName = <T>(names: readonly string[], of: (name: string) => T): Record<string, T> => Object.fromEntries(names.map((name) => [name, of(name)]))

const exposed = Object.fromEntries(
  Object.entries(CONTRACT_NAMES).map(([feature, { calls, news, streams }]) => [
    feature,
    {
      ...byName(calls, (name) => (input?: unknown) => send({ kind: 'call', feature, name, input })),
      on: byName(news, (name) => listen(`${feature}.${name}`)),
      open: byName(streams, (name) => (input?: unknown) => send({ kind: 'stream', feature, name, input })),
    },
  ]),
)

ipcRenderer.on(NEWS_CHANNEL, (_event: IpcRendererEvent, { feature, name, payload }: NewsMessage) => {
  for (const listener of listeners.get(`${feature}.${name}`) ?? []) listener(payload)
})

// A MessagePort cannot cross the context bridge; a window message carries it to the page (renderer/border/stream).
ipcRenderer.on(PORT_CHANNEL, (event: IpcRendererEvent, message: unknown) => {
  window.postMessage(message, APP_ORIGIN, event.ports)
})

contextBridge.exposeInMainWorld('app', exposed)
