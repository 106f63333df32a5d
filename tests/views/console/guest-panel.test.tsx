import { fireEvent, render, screen } from '@testing-library/react'
import { describe, expect, test } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { type GuestFacts, NOTHING_KNOWN } from '../../../core/console'
import { GuestPanel } from '../../../renderer/console/guest-panel'
import type { ConsoleSession } from '../../../renderer/console/session'
import { expectAccessible, useFakeMain } from '../window'

const holder = useFakeMain()

/** What of a console the panel looks at. */
function show(guest: GuestFacts): HTMLElement {
  const store = createStore(() => ({ guest, facts: { ...NOTHING_KNOWN, power: 'running' }, showsGuest: true }))
  return render(<GuestPanel session={{ store } as unknown as ConsoleSession} />).container
}

describe('a guest without its agent', () => {
  test.each([
    ['rhel.9', 'sudo dnf -y install qemu-guest-agent && sudo systemctl enable --now qemu-guest-agent'],
    [null, 'sudo dnf -y install qemu-guest-agent && sudo systemctl enable --now qemu-guest-agent'],
    ['ubuntu', 'sudo apt-get install -y qemu-guest-agent && sudo systemctl enable --now qemu-guest-agent'],
  ])('of %s is told how it is installed, to be copied by a click', async (family, command) => {
    const panel = show({ state: 'missing', family })
    expect(screen.getByRole('region', { name: 'Guest agent' })).toHaveProperty('textContent', expect.stringContaining('No guest agent'))
    expect(screen.getByText(command)).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'Copy' }))
    expect(holder.main.calls).toContainEqual({ name: 'app.copyText', input: { text: command } })
    await expectAccessible(panel)
  })

  test('of Windows is sent to the virtio-win CD', () => {
    show({ state: 'missing', family: 'windows.2k22' })
    expect(screen.getByText(/virtio-win CD/)).toBeTruthy()
  })
})
