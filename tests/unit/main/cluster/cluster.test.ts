import { mkdtemp, readFile, rm } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type ClusterChange, type ClusterSnapshot, createSnapshot, findObject, fold, type KindAccess, KINDS } from '../../../../core/cluster'
import { type Cluster, createCluster } from '../../../../main/cluster/cluster'
import type { Log } from '../../../../main/log'
import { createOwnClock, type OwnClock } from '../../own-time'
import { type ApiDouble, connectTo, createApiDouble } from './api-double'

const NODES = '/api/v1/nodes'
const PROJECTS = '/apis/project.openshift.io/v1/projects'
const VMS = '/apis/kubevirt.io/v1/virtualmachines'
const VM_KIND = 'virtualmachines.kubevirt.io'
const EMPTY = [
  '/apis/kubevirt.io/v1/virtualmachineinstances',
  '/apis/hco.kubevirt.io/v1beta1/hyperconvergeds',
  '/apis/config.openshift.io/v1/clusterversions',
  '/apis/config.openshift.io/v1/clusteroperators',
  '/apis/operators.coreos.com/v1alpha1/subscriptions',
  '/apis/operators.coreos.com/v1alpha1/clusterserviceversions',
  '/apis/storage.k8s.io/v1/storageclasses',
  '/api/v1/persistentvolumeclaims',
  '/api/v1/services',
  '/apis/route.openshift.io/v1/routes',
]

/** What the tree shows beyond what is always watched. */
const SHOWN = ['persistentvolumeclaims', 'services', 'routes.route.openshift.io']
const WATCHED = KINDS.filter(({ name, always }) => always === true || SHOWN.includes(name)).map(({ name }) => name)

const node = (name: string, ready = 'True') => ({ metadata: { name }, status: { conditions: [{ type: 'Ready', status: ready }] } })
const vm = (name: string, printableStatus: string, namespace = 'lab') => ({ metadata: { name, namespace }, status: { printableStatus } })
const silent: Log = { info() {}, warn() {}, incident: () => 'LC-TEST1', hide() {} }

// A net only: what takes longer than it should is measured by the clock of this process.
const NEVER_MS = 60_000
vi.setConfig({ testTimeout: 2 * NEVER_MS })

let api: ApiDouble
let dataDir: string
let cluster: Cluster
let seen: ClusterSnapshot
let unauthorized: string[]
let closeStream: () => void
let clock: OwnClock

const start = (make: () => Cluster): void => {
  cluster = make()
  void cluster.handlers.calls.look(SHOWN.map((kind) => ({ kind, namespace: '' })))
  seen = createSnapshot()
  const { dispose } = cluster.handlers.streams.watch(undefined, {
    send: (changes: ClusterChange[]) => changes.forEach((change) => fold(seen, change)),
    end() {},
    flowing: true,
    onFlow() {},
  }) as { dispose(): void }
  closeStream = dispose
}
const options = () => ({ dataDir, announce: () => {}, log: silent, clock, onUnauthorized: (user: string) => void unauthorized.push(user) })
const connect = (user = 'admin'): void => cluster.connect(connectTo(api, user), 'test')
const status = () => cluster.handlers.calls.status(undefined) as Awaited<ReturnType<typeof cluster.handlers.calls.status>>
const liveness = (): string => status().liveness.state
const accessOf = (kind: string, scope = ''): KindAccess | undefined => seen.kinds.get(kind)?.access.get(scope)
const vmStatus = (name: string, namespace = 'lab') => findObject(seen, VM_KIND, namespace, name)?.status
const until = (what: () => void): Promise<void> => vi.waitFor(what, { timeout: NEVER_MS, interval: 10 })
/** By the clock of this process. */
async function within(ms: number, what: () => void): Promise<void> {
  const began = clock.elapsed()
  await until(what)
  expect(clock.elapsed() - began).toBeLessThan(ms)
}
const untilLive = (): Promise<void> => until(() => expect(liveness()).toBe('live'))
/** Every watch is open: what changes now is seen by an event. */
const untilWatching = (): Promise<void> =>
  until(() => {
    expect([NODES, PROJECTS, VMS, ...EMPTY].map((path) => api.watches(path))).toEqual(WATCHED.map(() => 1))
    expect(WATCHED.map((name) => accessOf(name)?.state)).toEqual(WATCHED.map(() => 'live'))
  })

