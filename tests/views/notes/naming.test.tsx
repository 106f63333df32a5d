import { act } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import type { NoteSummary, NoteText } from '../../../core/contract'
import { useFakeMain } from '../window'
import { until } from '../../unit/until'

const fake = useFakeMain()
beforeEach(() => vi.resetModules())

const summary = (path: string, excerpt = ''): NoteSummary => ({ path, title: 'Wait', excerpt, modifiedAt: 1, unit: null, step: null, tags: [] })
const changed = (...notes: NoteSummary[]) => fake.main.announce('notes', 'changed', { notes, removed: [], complete: true, trouble: null })
const renames = () => fake.main.calls.filter(({ name }) => name === 'notes.rename').map(({ input }) => input)

async function begin() {
  let answer: (text: NoteText) => void = () => {}
  fake.main.answer({
    notes: {
      library: () => ({ folder: '/notes', notes: [], total: 0, trouble: null, complete: true }),
      listAfter: () => ({ notes: [], next: null }),
      create: () => ({ path: 'Untitled.md', text: '', revision: 'r', modifiedAt: 1 }),
      backLinks: () => [],
      rename: () => new Promise((resolve) => (answer = resolve)),
    },
  })
  const { useNotes } = await import('../../../renderer/notes/store')
  const { createNote } = await import('../../../renderer/notes/opening')
  const { startNotes } = await import('../../../renderer/notes/library')
  startNotes()
  await until(() => expect(useNotes.getState().folder).toBe('/notes'))
  await createNote()
  return { useNotes, answerRename: (path: string) => act(async () => answer({ path, text: '', revision: 'r', modifiedAt: 1 })) }
}

test('a file without a name gets the title when text stands below it, once, whatever is told meanwhile', async () => {
  const { useNotes, answerRename } = await begin()
  changed(summary('Untitled.md'))
  await until(() => expect(useNotes.getState().notes.size).toBe(1))
  expect(renames()).toEqual([])
  changed(summary('Untitled.md', 'text below'))
  await until(() => expect(renames()).toEqual([{ path: 'Untitled.md', to: 'Wait.md' }]))
  // The watched folder is quicker than the answer.
  changed(summary('Wait.md', 'text below'))
  await until(() => expect(useNotes.getState().notes.has('Wait.md')).toBe(true))
  expect(useNotes.getState().open?.path).toBe('Untitled.md')
  await answerRename('Wait.md')
  expect(useNotes.getState().open?.path).toBe('Wait.md')
  changed(summary('Wait.md', 'more text below'))
  await until(() => expect(useNotes.getState().notes.get('Wait.md')?.excerpt).toBe('more text below'))
  expect(renames()).toHaveLength(1)
})

test('a name that another note has gets a number', async () => {
  await begin()
  changed(summary('Wait.md'), summary('Untitled.md', 'text below'))
  await until(() => expect(renames()).toEqual([{ path: 'Untitled.md', to: 'Wait 2.md' }]))
})
