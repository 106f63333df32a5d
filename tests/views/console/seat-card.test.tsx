import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { createStore } from 'zustand'
import { NOTHING_KNOWN, type Seat } from '../../../core/console'
import { SeatCard } from '../../../renderer/console/seat-card'
import type { ConsoleSession } from '../../../renderer/console/session'

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

test('counts the seconds to the next try, whatever day the clock says', () => {
  vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 86_400_000)
  const seat: Seat = { state: 'waiting', attempt: 5, why: 'broken', until: performance.now() + 7_900, error: null }
  const store = createStore(() => ({ screen: seat, serial: seat, facts: NOTHING_KNOWN, lost: null, view: 'screen' }))
  const session = { store, machine: { namespace: 'lab', name: 'rhel9-web' } } as unknown as ConsoleSession
  render(<SeatCard session={session} port="screen" />)
  expect(screen.getByRole('status').textContent).toMatch(/Next try in [5-8] s\./)
})