beforeEach(async () => {
  api = await createApiDouble()
  dataDir = await mkdtemp(join(tmpdir(), 'cluster-'))
  unauthorized = []
  for (const path of EMPTY) {
    api.put(path, { metadata: { name: 'passing' } })
    api.remove(path, 'passing')
  }
  api.put(NODES, node('worker01'))
  api.put(NODES, node('worker02', 'Unknown'))
  api.put(PROJECTS, { metadata: { name: 'lab' }, status: { phase: 'Active' } })
  api.put(VMS, vm('rhel9-test', 'Running'))
  clock = createOwnClock()
  start(() => createCluster(options()))
})

afterEach(async () => {
  closeStream()
  await cluster.dispose()
  clock.stop()
  await api.stop()
  await rm(dataDir, { recursive: true, force: true })
})

describe('a cluster that behaves', () => {
  it('is listed, then watched; a change from outside arrives without a question', async () => {
    connect()
    await untilWatching()
    expect(status()).toMatchObject({ liveness: { state: 'live' }, user: 'admin', nodesReady: 1, nodesTotal: 2, kubernetesVersion: 'v1.32.6', rememberedFrom: null })
    const before = api.asked.length
    api.put(VMS, vm('rhel9-test', 'Stopping'))
    api.put(VMS, vm('new', 'Provisioning'))
    api.remove(VMS, 'new')
    api.put(NODES, node('worker02'))
    await until(() => expect(vmStatus('rhel9-test')).toBe('Stopping'))
    await until(() => expect(status().nodesReady).toBe(2))
    expect(vmStatus('new')).toBeUndefined()
    expect(api.asked.length).toBe(before)
  })

  it('is asked for its own version of OpenShift', async () => {
    api.put('/apis/config.openshift.io/v1/clusterversions', { metadata: { name: 'version' }, status: { history: [{ state: 'Completed', version: '4.19.6' }] } })
    connect()
    await until(() => expect(status().openshiftVersion).toBe('4.19.6'))
  })

  it('gives characters whole that two chunks share', async () => {
    connect()
    await untilWatching()
    const line = Buffer.from(`${JSON.stringify({ type: 'ADDED', object: { ...vm('ümläut-日本', 'Running'), metadata: { name: 'ümläut-日本', namespace: 'lab', resourceVersion: 'v900' } } })}\n`)
    for (const byte of line) api.say(VMS, Buffer.of(byte) as unknown as string)
    await until(() => expect(vmStatus('ümläut-日本')).toBe('Running'))
  })

  it('hands out large lists page by page, and again from the start when the token dies in the middle', async () => {
    const all = Array.from({ length: 1_200 }, (_, place) => vm(`vm-${place}`, 'Stopped'))
    let died = false
    api.intercept(VMS, ({ query }, response) => {
      if (query.get('watch') === 'true') return void response.writeHead(200).flushHeaders()
      const from = Number(query.get('continue') ?? 0)
      if (from === 500 && !died) {
        died = true
        response.writeHead(410, { 'content-type': 'application/json' })
        return void response.end(JSON.stringify({ message: 'The provided continue parameter is too old' }))
      }
      const to = from + Number(query.get('limit'))
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ metadata: { resourceVersion: 'v100', ...(to < all.length && { continue: String(to) }) }, items: all.slice(from, to) }))
    })
    connect()
    await until(() => expect(accessOf(VM_KIND)).toEqual({ state: 'live' }))
    await until(() => expect(seen.kinds.get(VM_KIND)?.count).toBe(1_200))
    expect(died).toBe(true)
  })

  it('may give no version with its list of projects: the watch starts at 0 and nothing falls in between', async () => {
    api.intercept(PROJECTS, ({ query }, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      if (query.get('watch') !== 'true') {
        const items = [{ metadata: { name: 'lab', resourceVersion: '7' } }]
        return void response.end(JSON.stringify({ kind: 'ProjectList', metadata: {}, items }))
      }
      expect(query.get('resourceVersion')).toBe('0')
      response.write(`${JSON.stringify({ type: 'ADDED', object: { metadata: { name: 'lab', resourceVersion: '7' } } })}\n`)
      response.write(`${JSON.stringify({ type: 'ADDED', object: { metadata: { name: 'late', resourceVersion: '9' } } })}\n`)
    })
    connect()
    await until(() => expect(findObject(seen, 'projects.project.openshift.io', '', 'late')).toBeDefined())
    expect(findObject(seen, 'projects.project.openshift.io', '', 'lab')).toBeDefined()
  })
})

