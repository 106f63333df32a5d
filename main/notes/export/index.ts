export { type Exporting, exportNotes } from './export'
export { createPrinter } from './print'
