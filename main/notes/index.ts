export { createPrinter } from './export'
export { createNotes,  } from './notes'
export { startIndex } from './start-index'
