import { mkdtemp, rm } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AppFailure, LogLines, ObjectNews, StreamEnd } from '../../../../core/contract'
import { type Cluster, createCluster } from '../../../../main/cluster'
import { type ApiDouble, connectTo, createApiDouble } from './api-double'

const silent = { info() {}, warn() {}, incident: () => 'LC-TEST1', hide() {} }
const PODS = '/api/v1/namespaces/lab/pods'
const target = { kind: 'pods', namespace: 'lab', name: 'evil' }
const request = { namespace: 'lab', pod: 'evil', container: 'c', previous: false, lines: 10_000 }

let api: ApiDouble
let dataDir: string
let cluster: Cluster

const until = (what: () => void): Promise<void> => vi.waitFor(what, { timeout: 15_000, interval: 10 })
const answer = (body: unknown, status = 200) => (_request: unknown, response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

beforeEach(async () => {
  api = await createApiDouble()
  dataDir = await mkdtemp(join(tmpdir(), 'hostile-'))
  api.intercept('/api', answer({ kind: 'APIVersions', versions: ['v1'] }))
  api.intercept('/api/v1', answer({ resources: [{ name: 'pods', kind: 'Pod', namespaced: true, verbs: ['list', 'watch'] }] }))
  api.intercept('/apis', answer({ kind: 'APIGroupList', groups: [] }))
  cluster = createCluster({ dataDir, announce: () => {}, log: silent, onUnauthorized: () => {} })
  cluster.connect(connectTo(api), 'test')
})

afterEach(async () => {
  await cluster.dispose()
  await api.stop()
  await rm(dataDir, { recursive: true, force: true })
})

describe('an object with ten megabytes in an annotation and 5,000 conditions', () => {
  const evil = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'evil', namespace: 'lab', annotations: { big: 'x'.repeat(10_000_000), script: '<script>alert(1)</script>' } },
    status: { conditions: Array.from({ length: 5_000 }, (_, place) => ({ type: `C${place}`, status: 'False', message: 'y'.repeat(500) })) },
  }

  it('comes to the page bounded, with a note of what was left out', async () => {
    api.put(PODS, evil)
    const news: ObjectNews[] = []
    const stream = await cluster.objects.streams.follow({ target }, { send: (item) => void news.push(item), end() {}, flowing: true, onFlow() {} })
    const object = () => news.find((item) => item.type === 'object')
    await until(() => expect(object()).toBeDefined())
    expect(JSON.stringify(object()).length).toBeLessThan(2_000_000)
    expect(object()?.cuts[0]).toContain('metadata.annotations.big')
    stream.dispose()
  })

  it('comes to the editor bounded as well, so that it cannot be sent back cut', async () => {
    api.intercept(`${PODS}/evil`, answer(evil))
    const { text, cuts } = await cluster.objects.calls.readYaml({ target })
    expect(text.length).toBeLessThan(3_000_000)
    expect(cuts[0]).toContain('metadata.annotations.big')
  })
})

describe('a server that answers with something else', () => {
  it.each<[string, (response: ServerResponse) => void, object]>([
    ['a page of HTML', (response) => response.end('<html>login</html>'), { kind: 'cluster.unreachable', reason: 'notAnApi' }],
    ['plain words and a status', (response) => response.writeHead(500).end('VMI does not have guest agent connected'), { kind: 'cluster.refused', status: 500, message: 'VMI does not have guest agent connected' }],
    ['a refusal in its own words', (response) => response.writeHead(403).end(JSON.stringify({ kind: 'Status', message: 'pods "evil" is forbidden' })), { kind: 'cluster.forbidden', message: 'pods "evil" is forbidden' }],
    ['half an answer', (response) => response.writeHead(200, { 'content-length': '100' }).write('{"a":', () => response.destroy()), { kind: 'cluster.unreachable' }],
  ])('%s', async (_what, say, error) => {
    api.intercept(`${PODS}/evil`, (_request, response) => say(response))
    const failure = await Promise.resolve(cluster.objects.calls.readYaml({ target })).then(() => null, (caught: AppFailure) => caught.error) // prettier-ignore
    expect(failure).toMatchObject(error)
  })
})

describe('a log', () => {
  const follow = async (flowing: boolean) => {
    const seen = { lines: [] as LogLines['lines'], end: null as StreamEnd | null, flow: (_flowing: boolean): void => {} }
    const stream = await cluster.objects.streams.log(request, {
      send: ({ lines }) => void seen.lines.push(...lines),
      end: (end) => void (seen.end = end),
      flowing,
      onFlow: (listener) => void (seen.flow = listener),
    })
    return { ...seen, seen, stream }
  }

  it('holds the server’s socket back while nobody draws it', async () => {
    let written = 0
    let full = false
    api.intercept(`${PODS}/evil/log`, (_request, response) => {
      response.writeHead(200)
      const pour = (): void => {
        do written += 65_536
        while (response.write('z'.repeat(65_535) + '\n'))
        full = true
        response.once('drain', () => {
          full = false
          pour()
        })
      }
      pour()
    })
    const { seen, stream } = await follow(true)
    await until(() => expect(seen.lines.length).toBeGreaterThan(20))
    seen.flow(false)
    await until(() => expect(full).toBe(true))
    const before = written
    const drawn = seen.lines.length
    seen.flow(true)
    await until(() => expect(written).toBeGreaterThan(before))
    expect(seen.lines.length).toBeGreaterThanOrEqual(drawn)
    stream.dispose()
  })

  it('cuts a line without end, and gives out the last one even where it does not end', async () => {
    api.intercept(`${PODS}/evil/log`, (_request, response) => response.end(`2026-07-22T10:00:00.5Z ${'q'.repeat(5_000_000)}\nno stamp\nlast`))
    const { seen } = await follow(true)
    await until(() => expect(seen.end).toEqual({ reason: 'done' }))
    expect(seen.lines.map(({ time, text }) => [time, text.length < 5_000 ? text.slice(-30) : 'too long'])).toEqual([
      ['2026-07-22T10:00:00.5Z', expect.stringMatching(/… \(4,99\d,\d{3} more bytes\)$/) as string],
      ['', 'no stamp'],
      ['', 'last'],
    ])
  })

  it('says what the server has against it', async () => {
    api.intercept(`${PODS}/evil/log`, answer({ message: 'container "c" in pod "evil" is waiting to start' }, 400))
    await expect(follow(true)).rejects.toMatchObject({ error: { kind: 'cluster.refused', status: 400, message: 'container "c" in pod "evil" is waiting to start' } })
  })
})
