import { fireEvent, render, screen } from '@testing-library/react'
import { describe, expect, test } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { HeadNotice, NoticeBar } from '../../../renderer/console/notices'
import type { ConsoleSession, Notice } from '../../../renderer/console/session'
import { expectAccessible, useFakeMain } from '../window'

useFakeMain()

function show(notice: Notice) {
  const store = createStore<{ notice: Notice | null }>(() => ({ notice }))
  const session = { store } as unknown as ConsoleSession
  const { container } = render(
    <>
      <header>
        <HeadNotice session={session} />
      </header>
      <main>
        <NoticeBar session={session} />
      </main>
    </>,
  )
  return { container, store }
}

describe('a notice of a console', () => {
  test('that says that all went well stands in the head, and covers nothing of the guest', async () => {
    const { container, store } = show({ tone: 'info', title: 'Logged in as student' })
    expect(container.querySelector('main')?.textContent).toBe('')
    expect(screen.getByRole('status').textContent).toContain('Logged in as student')
    await expectAccessible(container)
    fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }))
    expect(store.getState().notice).toBeNull()
  })

  test.each([
    ['status', { tone: 'warning', title: 'No password prompt came', why: 'None was typed.' }],
    ['status', { tone: 'info', title: 'Somebody is logged in already', why: 'Log out there first.' }],
    ['alert', { tone: 'danger', title: 'The recording was not saved', why: 'The disk is full.' }],
  ] as const)('that has to be read is a %s over the panes: %j', (role, notice) => {
    const { container } = show(notice)
    expect(container.querySelector('header')?.textContent).toBe('')
    expect(screen.getByRole(role).textContent).toContain(notice.why)
  })
})
