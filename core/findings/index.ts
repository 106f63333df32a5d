export { describeIssues, fieldName, type Finding } from './describe'
