import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import axe from 'axe-core'
import { expect, test, vi } from 'vitest'
import { ImportDialog } from '../../../renderer/imports'
import { refuse } from '../../fakes/window-app'
import { useFakeMain } from '../window'

const fake = useFakeMain()
const imported = { id: 'first-disk', title: 'A first disk', folder: '/data/units/first-disk', steps: 3, losses: [{ file: 'disk.yaml', place: 'spec.icon', what: 'the icon', instead: 'units have none' }], broken: false }

test('a file of quick starts: what became of it, what was lost, and the way to open it', async () => {
  const openUnit = vi.fn()
  const onClose = vi.fn()
  fake.main.answer({ imports: { fromFile: () => [imported] }, course: { openUnit } })
  render(<ImportDialog onClose={onClose} />)
  await userEvent.click(screen.getByRole('button', { name: 'Choose a file: Quick starts of OpenShift' }))
  const list = await screen.findByRole('list', { name: 'Imported units' })
  expect(list.textContent).toContain('3 steps')
  await userEvent.click(within(list).getByText('1 thing could not be carried over'))
  expect(list.textContent).toContain('disk.yaml, spec.iconthe icon: units have none')
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } })
  expect(violations).toEqual([])
  await userEvent.click(within(list).getByRole('button', { name: 'Open A first disk' }))
  expect(openUnit).toHaveBeenCalledWith({ unit: 'first-disk' })
  expect(onClose).toHaveBeenCalled()
})

test('who cancels is where they were; what is no lab is told in words', async () => {
  fake.main.answer({ imports: { fromFile: () => null, fromFolder: () => refuse({ kind: 'local.file', path: '/tmp/a', reason: 'no antora.yml' }) } })
  render(<ImportDialog onClose={() => undefined} />)
  await userEvent.click(screen.getByRole('button', { name: 'Choose a file: Quick starts of OpenShift' }))
  expect(screen.queryByRole('alert')).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: 'Choose a folder: A lab’s folder' }))
  expect((await screen.findByRole('alert')).textContent).toContain('no antora.yml')
  expect(screen.getByRole('button', { name: 'Take them all: Quick starts of this cluster' })).toBeTruthy()
})
