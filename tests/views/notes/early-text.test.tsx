import { beforeEach, expect, test, vi } from 'vitest'
import type { NoteText } from '../../../core/contract'
import { refuse } from '../../fakes/window-app'
import { useFakeMain } from '../window'
import { until } from '../../unit/until'

const fake = useFakeMain()
beforeEach(() => vi.resetModules())

const noteAt = (path: string, text = ''): NoteText => ({ path, text, revision: 'r', modifiedAt: 1 })
const asked = (name: string) => fake.main.calls.filter((call) => call.name === name).map(({ input }) => input)

/** Letters for a note whose file is not made before `answer`, and no editor anywhere. */
async function typeEarly() {
  let answer: (made: NoteText) => void = () => {}
  fake.main.answer({
    notes: {
      library: () => ({ folder: '/notes', notes: [], total: 0, trouble: null, complete: true }),
      listAfter: () => ({ notes: [], next: null }),
      create: () => new Promise((resolve) => (answer = resolve)),
      read: ({ path }) => noteAt(path, 'what was there'),
      save: ({ path }) => ({ path, revision: 'r2', modifiedAt: 2, merged: null, conflict: null }),
      backLinks: () => [],
    },
  })
  const { useNotes } = await import('../../../renderer/notes/store')
  const { createNote, earlyTextChanged, openNote } = await import('../../../renderer/notes/opening')
  const { startNotes } = await import('../../../renderer/notes/library')
  startNotes()
  const made = createNote()
  await until(() => expect(asked('notes.create')).toHaveLength(1))
  earlyTextChanged({ text: 'kept', from: 4, to: 4 })
  return { openNote, useNotes, settle: (note: NoteText) => (answer(note), made) }
}

const gone = () => refuse({ kind: 'notes.folder', folder: '/notes', reason: 'gone' })

test('another note is opened only when letters for one that could not be made have got one of their own', async () => {
  const { openNote, useNotes, settle } = await typeEarly()
  await settle(gone())
  fake.main.answer({ notes: { create: gone } })
  await openNote('Old.md')
  expect(useNotes.getState()).toMatchObject({ open: null, early: { text: 'kept' }, trouble: { kind: 'notes.folder' } })

  fake.main.answer({ notes: { create: () => noteAt('Untitled.md', 'kept') } })
  await openNote('Old.md')
  expect(asked('notes.create').at(-1)).toMatchObject({ text: 'kept' })
  expect(useNotes.getState()).toMatchObject({ open: { path: 'Old.md' }, early: null })
})

test('who opens another note while a new one is on its way leaves the letters in the new one', async () => {
  const { openNote, useNotes, settle } = await typeEarly()
  const opened = openNote('Old.md')
  await settle(noteAt('Untitled.md', '# Untitled\n\n'))
  await opened
  expect(JSON.stringify(asked('notes.save'))).toContain('# Untitled\\n\\nkept')
  expect(useNotes.getState()).toMatchObject({ open: { path: 'Old.md' }, early: null })
})

test('letters for a note that could not be made are brought to the disk before the window goes', async () => {
  const { settle } = await typeEarly()
  await settle(gone())
  fake.main.answer({ notes: { create: () => noteAt('Untitled.md', 'kept'), allSaved: () => undefined } })
  fake.main.announce('notes', 'saveNow', null)
  await until(() => expect(asked('notes.allSaved')).toHaveLength(1))
  expect(asked('notes.create').at(-1)).toMatchObject({ text: 'kept' })
})
