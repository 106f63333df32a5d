import { act, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import type { NoteText } from '../../../core/contract'
import { refuse } from '../../fakes/window-app'
import { expectAccessible, useFakeMain } from '../window'

const fake = useFakeMain()

const { NotesView } = await import('../../../renderer/notes/notes-view')
await import('../../../renderer/notes/note-editor')
const { capture } = await import('../../../renderer/notes/adding')

// jsdom lays nothing out; the editor asks where its text is.
Range.prototype.getClientRects = () => [] as unknown as DOMRectList
Range.prototype.getBoundingClientRect = () => new DOMRect()

/** Notes whose files are made when the test says so. */
async function openNotes() {
  let answer: (note: NoteText) => void = () => {}
  fake.main.answer({
    notes: {
      library: () => ({ folder: '/notes', notes: [], total: 0, trouble: null, complete: true }),
      listAfter: () => ({ notes: [], next: null }),
      create: () => new Promise<NoteText>((resolve) => (answer = resolve)),
      backLinks: () => [],
      captureText: ({ text }) => ({ markdown: text }),
      save: ({ path }) => ({ path, revision: 'r2', modifiedAt: 2, merged: null, conflict: null }),
    },
  })
  const { container } = render(<NotesView stageButton={null} />)
  return { container, answer: (path: string, text: string) => act(async () => answer({ path, text, revision: 'r', modifiedAt: 1 })) }
}

const note = () => screen.getByRole('textbox', { name: 'Note' })
const untilEditor = () => waitFor(() => expect(note().classList.contains('cm-content')).toBe(true))
const makeNote = () => userEvent.click(screen.getByRole('button', { name: 'New note' }))
const asked = (name: string) => fake.main.calls.filter((call) => call.name === name).length

test('what is captured gets a note, and the keyboard stays where it was', async () => {
  const { answer } = await openNotes()
  const elsewhere = screen.getByRole('searchbox', { name: 'Search notes' })
  elsewhere.focus()
  const captured = capture({ kind: 'text', text: 'said at the console', source: 'Serial console', language: 'console' })
  await waitFor(() => expect(asked('notes.create')).toBe(1))
  await answer('Untitled.md', 'said at the console\n')
  await captured
  await untilEditor()
  expect(note().textContent).toContain('said at the console')
  expect(document.activeElement).toBe(elsewhere)
})

test('letters typed before a new note’s editor is there stand in it, and the next ones where the cursor was', async () => {
  const { container, answer } = await openNotes()
  await makeNote()
  expect(document.activeElement).toBe(note())
  await userEvent.keyboard('a wrd{ArrowLeft}{ArrowLeft} ')
  expect(asked('notes.create')).toBe(1)
  await expectAccessible(container)
  await answer('Untitled.md', '# Title\n\n')
  await untilEditor()
  expect(document.activeElement).toBe(note())
  expect(note().textContent).toMatch(/Title.*a w rd$/)
  expect(getSelection()?.anchorOffset).toBe('a w '.length)
  await waitFor(() => expect(asked('notes.save')).toBe(1))
})

test('who has gone elsewhere before the editor is there keeps the keyboard there, and the letters are in the note', async () => {
  const { answer } = await openNotes()
  await makeNote()
  await userEvent.keyboard('kept')
  const elsewhere = screen.getByRole('searchbox', { name: 'Search notes' })
  elsewhere.focus()
  await answer('Left.md', '')
  await untilEditor()
  expect(note().textContent).toBe('kept')
  expect(document.activeElement).toBe(elsewhere)
})

test('letters for a note that could not be made stay in sight, and are in the one of the next try', async () => {
  await openNotes()
  await untilEditor()
  let fail: () => void = () => {}
  const failed = new Promise<void>((resolve) => (fail = resolve))
  fake.main.answer({ notes: { create: () => failed.then(() => refuse({ kind: 'notes.folder', folder: '/notes', reason: 'gone' })) } })
  await makeNote()
  await userEvent.keyboard('kept')
  fail()
  expect(await screen.findByRole('alert')).toBeTruthy()
  expect((note() as HTMLTextAreaElement).value).toBe('kept')
  fake.main.answer({ notes: { create: () => ({ path: 'Second.md', text: '', revision: 'r', modifiedAt: 1 }) } })
  await makeNote()
  await untilEditor()
  expect(note().textContent).toBe('kept')
})
