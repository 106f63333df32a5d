import { act, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { SessionState } from '../../../core/contract'
import { identity, refuse, signedOut } from '../../fakes/window-app'
import { expectAccessible, useFakeMain } from '../window'

const fake = useFakeMain()

async function show(state: SessionState) {
  fake.main.answer({ session: { get: () => state } })
  const { LoginButtons, PasswordSettings, SessionNotices, SessionStatus, VaultStatus, startSession } = await import('../../../renderer/session')
  startSession()
  const view = render(
    <>
      <LoginButtons />
      <SessionNotices />
      <PasswordSettings />
      <SessionStatus />
      <VaultStatus />
    </>,
  )
  await screen.findByRole('group', { name: 'Users' })
  return view
}

const status = () => screen.getByRole('status', { name: 'Session' }).textContent
const buttons = () => within(screen.getByRole('group', { name: 'Users' })).getAllByRole('button').map((button) => button.getAttribute('aria-label'))

const adminIn: SessionState = { ...signedOut, active: 'admin', identities: [identity('admin', { state: 'signedIn', verifiedAs: 'admin' }), identity('developer', { state: 'signedIn' }), identity('kubeadmin')] }

describe('who is logged in', () => {
  beforeEach(() => vi.resetModules())

  test('nobody: one login for each user', async () => {
    await show(signedOut)
    expect(buttons()).toEqual(['Log in as admin', 'Log in as developer', 'Log in as kubeadmin'])
    expect(status()).toBe('Not logged in')
    await userEvent.click(screen.getByRole('button', { name: 'Log in as admin' }))
    expect(fake.main.calls.at(-1)).toEqual({ name: 'session.login', input: { user: 'admin' } })
  })

  test('under way: the button is busy and asks for nothing twice', async () => {
    await show({ ...signedOut, identities: [identity('admin', { state: 'signingIn' })] })
    expect(status()).toBe('Logging in as admin')
    await userEvent.click(screen.getByRole('button', { name: 'Logging in as admin' }))
    expect(fake.main.calls.some(({ name }) => name === 'session.login')).toBe(false)
  })

  test('two at once: the other one is switched to, not logged in again', async () => {
    await show(adminIn)
    expect(buttons()).toEqual(['Logged in as admin', 'Log in as developer', 'Log in as kubeadmin'])
    expect(status()).toBe('Logged in as admin')
    await userEvent.click(screen.getByRole('button', { name: 'Log in as developer' }))
    expect(fake.main.calls.at(-1)).toEqual({ name: 'session.activate', input: { user: 'developer' } })
  })

  test('the server knows somebody else behind the kubeconfig', async () => {
    await show({ ...adminIn, identities: [identity('admin', { state: 'signedIn', verifiedAs: 'developer' })] })
    expect(status()).toBe('Logged in as developer in admin’s terminals')
    await userEvent.click(screen.getByRole('button', { name: 'Log in as admin' }))
    expect(fake.main.calls.at(-1)).toEqual({ name: 'session.login', input: { user: 'admin' } })
  })

  test('expired: status, alert and the way back', async () => {
    await show({ ...signedOut, active: 'admin', identities: [identity('admin', { state: 'expired', problem: { kind: 'auth.expired', user: 'admin' } })] })
    expect(status()).toContain('Session expired')
    const alert = screen.getByRole('alert')
    await userEvent.click(within(alert).getByRole('button', { name: 'Log in as admin again' }))
    expect(fake.main.calls.at(-1)).toEqual({ name: 'session.login', input: { user: 'admin' } })
    await userEvent.click(within(alert).getByRole('button', { name: 'Dismiss' }))
    expect(screen.queryByRole('alert')).toBeNull()
  })

  test('a problem that was put away shows again when it happens again', async () => {
    const expired = { ...signedOut, identities: [identity('admin', { state: 'expired', problem: { kind: 'auth.expired', user: 'admin' } })] } satisfies SessionState
    await show(expired)
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }))
    act(() => fake.main.announce('session', 'changed', adminIn))
    act(() => fake.main.announce('session', 'changed', expired))
    expect(screen.getByRole('alert')).toBeTruthy()
  })

  test('a clock that is wrong is told with what can be done, put away, and told again when it is wrong again', async () => {
    await show({ ...adminIn, clockAheadMs: 26 * 3_600_000 })
    const notice = () => screen.queryByText('The clock of this computer is 1 day ahead of the cluster’s')
    expect(notice()).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }))
    expect(notice()).toBeNull()
    act(() => fake.main.announce('session', 'changed', adminIn))
    act(() => fake.main.announce('session', 'changed', { ...adminIn, clockAheadMs: -600_000 }))
    expect(screen.getByText('The clock of this computer is 10 minutes behind the cluster’s')).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(fake.main.calls.at(-1)?.name).toBe('session.verify')
  })

  test('a refused request is shown too', async () => {
    fake.main.answer({ session: { login: () => refuse({ kind: 'classroom.none' }) } })
    await show(signedOut)
    await userEvent.click(screen.getByRole('button', { name: 'Log in as admin' }))
    expect((await screen.findByRole('alert')).textContent).toContain('No classroom is open')
  })
})

