import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { GuestFacts } from '../../../../core/console'
import { pollAgent } from '../../../../main/console/agent'

const silent: GuestFacts = { state: 'silent', message: 'VMI does not have guest agent connected' }
const known: GuestFacts = { state: 'known', asked: '', hostname: 'vm', system: null, kernel: null, timezone: null, agent: null, users: [], fileSystems: [], addresses: [], podAddress: null }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** An agent that answers as the test says, and what was told of it. */
function follow(answer: () => GuestFacts | Promise<GuestFacts>) {
  const told: GuestFacts['state'][] = []
  let asked = 0
  const poll = pollAgent(
    async () => {
      asked += 1
      return answer()
    },
    (guest) => told.push(guest.state),
  )
  poll.ask()
  return { poll, told, asked: () => asked }
}

describe('a guest’s agent', () => {
  test('that is silent at first is asked until it answers', async () => {
    let guest: GuestFacts = silent
    const { poll, told } = follow(() => guest)
    await vi.advanceTimersByTimeAsync(7_000)
    expect(new Set(told)).toEqual(new Set(['silent']))
    guest = known
    await vi.advanceTimersByTimeAsync(3_000)
    expect(told.at(-1)).toBe('known')
    poll.dispose()
  })

  test('that misses one question stays known, and one that is gone is said to be', async () => {
    let guest: GuestFacts = known
    const { poll, told } = follow(() => guest)
    await vi.advanceTimersByTimeAsync(0)
    guest = silent
    await vi.advanceTimersByTimeAsync(50_000)
    expect(told).toEqual(['known'])
    await vi.advanceTimersByTimeAsync(20_000)
    expect(told.at(-1)).toBe('silent')
    poll.dispose()
  })

  test('is asked one question at a time, and once more where something changed meanwhile', async () => {
    let answer: (guest: GuestFacts) => void = () => {}
    const { poll, told, asked } = follow(() => new Promise((resolve) => (answer = resolve)))
    poll.ask()
    poll.ask()
    await vi.advanceTimersByTimeAsync(0)
    expect(asked()).toBe(1)
    answer(silent)
    await vi.advanceTimersByTimeAsync(0)
    expect(asked()).toBe(2)
    answer(known)
    await vi.advanceTimersByTimeAsync(0)
    expect(told).toEqual(['silent', 'known'])
    poll.dispose()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked()).toBe(2)
  })
})
