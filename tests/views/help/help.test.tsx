import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { refuse } from '../../fakes/window-app'
import { expectAccessible, useFakeMain } from '../window'

const fake = useFakeMain()

const { DiagnosticsDialog, HelpDialog } = await import('../../../renderer/help')

test('the help opens on its search, has pages, finds a section by its words, and lists the keys', async () => {
  const { container } = render(<HelpDialog keys={[{ keys: 'Ctrl Shift P', does: 'All commands' }]} onDiagnose={vi.fn()} onClose={vi.fn()} />)
  const search = screen.getByRole('searchbox', { name: 'Search help' })
  expect(document.activeElement).toBe(search)
  expect(screen.getByRole('article', { name: 'First steps' }).textContent).toContain('Start practice classroom')
  await expectAccessible(container)

  await userEvent.type(search, 'fingerprint')
  const pages = screen.getByRole('navigation', { name: 'Pages' })
  expect(within(pages).getAllByRole('button').map(({ textContent }) => textContent)).toContain('When a certificate is not knownLogging in')
  await userEvent.click(within(pages).getByRole('button', { name: /When a certificate is not known/ }))
  expect(screen.getByRole('article', { name: 'Logging in' }).textContent).toContain('Compare the fingerprint')

  await userEvent.clear(search)
  await userEvent.type(search, 'no such words anywhere')
  expect(within(pages).getByRole('status').textContent).toBe('No page has these words')
  await userEvent.clear(search)
  await userEvent.click(within(pages).getByRole('button', { name: 'Keyboard' }))
  expect(screen.getByRole('row', { name: 'Ctrl Shift P All commands' })).toBeDefined()
})

test('diagnostics are shown before they are copied', async () => {
  fake.main.answer({ app: { diagnose: () => ({ text: 'Lab Companion 0.1.0\n  Electron 45.4.1' }) } })
  const { container } = render(<DiagnosticsDialog onClose={vi.fn()} />)
  await waitFor(() => expect(screen.getByRole('region', { name: 'What is copied' }).textContent).toContain('Electron 45.4.1'))
  expect(fake.main.calls.some(({ name }) => name === 'app.copyText')).toBe(false)
  await expectAccessible(container)
  await userEvent.click(screen.getByRole('button', { name: 'Copy' }))
  expect(fake.main.calls).toContainEqual({ name: 'app.copyText', input: { text: 'Lab Companion 0.1.0\n  Electron 45.4.1' } })
  expect(screen.getByRole('status').textContent).toContain('Copied')
})

test('diagnostics that fail say so', async () => {
  fake.main.answer({ app: { diagnose: () => refuse({ kind: 'unexpected', incident: 'LC-7F3K2' }) } })
  render(<DiagnosticsDialog onClose={vi.fn()} />)
  expect((await screen.findByRole('alert')).textContent).toContain('LC-7F3K2')
})
