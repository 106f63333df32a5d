export { accessTo, type ClusterSnapshot, createSnapshot, findObject, fold, objectsOf } from './fold'
export { kindNamed, KINDS, type KindIcon, summarize, type WatchedKind } from './kinds'
export type * from './model'
export { FIRST_VIEW, interestOf, isSystemProject, layOutTree, type TreeRow, type TreeRows, type TreeView } from './tree'
