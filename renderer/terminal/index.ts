export { terminalCommands } from './actions'
export { TerminalPanel } from './terminal-panel'
