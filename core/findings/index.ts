export { describeIssues, fieldName, type Finding } from './describe'
export { firstFindings } from './first-of'
