export { interestOf } from './interest'
export { layOutTree } from './lay-out'
export type { TreeRow, TreeRows } from './rows'
export { FIRST_VIEW, type TreeView } from './view'
