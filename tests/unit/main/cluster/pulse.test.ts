import { Readable } from 'node:stream'
import { afterEach, expect, it, vi } from 'vitest'
import { AppFailure } from '../../../../core/contract'
import { createPulse, type Pulse } from '../../../../main/cluster/pulse'
import type { ClusterConnection } from '../../../../main/session'
import { createOwnClock, type OwnClock } from '../../own-time'

let clock: OwnClock
let pulse: Pulse

afterEach(() => {
  pulse.dispose()
  clock.stop()
})

it('after an outage asks at once over a connection that is kept, so that one is there when the line dies', async () => {
  clock = createOwnClock()
  const asked: { own: boolean; at: number }[] = []
  let isAway = false
  const connection = {
    apiUrl: 'https://cluster.test:6443',
    user: 'admin',
    async request({ longLived = false }: { longLived?: boolean }) {
      asked.push({ own: longLived, at: clock.ticks() })
      if (isAway) throw new AppFailure({ kind: 'cluster.unreachable', reason: 'reset', address: '', detail: 'away' })
      return Object.assign(Readable.from([Buffer.from('{"gitVersion":"v1.33.0"}')]), { statusCode: 200, complete: true, headers: {}, rawHeaders: [] })
    },
  } as unknown as ClusterConnection
  const nothing = (): void => {}
  pulse = createPulse({ connection, clock, onDown: nothing, onUp: nothing, onVersion: nothing, onUnauthorized: nothing, onUntrusted: nothing })
  await vi.waitFor(() => expect(pulse.version).toBe('v1.33.0'), { timeout: 10_000 })

  isAway = true
  pulse.check()
  await vi.waitFor(() => expect(pulse.up).toBe(false), { timeout: 10_000 })
  isAway = false
  await pulse.whenUp()
  await vi.waitFor(() => expect(asked.at(-1)?.own).toBe(false), { timeout: 10_000 })
  const [own, kept] = asked.slice(-2)
  expect(own?.own).toBe(true)
  expect((kept?.at ?? Infinity) - (own?.at ?? 0)).toBeLessThan(1_000)
})
