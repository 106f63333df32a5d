import type { KindName } from '../cluster'

/** What is known of a part of the cluster. In all states but `live` and `stale` nothing may be said about what exists. */
export type ObservedState = 'waiting' | 'live' | 'stale' | 'forbidden' | 'no-such-kind'

/** An object as the server holds it: foreign text in every field. */
export interface ObservedObject {
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [field: string]: unknown }
  readonly [field: string]: unknown
}

export interface ObservedObjects {
  readonly state: ObservedState
  /** Why it is not live. */
  readonly message: string | null
  readonly objects: readonly ObservedObject[]
  /** What made the difference to the last time; null where anything may have. */
  readonly changes: readonly { readonly type: 'put' | 'gone'; readonly object: ObservedObject }[] | null
}

/** A command that has ended in a terminal of the window. */
export interface CommandFact {
  command: string
  /** The identity whose terminal it was; null for a shell of nobody, or of a machine. */
  user: string | null
  exit: number | null
  output: string
  /** Milliseconds since 1970. */
  endedAt: number
}

/** Something of the cluster that was on the screen: an object's page, or, without a name, a list of its kind. Times are milliseconds since 1970. */
export interface SightFact {
  kind: KindName
  /** Empty for what belongs to none, and for a list of the whole cluster. */
  namespace: string
  name: string | null
  openedAt: number
  /** Null while it is in front. */
  closedAt: number | null
}

/** The end of what a VM's serial console has said in the window. */
export interface ConsoleFact {
  namespace: string
  name: string
  text: string
  /** Milliseconds since 1970: when it last said something. */
  at: number
}

/** What checks look at beside the cluster. */
export interface StudentFacts {
  /** The identity in use, by the server's word. */
  loggedInAs: string | null
  /** Commands that count: those since the step began. */
  commands: readonly CommandFact[]
  /** What was on the screen since the step began. */
  sights: readonly SightFact[]
  consoles: readonly ConsoleFact[]
  /** Ids of the step's questions that were answered right. */
  answered: ReadonlySet<string>
  /** Whether the student has ticked the check by hand. */
  confirmed: boolean
}
