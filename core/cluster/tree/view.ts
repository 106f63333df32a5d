import type { ObjectName, OtherKind } from '../model'

/** What the student has done to the tree, and who looks. */
export interface TreeView {
  /** Ids of the branches that are not as they are at first: opened where they begin closed, and the other way round. */
  readonly flipped: ReadonlySet<string>
  /** As typed; see ./filter. */
  readonly filter: string
  /** For the sentences about what may not be seen. */
  readonly user: string | null
  readonly hideEmpty: boolean
  /** Leaves out what OpenShift brings along. */
  readonly hideSystem: boolean
  readonly favourites: readonly ObjectName[]
  /** What the server offers beyond KINDS. */
  readonly others: readonly OtherKind[]
}

/** The tree as nobody has touched it. */
export const FIRST_VIEW: TreeView = { flipped: new Set(), filter: '', user: null, hideEmpty: false, hideSystem: false, favourites: [], others: [] }
