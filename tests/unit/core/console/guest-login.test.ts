import { expect, test } from 'vitest'
import { type GuestFacts, withLogin } from '../../../../core/console'

const known: GuestFacts = {
  state: 'known', asked: '2026-01-01T10:00:00Z', hostname: 'web', system: null, kernel: null, timezone: null, agent: null, users: [], fileSystems: [], addresses: [], podAddress: null,
} // prettier-ignore
const usersAfter = (guest: GuestFacts, at: string): string[] => {
  const told = withLogin(guest, { user: 'student', at })
  return told.state === 'known' ? told.users.map(({ name }) => name) : []
}

test('a login of ours is told before the agent tells of it, and no longer than an agent takes', () => {
  expect(usersAfter(known, '2026-01-01T10:00:05Z')).toEqual(['student'])
  expect(usersAfter(known, '2026-01-01T09:59:55Z')).toEqual(['student'])
  expect(usersAfter(known, '2026-01-01T09:59:00Z')).toEqual([])
})

test('who is told by the agent is not told twice, and nothing is made up where it does not answer', () => {
  expect(usersAfter({ ...known, users: [{ name: 'student', since: null }] }, '2026-01-01T10:00:05Z')).toEqual(['student'])
  expect(withLogin({ state: 'silent', message: '' }, { user: 'student', at: '2026-01-01T10:00:05Z' })).toEqual({ state: 'silent', message: '' })
  expect(withLogin(known, null)).toBe(known)
})
