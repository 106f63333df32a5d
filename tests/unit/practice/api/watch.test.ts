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

  it('sends names and labels alone to who asks for no more, bookmarks included', async () => {
    const headers = { Accept: 'application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json' }
    const stream = await watch('/api/v1/nodes?watch=true&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&timeoutSeconds=1', headers)
    const events = await stream.rest()
    expect(events.map(({ object }) => object.kind)).toEqual(Array<string>(7).fill('PartialObjectMetadata'))
    expect(Object.keys(events[0]?.object ?? {})).toEqual(['kind', 'apiVersion', 'metadata'])
    expect(events[0]?.object.metadata).toMatchObject({ name: 'master01', labels: { 'kubernetes.io/hostname': 'master01' } })
  })

  it('refuses to watch a kind that cannot be watched', async () => {
    const packages = '/apis/packages.operators.coreos.com/v1/namespaces/openshift-marketplace/packagemanifests'
    expect(await classroom.api('admin', `${packages}?watch=true`)).toMatchObject({
      status: 405,
      body: { reason: 'MethodNotAllowed', message: 'watch is not supported on resources of kind "packagemanifests.packages.operators.coreos.com"' },
    })
    expect((await classroom.api('admin', packages, { method: 'DELETE' })).body.message).toBe('the server does not allow this method on the requested resource')
  })
})

describe('a list and a get', () => {
  it('are whole, a table, or names and labels alone, as the client’s first choice that is served says', async () => {
    const get = async (path: string, accept: string) => (await classroom.api('admin', path, { headers: { Accept: accept } })).body
    const list = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1'
    const nodes = await get('/api/v1/nodes?limit=2', `application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1, ${list}, application/json`)
    expect(nodes).toMatchObject({ kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata: { remainingItemCount: 3, continue: expect.any(String) } })
    expect(nodes.items.map((item: object) => Object.keys(item))).toEqual([['kind', 'apiVersion', 'metadata'], ['kind', 'apiVersion', 'metadata']])
    const machines = '/apis/kubevirt.io/v1/namespaces/vms-dev/virtualmachines'
    expect((await get(machines, list)).items[0]).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { namespace: 'vms-dev', uid: expect.any(String) } })
    const one = await get('/api/v1/nodes/worker01', 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1')
    expect(one).toEqual({ kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: expect.objectContaining({ name: 'worker01' }) })
    expect((await get(machines, 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json')).kind).toBe('Table')
    expect((await get(machines, 'application/json;as=Picture;g=meta.k8s.io;v=v1,application/json')).kind).toBe('VirtualMachineList')
    expect(await classroom.api('admin', machines, { headers: { Accept: 'image/png' } })).toMatchObject({ status: 406, body: { reason: 'NotAcceptable', message: 'only the following media types are accepted: application/json' } })
  })
})