describe('an outage', () => {
  beforeEach(() => vi.resetModules())

  const away = (reason: 'refused' | 'reset') => ({ kind: 'cluster.unreachable', reason, address: 'https://127.0.0.1:6443', detail: reason }) as const
  const outage: SessionState = {
    ...signedOut,
    identities: [identity('admin', { problem: away('refused') }), identity('developer', { problem: away('reset') }), identity('kubeadmin')],
  }

  test('is told once, whoever it concerns, and put away once', async () => {
    await show(outage)
    expect(screen.getAllByRole('alert')).toHaveLength(1)
    expect(screen.getByRole('alert').textContent).toContain('This concerns admin and developer.')
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }))
    act(() => fake.main.announce('session', 'changed', { ...outage, identities: [...outage.identities].reverse() }))
    expect(screen.queryByRole('alert')).toBeNull()
  })

  test('is left to the tree while that shows the same cluster', async () => {
    const in_ = { state: 'signedIn', verifiedAs: null } as const
    await show({ ...outage, active: 'admin', identities: outage.identities.map((one) => ({ ...one, ...in_ })) })
    expect(screen.queryByRole('alert')).toBeNull()
    act(() => fake.main.announce('session', 'changed', { ...outage, active: 'kubeadmin', identities: outage.identities.map((one) => ({ ...one, ...in_ })) }))
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(fake.main.calls.at(-1)?.name).toBe('session.verify')
  })
})

describe('a refusal', () => {
  beforeEach(() => vi.resetModules())

  async function refused() {
    fake.main.answer({ session: { login: () => refuse({ kind: 'classroom.none' }) } })
    await show(signedOut)
    await userEvent.click(screen.getByRole('button', { name: 'Log in as admin' }))
    await screen.findByRole('alert')
  }

  test('goes when its user is logged in, and stays for anybody else', async () => {
    await refused()
    act(() => fake.main.announce('session', 'changed', { ...signedOut, identities: [identity('admin'), identity('developer', { state: 'signedIn' })] }))
    expect(screen.getByRole('alert')).toBeTruthy()
    act(() => fake.main.announce('session', 'changed', { ...signedOut, identities: [identity('admin', { state: 'signedIn' })] }))
    expect(screen.queryByRole('alert')).toBeNull()
  })

  test.each(['before', 'after'])('is told once when the state tells it %s', async (when) => {
    const problem = { kind: 'auth.rejected', user: 'admin' } as const
    const telling = { ...signedOut, identities: [identity('admin', { problem })] }
    fake.main.answer({
      session: {
        login() {
          if (when === 'before') fake.main.announce('session', 'changed', telling)
          return refuse(problem)
        },
      },
    })
    await show(signedOut)
    await userEvent.click(screen.getByRole('button', { name: 'Log in as admin' }))
    await screen.findByRole('alert')
    if (when === 'after') act(() => fake.main.announce('session', 'changed', telling))
    expect(screen.getAllByRole('alert')).toHaveLength(1)
  })

  test('goes with its classroom', async () => {
    await refused()
    act(() => fake.main.announce('session', 'changed', { ...signedOut, classroom: { id: 'other', apiUrl: 'https://127.0.0.1:6443' } }))
    expect(screen.queryByRole('alert')).toBeNull()
  })
})

describe('passwords', () => {
  beforeEach(() => vi.resetModules())

  test('a typed one that worked is offered to be kept', async () => {
    await show({ ...adminIn, identities: [identity('admin', { state: 'signedIn', offersToKeepPassword: true, hasPassword: false })] })
    await userEvent.click(screen.getByRole('button', { name: 'Keep password' }))
    expect(fake.main.calls.at(-1)).toEqual({ name: 'session.keepPassword', input: { user: 'admin', keep: true } })
  })

  test.each([
    [{ kind: 'keychain', reason: null }, 'It goes to the keychain of this computer.'],
    [{ kind: 'encryptedFile', reason: 'noService' }, 'It goes to an encrypted file, as there is no keychain.'],
    [{ kind: 'memory', reason: 'policy' }, 'It is kept until Lab Companion quits. Set by your classroom’s administrator.'],
    [{ kind: 'memory', reason: 'locked' }, 'It is kept until Lab Companion quits. The keychain is locked.'],
  ] as const)('where it would go is said truly: %o', async (vault, words) => {
    await show({ ...adminIn, vault, identities: [identity('admin', { state: 'signedIn', offersToKeepPassword: true, hasPassword: false })] })
    expect(screen.getByText(/The next login then takes one click/).textContent).toBe(`The next login then takes one click. ${words}`)
  })

  test('where they are is said when it is not the keychain', async () => {
    await show({ ...signedOut, vault: { kind: 'memory', reason: 'locked' } })
    expect(screen.getByText('Passwords in memory only').title).toBe('The keychain is locked. Passwords are kept until Lab Companion quits, and then forgotten.')
  })

  test('can be forgotten, one or all', async () => {
    await show(signedOut)
    await userEvent.click(screen.getByRole('button', { name: "Forget developer's password" }))
    expect(fake.main.calls.at(-1)).toEqual({ name: 'session.forget', input: { user: 'developer' } })
    await userEvent.click(screen.getByRole('button', { name: 'Forget all' }))
    expect(fake.main.calls.at(-1)?.name).toBe('session.forgetAll')
  })

  test('the own kubeconfig is a switch', async () => {
    await show(signedOut)
    await userEvent.click(screen.getByRole('switch', { name: /own ~\/\.kube\/config/ }))
    expect(fake.main.calls.at(-1)).toEqual({ name: 'session.useOwnKubeconfig', input: { on: true } })
  })

  test('can be managed without seeing the page', async () => {
    const { container } = await show({ ...adminIn, vault: { kind: 'memory', reason: 'noService' } })
    await expectAccessible(container)
  })
})
