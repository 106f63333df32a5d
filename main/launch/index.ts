export { type BugReports, createBugReports } from './bug-reports'
export { type Calls, receiveCalls } from './calls'
export { handOn, type LaunchArguments, readArguments, readHandedOn } from './arguments'
export { defaultDataFolder, openDataFolder, refuseDataFolder } from './data-folder'
