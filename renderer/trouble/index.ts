export { ErrorBoundary } from './error-boundary'
export { reportTrouble } from './report'
export { TroubleAlert } from './trouble-alert'
export { describeTrouble, notSaved, policyWords } from './words'
