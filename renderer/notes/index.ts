export { findNotes, notesCommands } from './commands'
export { NotesPanel } from './notes-panel'
export { QuickNote } from './quick-note'
export { capture } from './adding'
