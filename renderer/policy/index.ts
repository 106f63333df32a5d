export { LOCKED_WHY, LockNote } from './lock-note'
export { PolicyList } from './policy-list'
export { PolicyNotice } from './policy-notice'
export { isLocked, takePolicy, useIsLocked } from './store'
