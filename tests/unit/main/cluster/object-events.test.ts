import { expect, it } from 'vitest'
import type { EventNews } from '../../../../core/contract'
import { followEvents } from '../../../../main/cluster/object-events'
import type { Observations } from '../../../../main/cluster/observations'

/** What the page is told of these events. */
function told(objects: object[]): EventNews | undefined {
  const news: EventNews[] = []
  const observations = {
    observe(_query: unknown, tell: (observed: unknown) => void) {
      tell({ state: 'live', objects })
      return { dispose() {} }
    },
  } as unknown as Observations
  followEvents(observations, { kind: 'pods', namespace: 'lab', name: 'evil' }, 'Pod', { send: (item) => void news.push(item), end() {}, flowing: true, onFlow() {} })
  return news.find(({ type }) => type === 'events')
}

const event = (place: number, message: string): object => ({ metadata: { name: `e${place}`, uid: `e${place}` }, reason: 'Evil', message, lastTimestamp: new Date(place * 1_000).toISOString() })

it('of events with long messages no more are told than can be drawn, the newest, and how many there are beside', () => {
  const news = told(Array.from({ length: 400 }, (_, place) => event(place, 'aбγд'.repeat(10_000))))
  if (news?.type !== 'events') throw new Error('no events were told')
  expect(JSON.stringify(news.events).length).toBeLessThan(150_000)
  expect(news.events.length).toBeGreaterThan(50)
  expect(news.events[0]?.uid).toBe('e399')
  expect(news.events.length + news.more).toBe(400)
})

it('of short ones five hundred are told', () => {
  expect(told(Array.from({ length: 700 }, (_, place) => event(place, 'Started the container')))).toMatchObject({ more: 200, events: { length: 500 } })
})

it('marks without end in a message are cut off', () => {
  expect(told([event(1, `a${'\u0301'.repeat(900)}b`)])).toMatchObject({ events: [{ message: `a${'\u0301'.repeat(6)}\ufffdb` }] })
})
