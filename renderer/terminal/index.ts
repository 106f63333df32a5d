export { TerminalPanel } from './terminal-panel'
