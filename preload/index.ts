import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron'
import { contract } from '../core/contract'
import { APP_ORIGIN, CALL_CHANNEL, type CallMessage, NEWS_CHANNEL, type NewsMessage, PORT_CHANNEL } from '../core/contract/channels'
import type { Feature } from '../core/contract/define'

const listeners = new Map<string, Set<(payload: unknown) => void>>()

const send = (message: CallMessage): Promise<unknown> => ipcRenderer.invoke(CALL_CHANNEL, message)

const listen = (event: string) => (listener: (payload: unknown) => void) => {
  const set = listeners.get(event) ?? new Set()
  listeners.set(event, set.add(listener))
  return () => void set.delete(listener)
}

const mapValues = <T, R>(record: Readonly<Record<string, T>>, map: (key: string) => R): Record<string, R> =>
  Object.fromEntries(Object.keys(record).map((key) => [key, map(key)]))

const exposed = Object.fromEntries(
  Object.entries(contract as Record<string, Feature>).map(([feature, { calls, news, streams }]) => [
    feature,
    {
      ...mapValues(calls, (name) => (input?: unknown) => send({ kind: 'call', feature, name, input })),
      on: mapValues(news, (name) => listen(`${feature}.${name}`)),
      open: mapValues(streams, (name) => (input?: unknown) => send({ kind: 'stream', feature, name, input })),
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
