import type { Presence } from './model'

/** Objects of one kind as they were last seen, or why there are none to see. Each is as the server sent it, and believed in nothing. */
export interface Seen {
  state: 'waiting' | 'seen' | 'hidden'
  objects: readonly unknown[]
}

/** Everything that a drawing is made from. */
export interface AnatomyFacts {
  machine: unknown
  instance: unknown
  /** Those of this VM only. */
  pods: Seen
  nodes: Seen
  dataVolumes: Seen
  claims: Seen
  storageClasses: Seen
  services: Seen
  endpointSlices: Seen
  policies: Seen
  migrations: Seen
  /** The answer of the guest agent's subresource `guestosinfo`; null where it has not been asked or does not answer. */
  guest: unknown
}

/** What to draw where an object is not found among those seen. */
export function absence({ state }: Seen): Exclude<Presence, 'there'> {
  return state === 'hidden' ? 'hidden' : state === 'waiting' ? 'waiting' : 'none'
}

export const HIDDEN_NOTE = 'you may not see it'