describe('a connection that breaks', () => {
  it('says since when, and goes on from where it was', async () => {
    connect()
    await untilWatching()
    const listed = api.asked.filter((line) => line.includes('limit=')).length
    api.cut()
    await until(() => expect(liveness()).not.toBe('live'))
    api.put(VMS, vm('rhel9-test', 'Paused'))
    await until(() => expect(vmStatus('rhel9-test')).toBe('Paused'))
    await untilLive()
    expect(api.asked.filter((line) => line.includes('limit=')).length).toBe(listed)
  })

  it('is never called live while the server is away; after its return the tree is right within five seconds', async () => {
    connect()
    await untilWatching()
    const stopped = Math.floor(clock.now())
    await api.stop()
    await until(() => expect(status().liveness).toMatchObject({ state: 'stale', reason: expect.stringContaining('nothing answers at') as string }))
    const since = Date.parse((status().liveness as { since: string }).since)
    expect(since).toBeGreaterThanOrEqual(stopped)
    expect(since).toBeLessThanOrEqual(clock.now())
    const asked = api.asked.length
    api.put(VMS, vm('rhel9-test', 'Stopped'))
    api.compact()
    await api.start()
    const healed = clock.elapsed()
    await until(() => expect(vmStatus('rhel9-test')).toBe('Stopped'))
    await untilLive()
    expect(clock.elapsed() - healed).toBeLessThan(5_000)
    expect(api.asked.length).toBeGreaterThan(asked)
  })

  it('costs a server that is away one question at a time, not one for each kind', async () => {
    connect()
    await untilWatching()
    api.intercept(/./, (_request, response) => void response.writeHead(503).end())
    api.cut()
    await until(() => expect(liveness()).toBe('stale'))
    await until(() => expect(api.asked.at(-1)).toBe('GET /version'))
    const from = api.asked.length
    await until(() => expect(api.asked.length).toBeGreaterThan(from + 3))
    expect(new Set(api.asked.slice(from))).toEqual(new Set(['GET /version']))
  })

  it('lists again when the history is gone', async () => {
    connect()
    await untilWatching()
    api.say(VMS, `${JSON.stringify({ type: 'ERROR', object: { code: 410, reason: 'Expired', message: 'too old resource version: 1 (697)' } })}\n`)
    await until(() => expect(api.asked.filter((line) => line.startsWith(`GET ${VMS}?limit`)).length).toBe(2))
    await untilLive()
  })

  it.each([
    ['no version at all', 400, 'invalid resource version'],
    ['one of the future, as after a restore from a backup', 504, 'Timeout: Too large resource version: 697, current: 12'],
  ])('lists again when the server takes its version for %s', async (_what, status, message) => {
    connect()
    await untilWatching()
    let isListed = false
    api.intercept(VMS, ({ query }, response) => {
      if (query.get('watch') === null) isListed = true
      if (isListed && query.get('watch') === null) return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ kind: 'List', metadata: { resourceVersion: 'v13' }, items: [vm('restored', 'Running')] }))
      if (isListed) return void response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders()
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ kind: 'Status', code: status, message }))
    })
    api.cut()
    await until(() => expect(vmStatus('restored')).toBe('Running'))
    await untilLive()
  })

  it.each([
    ['broken JSON', '{"type":"ADDED","object":{\n'],
    ['a line that is no event', '"hello"\n[]\nnull\n42\n{"type":"ADDED"}\n'],
  ])('outlives %s', async (_what, line) => {
    connect()
    await untilWatching()
    api.say(VMS, line)
    api.put(VMS, vm('after', 'Running'))
    await until(() => expect(vmStatus('after')).toBe('Running'))
    await untilLive()
  })

  it('shows why a list cannot be read, and reads it when it can', async () => {
    const heal = api.intercept(VMS, (_request, response) => void response.writeHead(200).end('<html>a portal</html>'))
    connect()
    await until(() => expect(accessOf(VM_KIND)).toMatchObject({ state: 'stale', reason: 'HTML came where the API should answer' }))
    expect(liveness()).toBe('stale')
    heal()
    await until(() => expect(vmStatus('rhel9-test')).toBe('Running'))
    await untilLive()
  })

  it('waits as long as a busy server asks', async () => {
    let refused = 0
    const times: number[] = []
    api.intercept(VMS, (_request, response) => {
      times.push(Date.now())
      refused += 1
      response.writeHead(429, { 'retry-after': '1' }).end(JSON.stringify({ message: 'too many requests' }))
    })
    connect()
    await until(() => expect(refused).toBeGreaterThanOrEqual(3))
    const gaps = times.slice(1).map((time, place) => time - (times[place] ?? 0))
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(990)
    expect(accessOf(VM_KIND)).toMatchObject({ state: 'stale', reason: 'too many requests' })
  })
})

