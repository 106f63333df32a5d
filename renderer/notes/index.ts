export { findNotes, notesCommands } from './commands'
export { NotesPanel } from './notes-panel'
export { capture } from './store'
