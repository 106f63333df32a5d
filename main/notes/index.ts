export { createPrinter } from './export'
export { createNotes, type Notes } from './notes'
export { startIndex } from './start-index'
