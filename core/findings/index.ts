export { describeIssues, fieldName, type Finding } from './describe'
export { nearName } from './near-name'
