import { act, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { refuse } from '../../fakes/window-app'
import { expectAccessible, useFakeMain } from '../window'

const fake = useFakeMain()

const { QuickNote } = await import('../../../renderer/notes/quick-note')

const head = '---\nunit: u1\n---\n'

function open() {
  const disk = new Map<string, string>()
  const saved = (path: string) => ({ path, revision: 'r1', modifiedAt: 0, merged: null, conflict: null })
  fake.main.answer({
    notes: {
      create({ title }) {
        disk.set(`${title}.md`, head)
        return { path: `${title}.md`, text: head, revision: 'r0', modifiedAt: 0 }
      },
      save({ path, edit }) {
        if (edit.kind === 'whole') disk.set(path, edit.text)
        return saved(path)
      },
      rename({ path, to }) {
        disk.set(to, disk.get(path) ?? '')
        disk.delete(path)
        return { ...saved(to), text: '' }
      },
      remove({ path }) {
        disk.delete(path)
        return { id: '1', path, title: '', deletedAt: 0 }
      },
    },
  })
  const closed = vi.fn()
  const { container, unmount } = render(<QuickNote onClose={closed} />)
  return { disk, closed, container, unmount, field: screen.getByRole('textbox', { name: 'Quick note' }) }
}

test('is on disk while it is written, and gets its first line for a name', async () => {
  const { disk, closed, container, field } = open()
  await expectAccessible(container)
  await userEvent.type(field, 'Ask about SSP{enter}why it restarts')
  await waitFor(() => expect(disk.get('Quick note.md')).toBe(`${head}Ask about SSP\nwhy it restarts`))
  await waitFor(() => expect(screen.getByRole('status', { name: 'Saved' })).toBeTruthy())
  await userEvent.keyboard('{Control>}{Enter}{/Control}')
  await waitFor(() => expect(closed).toHaveBeenCalled())
  expect([...disk]).toEqual([['Ask about SSP.md', `${head}Ask about SSP\nwhy it restarts`]])
})

test('leaves no file where nothing was written, or all of it was taken back', async () => {
  const { disk, closed, field } = open()
  await userEvent.click(screen.getByRole('button', { name: 'Done' }))
  expect(fake.main.calls.map(({ name }) => name)).not.toContain('notes.create')
  expect(closed).toHaveBeenCalled()
  await userEvent.type(field, 'x')
  await waitFor(() => expect(disk.size).toBe(1))
  await userEvent.clear(field)
  await userEvent.click(screen.getByRole('button', { name: 'Done' }))
  await waitFor(() => expect(disk.size).toBe(0))
})

test('stays, and says why, where the disk is full; and is there again where something else took its place', async () => {
  const { closed, field, unmount } = open()
  fake.main.answer({ notes: { create: () => refuse({ kind: 'notes.notSaved', path: 'Quick note', reason: 'full', detail: 'ENOSPC' }) } })
  await userEvent.type(field, 'not to be lost')
  await waitFor(() => expect(screen.getByRole('status', { name: 'Not saved: the disk is full' })).toBeTruthy())
  await userEvent.click(screen.getByRole('button', { name: 'Done' }))
  expect(closed).not.toHaveBeenCalled()
  await act(async () => unmount())
  render(<QuickNote onClose={closed} />)
  expect(screen.getByRole('textbox', { name: 'Quick note' })).toHaveProperty('value', 'not to be lost')
})

test('says nothing of saving before anything is written', async () => {
  const { container, field } = open()
  expect(container.ownerDocument.body.textContent).not.toContain('Saved')
  await userEvent.type(field, 'A')
  await waitFor(() => expect(container.ownerDocument.body.textContent).toContain('Saved'))
})
