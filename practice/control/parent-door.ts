import { ApiError } from '../api/status'
import { isObject } from '../objects/json'
import type { Control } from './server'

/** The channel to the program that has started this one; Electron's utilityProcess and Node's fork each have one of their own. */
export interface ParentChannel {
  listen(listener: (message: unknown) => void): void
  send(message: unknown): void
}

/**
 * Answers what the parent asks of the classroom's control. It needs no token, and no trouble that was made on the network keeps it out.
 * In comes `{id, method, path, body}`, out goes `{id, value}` or `{id, status, message}`.
 */
export function serveParent(channel: ParentChannel, control: Control): void {
  channel.listen((message) => {
    const { id, method, path, body } = isObject(message) ? message : {}
    if (typeof id !== 'number' || typeof method !== 'string' || typeof path !== 'string') return
    control.act(method, path, body).then(
      (value) => channel.send({ id, value: value ?? null }),
      (error: unknown) => channel.send({ id, status: error instanceof ApiError ? error.code : 500, message: error instanceof Error ? error.message : String(error) }),
    )
  })
}
