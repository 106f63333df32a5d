import { captureToNotes } from '../capture'
import { main } from '../border'
import type { Command } from '../commands'
import { selectedText, selectionSource } from '../terminal'
import { exportFormats, exportScopes } from './export-scopes'
import { useLessons } from './lessons'
import { openOnStage } from './notes-panel'
import { showNotes } from './adding'
import { exportNotes, importNotes } from './exchange'
import { chooseFolder, rebuildIndex } from './library'
import { createNote, openNote } from './opening'
import { setSheet, useNotes } from './store'

/** What can be done with notes, from anywhere. */
export function notesCommands(): Command[] {
  const group = 'Notes'
  const command = (id: string, title: string, run: () => void, keys?: string): Command => ({ id: `notes.${id}`, title, group, ...(keys !== undefined && { keys }), run })
  return [
    command('new', 'New note', () => inNotes(() => void createNote())),
    command('capture', 'Capture last command', () => void captureToNotes({ kind: 'command' }), 'Ctrl Shift S'),
    {
      ...command('captureSelection', 'Capture what is selected in the terminal', () => void captureToNotes({ kind: 'text', text: selectedText(), source: selectionSource(), language: 'console' })),
      available: () => selectedText() !== '',
    },
    command('stage', 'Open notes on the stage', openOnStage),
    command('journal', 'Lab journal', () => inNotes(() => setSheet({ kind: 'journal' }))),
    command('bin', 'Show deleted notes', () => inNotes(() => setSheet({ kind: 'bin' }))),
    command('import', 'Import notes…', () => inNotes(() => void importNotes('files'))),
    command('importFolder', 'Import a folder of notes…', () => inNotes(() => void importNotes('folder'))),
    ...exportScopes({ ...useNotes.getState(), titles: useLessons.getState().units }).flatMap(({ scope, name }) =>
      exportFormats.map(({ as, label }) => command(`export.${name}.${as}`, `Export notes: ${name.charAt(0).toLowerCase()}${name.slice(1)}, as ${label}…`, () => inNotes(() => void exportNotes(scope, as)))),
    ),
    command('folder', 'Choose another folder for notes…', () => inNotes(() => void chooseFolder())),
    command('reindex', 'Rebuild the index of the notes', () => inNotes(() => void rebuildIndex())),
  ]
}

/** Notes by their text, best first, for the palette. */
export async function findNotes(query: string): Promise<Command[]> {
  const answer = await main.notes.search({ query })
  if (!answer.ok) return []
  return answer.value.notes.map(({ path, title }): Command => ({ id: `note.${path}`, title: title.map(({ text }) => text).join(''), group: 'Note', run: () => inNotes(() => void openNote(path)) }))
}

function inNotes(act: () => void): void {
  showNotes()
  act()
}
