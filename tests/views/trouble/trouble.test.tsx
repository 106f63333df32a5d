import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { AppError, UnreachableReason } from '../../../core/contract'
import { describeTrouble, ErrorBoundary } from '../../../renderer/trouble'
import { expectAccessible, useFakeMain } from '../window'

const fake = useFakeMain()

const reasons: UnreachableReason[] = ['refused', 'nameUnknown', 'timedOut', 'reset', 'notTls', 'notAnApi', 'proxy', 'clock', 'network']
const errors: AppError[] = [
  { kind: 'auth.rejected', user: 'admin' },
  { kind: 'auth.expired', user: 'admin' },
  { kind: 'auth.cancelled', user: 'admin' },
  { kind: 'auth.failed', user: 'admin', said: 'error: no' },
  { kind: 'cluster.untrusted', address: 'api.example.com:6443', detail: 'self-signed' },
  ...reasons.map((reason): AppError => ({ kind: 'cluster.unreachable', reason, address: 'api.example.com:6443', detail: '' })),
  { kind: 'cluster.forbidden', message: 'nodes is forbidden' },
  { kind: 'cluster.refused', status: 503, message: 'not ready' },
  { kind: 'cluster.clock', aheadMs: 86_400_000 },
  { kind: 'classroom.invalid', file: 'a.yaml', problems: [] },
  { kind: 'classroom.none' },
  { kind: 'practice.failed', detail: 'port in use' },
  { kind: 'practice.silent', detail: 'It does not run.' },
  { kind: 'practice.refused', message: 'no such snapshot' },
  { kind: 'auth.passwordNeeded', user: 'admin', reason: 'none' },
  { kind: 'local.ocMissing', where: 'computer', downloadUrl: 'https://downloads.example.com/oc.tar' },
  { kind: 'local.ocMissing', where: 'terminal', downloadUrl: null },
  { kind: 'local.sshMissing' },
  { kind: 'local.file', path: '/a', reason: 'permission denied' },
  { kind: 'local.fileSetAside', path: '/a', aside: '/a.broken', reason: 'line 1' },
  { kind: 'local.notKept', folder: '/a', reason: 'full' },
  { kind: 'terminal.failed', detail: 'no shell' },
  { kind: 'terminal.gone' },
  { kind: 'input.invalid', call: 'a.b', detail: 'too long' },
  { kind: 'unexpected', incident: 'LC-7F3K2' },
]

describe('words for trouble', () => {
  test('each error has words of its own and a next step', () => {
    const words = errors.map(describeTrouble)
    expect(new Set(words.map(({ title }) => title)).size).toBe(errors.length)
    for (const { title, why, next } of words) {
      expect(title).not.toMatch(/[.!]$/)
      expect(why).toMatch(/[.)]$/)
      expect(next?.label).not.toBe('')
    }
  })
})

describe('what other programs said', () => {
  test('is ended as a sentence, also when it was cut at a colon', () => {
    expect(describeTrouble({ kind: 'auth.failed', user: 'admin', said: 'oc said: error loading config file: yaml: line 1, column 20:' }).why).toBe('oc said: error loading config file: yaml: line 1, column 20.')
  })

  test('stands behind the sentence, not in it', async () => {
    const { TroubleAlert } = await import('../../../renderer/trouble')
    render(<TroubleAlert error={{ kind: 'cluster.unreachable', reason: 'nameUnknown', address: 'https://api.example.com:6443', detail: '', raw: 'getaddrinfo ENOTFOUND api.example.com' }} />)
    expect(screen.getByRole('alert').textContent).not.toContain('getaddrinfo')
    expect(screen.getByTitle('getaddrinfo ENOTFOUND api.example.com').textContent).toContain('No name server knows it.')
  })

  test('about a certificate, that no password was sent is said once', () => {
    const { why } = describeTrouble({ kind: 'cluster.untrusted', address: 'https://a', detail: 'You did not trust it.' })
    expect(why).toBe('You did not trust it. No password has been sent.')
  })
})

describe('a view that breaks', () => {
  let healthy = false
  beforeEach(() => {
    healthy = false
    // React prints every caught error once more; the boundary's report is what counts.
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
  })

  function Fragile() {
    if (!healthy) throw new Error('a row without a name')
    return <p>All rows</p>
  }

  test('takes only itself along, has a number, and can be shown again', async () => {
    const { container } = render(
      <>
        <p>The neighbour</p>
        <ErrorBoundary what="The tree">
          <Fragile />
        </ErrorBoundary>
      </>,
    )
    expect(screen.getByText('The neighbour')).toBeTruthy()
    expect((await screen.findByText(/LC-7F3K2/)).textContent).toContain('mistake in Lab Companion')
    expect(fake.main.calls.find(({ name }) => name === 'app.reportTrouble')?.input).toMatchObject({ message: expect.stringContaining('a row without a name') })
    await expectAccessible(container)

    healthy = true
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(screen.getByText('All rows')).toBeTruthy()
  })
})
