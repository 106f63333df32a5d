export { listCommands, provideCommands, runCommand, type Command } from './commands'
export { matchScore } from './match'
export { noteRun } from './recent'
export { type EntrySearch, provideSearch, search } from './search'
