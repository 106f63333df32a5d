export { accessTo, type ClusterSnapshot, createSnapshot, findObject, fold, objectsOf } from './fold'
export { kindNamed, KINDS, type KindIcon, summarize, type WatchedKind } from './kinds'
export type * from './model'
export { DEFAULT_EXPANDED, layOutTree, type TreeRow, type TreeRows } from './tree'
