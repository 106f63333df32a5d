/** The only three ipc channels of the program; names of calls, news and streams travel inside the messages. */
export const CALL_CHANNEL = 'call'
export const NEWS_CHANNEL = 'news'
export const PORT_CHANNEL = 'port'

export interface CallMessage {
  kind: 'call' | 'stream'
  feature: string
  name: string
  input: unknown
}

export interface NewsMessage {
  feature: string
  name: string
  payload: unknown
}

/** Sent beside a stream's port, from main to preload and on to the window. */
export interface PortMessage {
  stream: string
}

/** The page's own origin, served by main/window/protocol. */
export const APP_ORIGIN = 'app://lab-companion'
