import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { practice, refuse } from '../../fakes/window-app'
import { expectAccessible, useFakeMain } from '../window'

const fake = useFakeMain()

async function showFirstRun() {
  const { FirstRun, startClassroom } = await import('../../../renderer/classroom')
  startClassroom()
  return render(<FirstRun />)
}

describe('the first page', () => {
  beforeEach(() => vi.resetModules())

  test('starts on the button of the practice classroom and marks that moment', async () => {
    await showFirstRun()
    expect(screen.getByRole('button', { name: 'Start practice classroom' })).toBe(document.activeElement)
    expect(performance.getEntriesByName('lab-companion:interactive').length).toBeGreaterThan(0)
  })

  test('lists what this computer has', async () => {
    await showFirstRun()
    const tools = screen.getByRole('region', { name: 'This computer has' })
    await within(tools).findByText('4.19.6')
    expect(within(tools).getAllByRole('listitem').map((item) => item.textContent)).toEqual([
      'oc 4.19.6',
      'virtctl comes with the cluster',
      'ssh OpenSSH 8.7',
      'Keychain unlocked',
    ])
  })

  test('says where a missing oc comes from instead of warning of it', async () => {
    fake.main.answer({ classroom: { tools: () => [{ name: 'oc', state: 'missing', detail: 'the cluster offers it for download' }] } })
    const { container } = await showFirstRun()
    const oc = await screen.findByText('comes with the practice classroom')
    expect(oc.closest('li')?.title).toBe('the cluster offers it for download')
    expect(container.querySelector('[class*="warning"]')).toBeNull()
  })

  test('shows the real start-up of the practice classroom, line by line', async () => {
    fake.main.answer({ classroom: { startPractice: () => new Promise(() => undefined) } })
    await showFirstRun()
    await userEvent.click(screen.getByRole('button', { name: 'Start practice classroom' }))
    expect(screen.getByRole('button', { name: 'Starting practice classroom' }).getAttribute('aria-busy')).toBe('true')

    fake.main.announce('classroom', 'changed', { kind: 'starting', progress: { line: 'Making certificates', fraction: 0.2 } })
    fake.main.announce('classroom', 'changed', { kind: 'starting', progress: { line: 'Opening the API', fraction: 0.7 } })
    await waitFor(() => expect(within(screen.getByRole('log')).getAllByRole('listitem').map((item) => item.textContent)).toEqual(['Making certificates', 'Opening the API']))
    expect(screen.getByRole('progressbar').getAttribute('value')).toBe('0.7')
  })

  test('says what is wrong with an address before asking main', async () => {
    await showFirstRun()
    await userEvent.click(screen.getByRole('button', { name: 'Connect' }))
    expect(screen.getByRole('alert').textContent).toMatch(/Type the address/)
    expect(screen.getByRole('textbox', { name: 'API address' })).toBe(document.activeElement)
    expect(fake.main.calls.some(({ name }) => name === 'classroom.connect')).toBe(false)
  })

  test('connects with Enter, and shows a failure in the card with a way to try again', async () => {
    const address = 'https://api.ocp4.example.com:6443'
    fake.main.answer({ classroom: { connect: () => refuse({ kind: 'cluster.unreachable', reason: 'refused', address, detail: '' }) } })
    await showFirstRun()
    await userEvent.type(screen.getByRole('textbox', { name: 'API address' }), `${address}{Enter}`)
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain(`Nothing answers at ${address}`)

    fake.main.answer({ classroom: { connect: () => ({ kind: 'open', classroom: practice }) } })
    await userEvent.click(within(alert).getByRole('button', { name: 'Try again' }))
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
    expect(fake.main.calls.filter(({ name }) => name === 'classroom.connect').map(({ input }) => input)).toEqual([{ apiUrl: address }, { apiUrl: address }])
  })

  test('names file, line and field of every mistake in a classroom file', async () => {
    const problems = [{ line: 5, column: 11, field: 'cluster.apiUrl', message: 'must begin with https://' }]
    fake.main.answer({ classroom: { openFile: () => refuse({ kind: 'classroom.invalid', file: 'mine.yaml', problems }) } })
    await showFirstRun()
    await userEvent.click(screen.getByRole('button', { name: 'Open classroom file' }))
    expect((await screen.findByRole('alert')).textContent).toContain('mine.yaml:5 cluster.apiUrl must begin with https://')
  })

  test('can be used without seeing it', async () => {
    const { container } = await showFirstRun()
    await screen.findByText('4.19.6')
    await expectAccessible(container)
  })
})
