/**
 * The cluster as both processes keep it: small summaries of the server's objects, folded from changes.
 * A kind is named by its plural and group, as in a CRD's name: `nodes`, `virtualmachines.kubevirt.io`.
 */
export type KindName = string

/** How a status is drawn; the word beside it is the server's own. `none`: the kind has no status, such as a storage class. */
export type Tone = 'ok' | 'running' | 'progress' | 'waiting' | 'paused' | 'danger' | 'warning' | 'idle' | 'none'

export interface ClusterObject {
  kind: KindName
  uid: string
  name: string
  /** Empty string for cluster-scoped objects. */
  namespace: string
  /** ISO 8601, or null where the server gave none. */
  created: string | null
  /** The server's word, such as `Ready` or `ErrorUnschedulable`; empty where the kind has none. */
  status: string
  tone: Tone
  /** A short fact that may stand in the word's place on a healthy row, such as `control plane`. */
  fact: string | null
  /** Facts that views and checks need, by kind; see core/cluster/kinds. Small: this is kept for every object. */
  facts: Readonly<Record<string, string | number | boolean | null>>
  labels: Readonly<Record<string, string>>
}

/** Enough to find one object. */
export interface ObjectName {
  readonly kind: KindName
  readonly namespace: string
  readonly name: string
}

/** A kind that the tree has no rows for, as the server's discovery describes it. */
export interface OtherKind {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly plural: string
  readonly namespaced: boolean
}

/** One kind in one namespace; '' for the whole cluster. */
export interface KindScope {
  readonly kind: KindName
  readonly namespace: string
}

export type ClusterChange =
  | { type: 'reset'; kind: KindName; scope: string; objects: ClusterObject[] } // all objects of the kind in a scope: a namespace, or '' for the whole cluster
  | { type: 'more'; kind: KindName; objects: ClusterObject[] } // goes on where a reset or a list that is still coming left off
  | { type: 'put'; object: ClusterObject }
  | { type: 'gone'; kind: KindName; namespace: string; name: string }
  | { type: 'access'; kind: KindName; scope: string; access: KindAccess }

/**
 * Whether a kind can be seen at all. `off`: nobody is logged in, or nothing of it is on the screen, so nothing may be said about what is not
 * there. `absent`: the server does not have it (its operator is not installed).
 */
export type KindAccess =
  | { state: 'off' }
  | { state: 'loading' }
  | { state: 'live'; everySeconds?: number } // `everySeconds`: it cannot be watched, and is listed anew so often
  | { state: 'stale'; since: string; reason: string }
  | { state: 'forbidden'; message: string; asked?: { projects: number; of: number } } // `asked`: how many of the user's projects are asked instead
  | { state: 'absent' }

/** The tree's headline. `since` is ISO 8601. */
export type ClusterLiveness =
  | { state: 'off' } // nobody is logged in; the tree shows what was last known, or nothing
  | { state: 'connecting' }
  | { state: 'live' }
  | { state: 'stale'; since: string; reason: string }

export interface ClusterStatus {
  liveness: ClusterLiveness
  /** Who looks, by the server's word. */
  user: string | null
  openshiftVersion: string | null
  kubernetesVersion: string | null
  nodesReady: number | null
  nodesTotal: number | null
  /** Set while the tree shows the last known cluster of an earlier run: when that was. */
  rememberedFrom: string | null
}

/** What a server prints in one cell: text, numbers and all else as text. */
export type TableCell = string

/** The objects of one kind in the server's own columns. `more`: how many it left out of `rows`. */
export interface TableView {
  state: 'loading' | 'live' | 'stale' | 'forbidden' | 'absent'
  /** Why it is not live, in the server's words where it has some; while it is, what to know of that. */
  message: string | null
  /** `wide` ones are for wide places, as with `-o wide`. */
  columns: { name: string; wide: boolean }[]
  rows: { name: string; namespace: string; cells: TableCell[] }[]
  more: number
}
