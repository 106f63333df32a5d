import type { NotesScope } from '../../core/contract'
import { main } from '../border'
import { createNote, openNote } from './opening'
import { ask, flushEditor, useNotes } from './store'

export async function importNotes(from: 'files' | 'folder'): Promise<void> {
  const report = await ask(main.notes.import({ from }))
  if (report === null) return
  const [first] = report.notes
  if (first !== undefined) await openNote(first)
  useNotes.setState({ notice: { kind: 'imported', notes: report.notes.length, images: report.images, refused: report.refused } })
}

export async function exportNotes(scope: NotesScope, as: 'html' | 'pdf' | 'zip'): Promise<void> {
  if (!(await flushEditor())) return
  const written = await ask(main.notes.export({ scope, as }))
  if (written !== null) useNotes.setState({ notice: { kind: 'exported', file: written.file } })
}

/** The journal of all that was done, as a note that can be written on, or summed up for somebody else. */
export async function noteFromJournal(unit: string | null, as: 'timeline' | 'report'): Promise<void> {
  const made = await ask(main.notes.journalNote({ unit, as }))
  if (made !== null) await createNote({ title: made.title, text: made.markdown })
}
