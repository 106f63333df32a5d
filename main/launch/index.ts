export { type BugReports, createBugReports } from './bug-reports'
export { type Calls, receiveCalls } from './calls'
export { type LaunchArguments, readArguments } from './arguments'
