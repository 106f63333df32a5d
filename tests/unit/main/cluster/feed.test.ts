import { describe, expect, it } from 'vitest'
import { type ClusterChange, createSnapshot, findObject, fold, objectsOf } from '../../../../core/cluster'
import type { Downstream } from '../../../../core/contract'
import type { Clock } from '../../../../main/cluster/clock'
import { createFeed } from '../../../../main/cluster/feed'
import { objectOf, seededRandom } from '../../core/cluster/objects'

const VMS = 'virtualmachines.kubevirt.io'
const put = (name: string, status = 'Running'): ClusterChange => ({ type: 'put', object: objectOf(VMS, name, { namespace: 'lab', status }) })
const gone = (name: string): ClusterChange => ({ type: 'gone', kind: VMS, namespace: 'lab', name })

/** Time that passes when the test says so. */
function createFrames(): Clock & { pass(): void; put(ms: number): void; readonly longest: number } {
  let [wall, ticks, longest] = [Date.parse('2026-03-02T10:00:00Z'), 0, 0]
  let due: (() => void)[] = []
  return {
    now: () => wall,
    ticks: () => ticks,
    random: () => 0,
    after(ms, run) {
      longest = Math.max(longest, ms)
      due.push(run)
      return () => void (due = due.filter((other) => other !== run))
    },
    get longest() {
      return longest
    },
    put: (ms) => void (wall += ms),
    pass() {
      ticks += 16
      wall += 16
      const now = due
      due = []
      for (const run of now) run()
    },
  }
}

/** A window that takes up to `room` changes before it has to be asked to go on. */
function createWindow(room: number) {
  let flow: (flowing: boolean) => void = () => {}
  let owed = 0
  const batches: ClusterChange[][] = []
  const seen = createSnapshot()
  const down: Downstream<ClusterChange[]> = {
    send(batch, cost) {
      owed += cost
      batches.push(batch)
      for (const change of batch) fold(seen, change)
    },
    end() {},
    get flowing() {
      return owed < room
    },
    onFlow: (listener) => void (flow = listener),
  }
  const consume = (): void => {
    owed = 0
    flow(true)
  }
  return { down, batches, seen, consume }
}

describe('the feed', () => {
  it('begins with everything that is known, and sends what changes once a frame', () => {
    const frames = createFrames()
    const snapshot = createSnapshot()
    const feed = createFeed(snapshot, frames)
    feed.publish(put('first'))
    const { down, batches, seen } = createWindow(1_000)
    feed.subscribe(down)
    expect(findObject(seen, VMS, 'lab', 'first')).toBeDefined()
    feed.publish(put('second', 'Starting'))
    feed.publish(put('second', 'Running'))
    feed.publish(put('third'))
    expect(batches).toHaveLength(1)
    frames.pass()
    expect(batches).toHaveLength(2)
    expect(batches[1]).toHaveLength(2)
    expect(findObject(seen, VMS, 'lab', 'second')?.status).toBe('Running')
  })

  it('goes on with the next frame when the clock is put back by a day', () => {
    const frames = createFrames()
    const feed = createFeed(createSnapshot(), frames)
    const { down, seen } = createWindow(1_000)
    feed.subscribe(down)
    feed.publish(put('first'))
    frames.pass()
    frames.put(-86_400_000)
    feed.publish(put('second'))
    expect(frames.longest).toBeLessThan(1_000)
    frames.pass()
    expect(findObject(seen, VMS, 'lab', 'second')).toBeDefined()
  })

  it('cuts a list of 50,000 into pieces that fit into a frame', () => {
    const frames = createFrames()
    const feed = createFeed(createSnapshot(), frames)
    const { down, batches, seen } = createWindow(1_000_000)
    feed.subscribe(down)
    feed.publish({ type: 'reset', kind: VMS, scope: '', objects: Array.from({ length: 50_000 }, (_, place) => objectOf(VMS, `vm-${place}`, { namespace: 'lab' })) })
    frames.pass()
    expect(seen.kinds.get(VMS)?.count).toBe(50_000)
    const largest = Math.max(...batches.map((batch) => batch.reduce((sum, change) => sum + (change.type === 'reset' ? change.objects.length : 1), 0)))
    expect(largest).toBeLessThanOrEqual(2_000)
  })

  it('owes a window that is behind one change for each object, however many there were', () => {
    const frames = createFrames()
    const feed = createFeed(createSnapshot(), frames)
    const { down, batches, seen, consume } = createWindow(1)
    feed.subscribe(down)
    feed.publish(put('first'))
    frames.pass()
    const sent = batches.flat().length
    for (let step = 0; step < 10_000; step += 1) feed.publish(put(`vm-${step % 10}`, `Step${step}`))
    frames.pass()
    expect(batches.flat().length).toBe(sent)
    consume()
    frames.pass()
    expect(batches.flat().length).toBe(sent + 10)
    expect(findObject(seen, VMS, 'lab', 'vm-9')?.status).toBe('Step9999')
  })

  it('does not grow with objects that come and go while nobody takes anything', () => {
    const frames = createFrames()
    const snapshot = createSnapshot()
    const feed = createFeed(snapshot, frames)
    const { down, batches, seen, consume } = createWindow(1)
    feed.publish(put('stays'))
    feed.subscribe(down)
    for (let step = 0; step < 250_000; step += 1) {
      feed.publish(put(`passing-${step}`))
      feed.publish(gone(`passing-${step}`))
    }
    consume()
    frames.pass()
    consume()
    frames.pass()
    expect(batches.flat().length).toBeLessThan(100_010)
    expect([...objectsOf(seen, VMS)]).toEqual([...objectsOf(snapshot, VMS)])
  })

  it.each([1, 2, 3])('ends in main’s own state after any changes and any stops (seed %i)', (seed) => {
    const random = seededRandom(seed)
    const frames = createFrames()
    const snapshot = createSnapshot()
    const feed = createFeed(snapshot, frames)
    const { down, seen, consume } = createWindow(30)
    feed.subscribe(down)
    for (let step = 0; step < 3_000; step += 1) {
      const name = `vm-${Math.floor(random() * 30)}`
      const choice = random()
      if (choice < 0.6) feed.publish(put(name, `Step${step}`))
      else if (choice < 0.9) feed.publish(gone(name))
      else if (choice < 0.95) feed.publish({ type: 'reset', kind: VMS, scope: random() < 0.5 ? '' : 'lab', objects: [objectOf(VMS, name, { namespace: 'lab' })] })
      else feed.publish({ type: 'access', kind: VMS, scope: '', access: random() < 0.5 ? { state: 'live' } : { state: 'loading' } })
      if (random() < 0.2) frames.pass()
      if (random() < 0.05) consume()
    }
    for (let round = 0; round < 10; round += 1) {
      consume()
      frames.pass()
    }
    expect(new Set(objectsOf(seen, VMS))).toEqual(new Set(objectsOf(snapshot, VMS)))
    expect(seen.kinds.get(VMS)?.access).toEqual(snapshot.kinds.get(VMS)?.access)
  })

  it('sends nothing to who has left', () => {
    const frames = createFrames()
    const feed = createFeed(createSnapshot(), frames)
    const { down, batches } = createWindow(100)
    feed.subscribe(down).dispose()
    const sent = batches.length
    feed.publish(put('late'))
    frames.pass()
    expect(batches).toHaveLength(sent)
  })
})