describe('a connection that is half open', () => {
  // The ping of every 10 s comes each second.
  const PACE = 10

  const startQuickly = async (): Promise<void> => {
    closeStream()
    await cluster.dispose()
    clock.stop()
    clock = createOwnClock(PACE)
    start(() => createCluster(options()))
  }

  it('is noticed by a ping that nobody answers, and left behind', async () => {
    await startQuickly()
    connect()
    await untilWatching()
    const heal = api.intercept(/./, () => {})
    await until(() => expect(status().liveness).toMatchObject({ state: 'stale', reason: expect.stringContaining('no answer') as string }))
    await until(() => expect(api.watches(VMS)).toBe(0))
    heal()
    api.put(VMS, vm('rhel9-test', 'Stopped'))
    await until(() => expect(vmStatus('rhel9-test')).toBe('Stopped'))
    await untilLive()
  })

  it('is renewed when only the watch is dead and says nothing', async () => {
    await startQuickly()
    connect()
    await untilWatching()
    await until(() => expect(api.asked.filter((line) => line.startsWith(`GET ${VMS}?watch`)).length).toBeGreaterThan(1))
    expect(liveness()).toBe('live')
    expect(api.watches(VMS)).toBeLessThanOrEqual(1)
  })

  it('is told from a line that is only slow: what comes late is an answer, too', async () => {
    await startQuickly()
    connect()
    await untilWatching()
    // Longer than it takes to be missed, over a new connection as well.
    api.intercept('/version', (_request, response) => void clock.after(6_000, () => response.end(JSON.stringify({ gitVersion: 'v1.33.0' }))))
    await until(() => expect(liveness()).toBe('stale'))
    await untilLive()
    expect(status().kubernetesVersion).toBe('v1.33.0')
  })
})

describe('what the server does not let us see', () => {
  const forbid = (path: string | RegExp): (() => void) =>
    api.intercept(path, (_request, response) => {
      response.writeHead(403, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ kind: 'Status', code: 403, message: 'nodes is forbidden: User "developer" cannot list resource "nodes"' }))
    })

  it('is forbidden, and nothing is wrong with the rest', async () => {
    forbid(NODES)
    connect('developer')
    await until(() => expect(accessOf('nodes')).toMatchObject({ state: 'forbidden', message: expect.stringContaining('cannot list') as string }))
    await untilLive()
    expect(status()).toMatchObject({ nodesReady: null, nodesTotal: null })
  })

  it('is asked for in each project that the user has, and follows the projects', async () => {
    forbid(VMS)
    api.put('/apis/kubevirt.io/v1/namespaces/lab/virtualmachines', vm('mine', 'Running'))
    api.put('/apis/kubevirt.io/v1/namespaces/second/virtualmachines', vm('other', 'Stopped', 'second'))
    connect('developer')
    await until(() => expect(vmStatus('mine')).toBe('Running'))
    api.put('/apis/kubevirt.io/v1/namespaces/lab/virtualmachines', vm('mine', 'Paused'))
    await until(() => expect(vmStatus('mine')).toBe('Paused'))

    api.put(PROJECTS, { metadata: { name: 'second' }, status: { phase: 'Active' } })
    await until(() => expect(vmStatus('other', 'second')).toBe('Stopped'))
    api.remove(PROJECTS, 'second')
    await until(() => expect(vmStatus('other', 'second')).toBeUndefined())
    await until(() => expect(api.watches('/apis/kubevirt.io/v1/namespaces/second/virtualmachines')).toBe(0))
    expect(vmStatus('mine')).toBe('Paused')
  })

  it('is looked for again when a command has ended, and then the whole cluster takes over', async () => {
    const allow = forbid(VMS)
    api.put('/apis/kubevirt.io/v1/namespaces/lab/virtualmachines', vm('mine', 'Running'))
    connect('developer')
    await until(() => expect(vmStatus('mine')).toBe('Running'))
    allow()
    cluster.commandFinished()
    await within(3_000, () => expect(vmStatus('rhel9-test')).toBe('Running'))
    await until(() => expect(api.watches('/apis/kubevirt.io/v1/namespaces/lab/virtualmachines')).toBe(0))
    await untilLive()
  })

  it('is the whole cluster’s from its list on: what a single project is told after it takes nothing away', async () => {
    const mine = '/apis/kubevirt.io/v1/namespaces/lab/virtualmachines'
    const allow = forbid(VMS)
    api.put(mine, vm('mine', 'Running'))
    connect('developer')
    await until(() => expect(vmStatus('mine')).toBe('Running'))
    allow()
    const held: ServerResponse[] = []
    const open = api.intercept(/\/v1\/virtualmachines\?.*watch=true/, (_request, response) => void held.push(response))
    api.intercept(mine, (_request, response) => void response.writeHead(404).end())
    cluster.commandFinished()
    await within(3_000, () => expect(vmStatus('rhel9-test')).toBe('Running'))
    await until(() => expect(held).not.toEqual([]))
    await until(() => expect(api.watches(mine)).toBe(0))
    open()
    for (const response of held) response.destroy()
    await until(() => expect(accessOf(VM_KIND)).toEqual({ state: 'live' }))
    expect(vmStatus('rhel9-test')).toBe('Running')
  })

  it('may not exist yet: an operator that brings it is noticed', async () => {
    const install = api.intercept(VMS, (_request, response) => void response.writeHead(404).end('404 page not found\n'))
    connect()
    await until(() => expect(accessOf(VM_KIND)).toEqual({ state: 'absent' }))
    await untilLive()
    install()
    cluster.commandFinished()
    await within(3_000, () => expect(vmStatus('rhel9-test')).toBe('Running'))
  })

  it('are namespaces where the server has no projects', async () => {
    api.intercept(PROJECTS, (_request, response) => void response.writeHead(404).end())
    api.put('/api/v1/namespaces', { metadata: { name: 'plain' }, status: { phase: 'Active' } })
    connect()
    await until(() => expect(findObject(seen, 'projects.project.openshift.io', '', 'plain')?.status).toBe('Active'))
  })

  it('is everything when the login is no longer valid: one report, no more questions', async () => {
    connect()
    await untilWatching()
    api.intercept(/./, (_request, response) => void response.writeHead(401).end(JSON.stringify({ message: 'Unauthorized' })))
    api.cut()
    await until(() => expect(unauthorized).toEqual(['admin']))
    expect(status().liveness).toMatchObject({ state: 'stale', reason: 'the login is no longer valid' })
    await until(() => expect(vmStatus('rhel9-test')).toBe('Running'))
    cluster.connect(null, 'test')
    expect(liveness()).toBe('off')
    expect(unauthorized).toEqual(['admin'])
  })
})

