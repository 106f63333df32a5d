import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { CertificateDoubt } from '../../../core/contract'
import { signedOut } from '../../fakes/window-app'
import { expectAccessible, useFakeMain } from '../window'

const fake = useFakeMain()

const pairs = Array.from({ length: 32 }, (_, index) => (index * 7).toString(16).padStart(2, '0').toUpperCase())

const api: CertificateDoubt = {
  role: 'api',
  address: 'https://api.ocp4.example.com:6443',
  subject: 'api.ocp4.example.com',
  issuer: 'kube-apiserver-lb-signer',
  validFrom: '2025-07-14T00:00:00Z',
  validTo: '2025-08-13T00:00:00Z',
  sha256: pairs.join(':'),
  nameMatches: true,
  timeIsValid: true,
  previousSha256: null,
}
const oauth: CertificateDoubt = { ...api, role: 'oauth', address: 'https://oauth-openshift.apps.ocp4.example.com' }

async function ask(...doubts: CertificateDoubt[]) {
  fake.main.answer({ session: { get: () => ({ ...signedOut, trust: { id: 'q1', classroom: 'ocp4', doubts } }) } })
  const { TrustDialog, startSession } = await import('../../../renderer/session')
  startSession()
  render(<TrustDialog />)
  return screen.findByRole('dialog', { name: 'Trust this cluster?' })
}

describe('the question about certificates', () => {
  beforeEach(() => vi.resetModules())

  test('shows the fingerprint and the facts, and starts on Cancel', async () => {
    const dialog = await ask(api)
    expect(within(dialog).getByLabelText(api.sha256).textContent).toBe(pairs.join(''))
    expect(dialog.textContent).toContain('14 July 2025 to 13 August 2025')
    expect(dialog.textContent).toContain('openssl s_client -connect api.ocp4.example.com:6443 <')
    expect(within(dialog).getByRole('button', { name: 'Cancel' })).toBe(document.activeElement)
    await expectAccessible(dialog)
  })

  test.each([
    ['Trust', true],
    ['Cancel', false],
  ])('%s answers with %s', async (name, trust) => {
    const dialog = await ask(api)
    await userEvent.click(within(dialog).getByRole('button', { name }))
    expect(fake.main.calls.at(-1)).toEqual({ name: 'session.answerTrust', input: { id: 'q1', trust } })
  })

  test('asks about API and login server in one dialog', async () => {
    const dialog = await ask(api, oauth)
    expect(within(dialog).getAllByRole('region').map((region) => region.getAttribute('aria-label'))).toEqual([`Certificate of ${api.address}`, `Certificate of ${oauth.address}`])
    await userEvent.click(within(dialog).getByRole('button', { name: 'Copy commands' }))
    expect(JSON.stringify(fake.main.calls.at(-1))).toMatch(/connect api\.ocp4.*connect oauth-openshift\.apps\.ocp4\.example\.com:443 </)
  })

  test('is loud about a certificate that changed, under the same name', async () => {
    const before = [...pairs].reverse().join(':')
    const dialog = await ask({ ...api, previousSha256: before, timeIsValid: false })
    expect(within(dialog).getByRole('heading', { name: 'The certificate of this cluster has changed' })).toBeTruthy()
    expect(within(dialog).getByLabelText(before)).toBeTruthy()
    expect(dialog.textContent).toContain('not now')
  })

  test('goes when main has its answer', async () => {
    await ask(api)
    fake.main.announce('session', 'changed', signedOut)
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  })
})
