export { createDiagnostics } from './diagnostics'
