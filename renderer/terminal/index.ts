export { selectedText, selectionSource, terminalCommands } from './actions'
export { selectTab } from './store'
export { TerminalPanel } from './terminal-panel'
