import { request, type RequestOptions } from 'node:https'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openClassroom, type Classroom } from '../classroom'

let classroom: Classroom

beforeAll(async () => {
  classroom = await openClassroom()
})
afterAll(() => classroom.close())

interface WatchEvent {
  type: string
  object: { kind: string; code?: number; message?: string; metadata: { name?: string; resourceVersion?: string; annotations?: Record<string, string> }; columnDefinitions?: unknown; rows?: unknown[] }
}

interface Watch {
  /** The next event; rejects when the stream ends first. */
  next(): Promise<WatchEvent>
  /** All that is still to come, until the server ends the stream. */
  rest(): Promise<WatchEvent[]>
  stop(): void
}

const maps = '/api/v1/namespaces/vms-dev/configmaps'

async function watch(path: string, headers: Record<string, string> = {}): Promise<Watch> {
  const token = await classroom.token('admin')
  const waiting: { resolve: (event: WatchEvent) => void; reject: (error: Error) => void }[] = []
  const events: WatchEvent[] = []
  let finish = (): void => {}
  const ended = new Promise<void>((resolve) => {
    finish = resolve
  })
  const options: RequestOptions = { ca: classroom.ca, agent: false, headers: { Authorization: `Bearer ${token}`, ...headers } }
  const asked = request(`${classroom.practice.apiUrl}${path}`, options, (response) => {
    let text = ''
    response.setEncoding('utf8')
    response.on('data', (part: string) => {
      text += part
      const lines = text.split('\n')
      text = lines.pop() ?? ''
      for (const line of lines) {
        const event = JSON.parse(line) as WatchEvent
        const first = waiting.shift()
        if (first === undefined) events.push(event)
        else first.resolve(event)
      }
    })
    response.on('close', () => {
      for (const { reject } of waiting) reject(new Error('the watch ended'))
      finish()
    })
  })
  asked.on('error', () => finish())
  asked.end()
  return {
    next: () => {
      const event = events.shift()
      return event === undefined ? new Promise((resolve, reject) => waiting.push({ resolve, reject })) : Promise.resolve(event)
    },
    rest: async () => {
      await ended
      return events
    },
    stop: () => asked.destroy(),
  }
}

async function create(name: string, labels: Record<string, string> = {}): Promise<void> {
  const body = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels }, data: {} })
  expect((await classroom.api('admin', maps, { method: 'POST', body })).status).toBe(201)
}

async function revision(): Promise<string> {
  return ((await classroom.api('admin', maps)).body as { metadata: { resourceVersion: string } }).metadata.resourceVersion
}

describe('watch', () => {
  it('tells what comes after a resourceVersion, also what came before the watch began', async () => {
    const from = await revision()
    await create('missed')
    const stream = await watch(`${maps}?watch=true&resourceVersion=${from}`)
    expect(await stream.next()).toMatchObject({ type: 'ADDED', object: { kind: 'ConfigMap', metadata: { name: 'missed' } } })
    await classroom.api('admin', `${maps}/missed`, { method: 'PATCH', headers: { 'Content-Type': 'application/merge-patch+json' }, body: '{"data":{"a":"b"}}' })
    expect(await stream.next()).toMatchObject({ type: 'MODIFIED', object: { data: { a: 'b' } } })
    await classroom.api('admin', `${maps}/missed`, { method: 'DELETE' })
    expect(await stream.next()).toMatchObject({ type: 'DELETED' })
    stream.stop()
  })

  it('answers a forgotten resourceVersion with an expired error in the stream', async () => {
    await classroom.restart()
    const stream = await watch(`${maps}?watch=true&resourceVersion=1`)
    const event = await stream.next()
    expect(event).toMatchObject({ type: 'ERROR', object: { kind: 'Status', reason: 'Expired', code: 410 } })
    expect(event.object.message).toMatch(/^too old resource version: 1 \(\d+\)$/)
    expect(await stream.rest()).toEqual([])
  })

  it('follows a selector: what comes to match is added, what ceases to is deleted', async () => {
    const stream = await watch(`${maps}?watch=true&labelSelector=lit%3Dyes&resourceVersion=${await revision()}`)
    await create('lamp')
    const label = (value: string) => classroom.api('admin', `${maps}/lamp`, { method: 'PATCH', headers: { 'Content-Type': 'application/merge-patch+json' }, body: JSON.stringify({ metadata: { labels: { lit: value } } }) })
    await label('yes')
    expect(await stream.next()).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'lamp' } } })
    await label('no')
    expect(await stream.next()).toMatchObject({ type: 'DELETED', object: { metadata: { name: 'lamp' } } })
    stream.stop()
  })

  it('sends the initial state and its end when asked, and a bookmark when the time is over', async () => {
    const stream = await watch('/api/v1/nodes?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=1')
    const events = await stream.rest()
    expect(events.map(({ type }) => type)).toEqual(['ADDED', 'ADDED', 'ADDED', 'ADDED', 'ADDED', 'BOOKMARK', 'BOOKMARK'])
    expect(events[5]?.object.metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' })
  })

  it('sends tables whose first event alone has the columns', async () => {
    const stream = await watch('/api/v1/nodes?watch=true&timeoutSeconds=1', { Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' })
    const [first, second] = await stream.rest()
    expect(first?.object.kind).toBe('Table')
    expect(first?.object.columnDefinitions).toContainEqual(expect.objectContaining({ name: 'Roles' }))
    expect(second?.object.columnDefinitions).toBeNull()
  })
})
