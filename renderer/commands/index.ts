export { listCommands, provideCommands, runCommand, type Command } from './commands'
export { noteRun } from './recent'
export { type EntrySearch, provideSearch, search } from './search'
