export { DiagnosticsDialog } from './diagnostics-dialog'
export { HelpDialog } from './help-dialog'