describe('the tree of an earlier run', () => {
  it('is shown, marked with its time, until the cluster answers', async () => {
    connect()
    await untilWatching()
    await untilLive()
    closeStream()
    await cluster.dispose()
    const saved = JSON.parse(await readFile(join(dataDir, 'trees', 'test.json'), 'utf8')) as { liveAt: string }

    start(() => createCluster(options()))
    cluster.connect(null, 'test')
    await until(() => expect(vmStatus('rhel9-test')).toBe('Running'))
    expect(status()).toMatchObject({ liveness: { state: 'off' }, rememberedFrom: saved.liveAt })

    api.remove(VMS, 'rhel9-test')
    connect()
    await until(() => expect(vmStatus('rhel9-test')).toBeUndefined())
    await untilLive()
    await until(() => expect(status().rememberedFrom).toBeNull())
  })

  it('stays after a logout, marked as old, and is not shown to somebody else', async () => {
    connect()
    await untilWatching()
    await untilLive()
    cluster.connect(null, 'test')
    expect(status()).toMatchObject({ liveness: { state: 'off' }, rememberedFrom: expect.any(String) as string })
    expect(vmStatus('rhel9-test')).toBe('Running')
    await until(() => expect(accessOf(VM_KIND)).toEqual({ state: 'off' }))
    api.intercept(/./, () => {})
    connect('developer')
    await until(() => expect(vmStatus('rhel9-test')).toBeUndefined())
    expect(status()).toMatchObject({ user: 'developer', rememberedFrom: null })
  })

  it('is not shown to somebody else either who has logged in by hand in the same terminal', async () => {
    connect()
    await untilWatching()
    api.intercept(/./, () => {})
    cluster.connect({ ...connectTo(api, 'admin'), verifiedAs: 'developer' }, 'test')
    await until(() => expect(vmStatus('rhel9-test')).toBeUndefined())
    expect(status()).toMatchObject({ user: 'developer', rememberedFrom: null })
  })

  it('of another classroom is not this one’s, and nothing is said about what that one has', async () => {
    connect()
    await untilWatching()
    cluster.connect(null, 'another')
    await until(() => {
      expect(seen.kinds.get(VM_KIND)?.count).toBe(0)
      expect(WATCHED.map((name) => accessOf(name))).toEqual(WATCHED.map(() => ({ state: 'off' })))
    })
    expect(status().rememberedFrom).toBeNull()
  })

  it('is not filled by a connection of another classroom', async () => {
    cluster.connect(connectTo(api), 'another')
    expect(status()).toMatchObject({ liveness: { state: 'off' }, user: null })
    expect(api.asked).toEqual([])
  })
})
