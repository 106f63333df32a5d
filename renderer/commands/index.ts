export { listCommands, provideCommands, runCommand, searchCommands, type Command } from './commands'
