// @vitest-environment jsdom
import { fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { PracticeStatus } from '../../../core/contract'
import { Instructor } from '../../../renderer/practice'
import { refuse } from '../../fakes/window-app'
import { expectAccessible, useFakeMain } from '../window'

const fake = useFakeMain()
const quiet: PracticeStatus = { troubles: [], foreignCertificates: [], silentNodes: [], nodesWithoutKvm: [], machines: 0, changesPerSecond: 0 }
let status = quiet
const onClose = vi.fn()

const nothing = () => undefined

beforeEach(() => {
  status = quiet
  fake.main.answer({
    practice: {
      status: () => status,
      snapshots: () => [{ name: 'before-drain', saved: '2026-11-22T10:00:00.000Z' }],
      saveSnapshot: nothing,
      restoreSnapshot: nothing,
      deleteSnapshot: nothing,
      reset: nothing,
      setTroubles: ({ troubles }) => {
        status = { ...status, troubles }
      },
      dropWatches: nothing,
      presentCertificate: nothing,
      silenceNode: ({ name }) => {
        status = { ...status, silentNodes: [name] }
      },
      virtualizeNode: nothing,
      crashGuest: () => refuse({ kind: 'practice.refused', message: 'guests.practice "x" not found' }),
      setLoad: nothing,
    },
  })
})

async function open(): Promise<HTMLElement> {
  render(<Instructor onClose={onClose} />)
  const dialog = screen.getByRole('dialog', { name: 'Instructor' })
  await within(dialog).findByRole('button', { name: 'Restore before-drain' })
  return dialog
}

/** What main was told, without the questions how it stands. */
const told = () => fake.main.calls.filter(({ name }) => !['practice.status', 'practice.snapshots'].includes(name))

describe('the instructor’s dialog', () => {
  test('resets only when asked twice', async () => {
    const dialog = await open()
    await expectAccessible(dialog)
    await userEvent.click(within(dialog).getByRole('button', { name: 'Reset the classroom' }))
    await userEvent.click(within(dialog).getByRole('button', { name: 'Keep as it is' }))
    expect(told()).toEqual([])
    await userEvent.click(within(dialog).getByRole('button', { name: 'Reset the classroom' }))
    await userEvent.click(within(dialog).getByRole('button', { name: 'Reset now' }))
    await waitFor(() => expect(within(dialog).getByRole('status').textContent).toBe('The classroom is as at its first start.'))
    expect(told()).toEqual([{ name: 'practice.reset', input: { virtualization: 'installed' } }])
  })

  test('begins as Unit 1 does, with nothing installed', async () => {
    const dialog = await open()
    await userEvent.click(within(dialog).getByRole('button', { name: 'Begin without OpenShift Virtualization' }))
    await userEvent.click(within(dialog).getByRole('button', { name: 'Begin now' }))
    await waitFor(() => expect(within(dialog).getByRole('status').textContent).toBe('OpenShift Virtualization is not installed now.'))
    expect(told()).toEqual([{ name: 'practice.reset', input: { virtualization: 'absent' } }])
  })

  test('saves under a good name only, restores and deletes', async () => {
    const dialog = await open()
    const name = within(dialog).getByRole('textbox', { name: 'Name' })
    await userEvent.type(name, 'Bad Name{Enter}')
    expect(within(dialog).getByRole('alert').textContent).toContain('Lower case letters')
    await userEvent.clear(name)
    await userEvent.type(name, 'step-4{Enter}')
    await waitFor(() => expect(told()).toEqual([{ name: 'practice.saveSnapshot', input: { name: 'step-4' } }]))
    await userEvent.click(within(dialog).getByRole('button', { name: 'Restore before-drain' }))
    await userEvent.click(within(dialog).getByRole('button', { name: 'Restore now' }))
    await waitFor(() => expect(told().at(-1)).toEqual({ name: 'practice.restoreSnapshot', input: { name: 'before-drain' } }))
    await userEvent.click(within(dialog).getByRole('button', { name: 'Delete before-drain' }))
    await waitFor(() => expect(told().at(-1)).toEqual({ name: 'practice.deleteSnapshot', input: { name: 'before-drain' } }))
  })

  test('has a switch for each trouble; one answer excludes the other, slowness goes with all', async () => {
    const dialog = await open()
    await userEvent.click(within(dialog).getByRole('tab', { name: 'Trouble' }))
    await expectAccessible(dialog)
    const flip = (label: string) => userEvent.click(within(dialog).getByRole('switch', { name: label }))
    await flip('Tokens are refused')
    await waitFor(() => expect(told().at(-1)?.input).toEqual({ troubles: [{ status: 401 }] }))
    await flip('Slow answers')
    await waitFor(() => expect(told().at(-1)?.input).toEqual({ troubles: [{ status: 401, delayMs: 3_000 }] }))
    await flip('No answer at all')
    await waitFor(() => expect(told().at(-1)?.input).toEqual({ troubles: [{ blackhole: true, delayMs: 3_000 }] }))
    expect(within(dialog).getByRole<HTMLInputElement>('switch', { name: 'Tokens are refused' }).checked).toBe(false)
    await flip('worker01 is silent')
    await waitFor(() => expect(told().at(-1)).toEqual({ name: 'practice.silenceNode', input: { name: 'worker01', silent: true } }))
    await waitFor(() => expect(within(dialog).getByRole<HTMLInputElement>('switch', { name: 'worker01 is silent' }).checked).toBe(true))
  })

  test('says why something was refused', async () => {
    const dialog = await open()
    await userEvent.click(within(dialog).getByRole('tab', { name: 'Trouble' }))
    await userEvent.type(within(dialog).getByRole('textbox', { name: 'Running machine' }), 'vms-dev/x{Enter}')
    expect((await within(dialog).findByRole('alert')).textContent).toContain('guests.practice "x" not found')
  })

  test('makes the classroom as big and busy as the sliders say', async () => {
    const dialog = await open()
    await userEvent.click(within(dialog).getByRole('tab', { name: 'Size' }))
    await expectAccessible(dialog)
    const machines = within(dialog).getByRole<HTMLInputElement>('slider', { name: 'Machines' })
    fireEvent.change(machines, { target: { value: '3' } })
    expect(machines.getAttribute('aria-valuetext')).toBe('1,000')
    await userEvent.click(within(dialog).getByRole('button', { name: 'Apply' }))
    await waitFor(() => expect(told().at(-1)).toEqual({ name: 'practice.setLoad', input: { machines: 1_000, changesPerSecond: 0 } }))
  })
})
