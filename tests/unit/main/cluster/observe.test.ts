import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createCluster, type Cluster } from '../../../../main/cluster/cluster'
import type { Observed, ObjectQuery } from '../../../../main/cluster'
import { createOwnClock, type OwnClock } from '../../own-time'
import { type ApiDouble, connectTo, createApiDouble } from './api-double'

const LAB_VMS = '/apis/kubevirt.io/v1/namespaces/lab/virtualmachines'
const ALL_VMS = '/apis/kubevirt.io/v1/virtualmachines'
const query: ObjectQuery = { group: 'kubevirt.io', kind: 'VirtualMachine', namespace: 'lab' }
const silent = { info() {}, warn() {}, incident: () => 'LC-TEST1', hide() {} }

// A net only: what takes longer than it should is measured by the clock of this process.
const NEVER_MS = 60_000
vi.setConfig({ testTimeout: 2 * NEVER_MS })

let api: ApiDouble
let dataDir: string
let cluster: Cluster
let clock: OwnClock
let offered: string[]

const vm = (name: string, printableStatus: string) => ({
  metadata: { name, namespace: 'lab', managedFields: [{ manager: 'virtctl' }] },
  spec: { runStrategy: 'Always' },
  status: { printableStatus },
})
const until = (what: () => void): Promise<void> => vi.waitFor(what, { timeout: NEVER_MS, interval: 10 })
const watchesOf = (path: string): string[] => api.asked.filter((asked) => asked.startsWith(`GET ${path}?`) && asked.includes('watch=true'))

/** The groups as a server before aggregated discovery lists them. */
function serveDiscovery(): void {
  const answer = (body: unknown) => (_request: unknown, response: { end(text: string): void }) => response.end(JSON.stringify(body))
  api.intercept('/api', answer({ kind: 'APIVersions', versions: ['v1'] }))
  api.intercept('/api/v1', answer({ resources: [{ name: 'pods', kind: 'Pod', namespaced: true, verbs: ['list', 'watch'] }] }))
  api.intercept('/apis', (_request, response) => {
    const groups = offered.map((name) => ({ name, versions: [{ version: 'v1' }], preferredVersion: { version: 'v1' } }))
    response.end(JSON.stringify({ kind: 'APIGroupList', groups }))
  })
  api.intercept('/apis/kubevirt.io/v1', answer({ resources: [{ name: 'virtualmachines', kind: 'VirtualMachine', namespaced: true, verbs: ['list', 'watch'] }] }))
}

function observe(what: ObjectQuery): { seen: Observed[]; last: () => Observed | undefined; dispose: () => void } {
  const seen: Observed[] = []
  const { dispose } = cluster.observe(what, (observed) => void seen.push(observed))
  return { seen, last: () => seen.at(-1), dispose: () => dispose() }
}

beforeEach(async () => {
  api = await createApiDouble()
  dataDir = await mkdtemp(join(tmpdir(), 'observe-'))
  offered = ['kubevirt.io']
  serveDiscovery()
  api.put(LAB_VMS, vm('rhel9-test', 'Running'))
  // A tenth of every wait: back-offs and lingering are not what is looked at here.
  clock = createOwnClock(10)
  cluster = createCluster({ dataDir, announce: () => {}, log: silent, onUnauthorized: () => {}, clock })
})

afterEach(async () => {
  await cluster.dispose()
  clock.stop()
  await api.stop()
  await rm(dataDir, { recursive: true, force: true })
})

describe('observing', () => {
  it('waits for a login, gives whole objects without managedFields, then what changes', async () => {
    const { seen, last } = observe(query)
    expect(last()).toMatchObject({ state: 'waiting', objects: [] })
    cluster.connect(connectTo(api), 'test')
    await until(() => expect(last()).toMatchObject({ state: 'live', objects: [{ apiVersion: 'kubevirt.io/v1', kind: 'VirtualMachine', spec: { runStrategy: 'Always' } }] }))
    expect(last()?.objects[0]?.metadata).not.toHaveProperty('managedFields')

    api.put(LAB_VMS, vm('rhel9-test', 'Stopping'))
    await until(() => expect(last()?.changes).toMatchObject([{ type: 'put', object: { status: { printableStatus: 'Stopping' } } }]))
    api.remove(LAB_VMS, 'rhel9-test')
    await until(() => expect(last()).toMatchObject({ state: 'live', objects: [], changes: [{ type: 'gone' }] }))
    for (const { state, objects } of seen) if (state === 'waiting') expect(objects).toEqual([])
  })

  it('costs one list and one watch for 500 who ask alike, and a few for 500 names; both end after the last', async () => {
    cluster.connect(connectTo(api), 'test')
    const alike = Array.from({ length: 500 }, () => observe(query))
    const named = Array.from({ length: 500 }, (_, place) => observe({ ...query, name: place === 7 ? 'rhel9-test' : `vm-${place}` }))
    await until(() => expect([...alike, ...named].every(({ last }) => last()?.state === 'live')).toBe(true))
    expect(alike.every(({ last }) => last()?.objects.length === 1)).toBe(true)
    expect(named.flatMap(({ last }, place) => (last()?.objects.length === 1 ? [place] : []))).toEqual([7])
    expect(watchesOf(LAB_VMS).length).toBeLessThanOrEqual(5)

    const calls = named.reduce((sum, { seen }) => sum + seen.length, 0)
    api.put(LAB_VMS, vm('rhel9-test', 'Stopping'))
    await until(() => expect(named[7]?.last()?.objects[0]).toMatchObject({ status: { printableStatus: 'Stopping' } }))
    expect(named.reduce((sum, { seen }) => sum + seen.length, 0)).toBe(calls + 1)

    expect(api.watches(LAB_VMS)).toBeGreaterThan(0)
    for (const { dispose } of [...alike, ...named]) dispose()
    await until(() => expect(api.watches(LAB_VMS)).toBe(0))
  })

  it('picks up a kind whose operator comes later, and one that goes', async () => {
    offered = []
    cluster.connect(connectTo(api), 'test')
    const { last } = observe(query)
    await until(() => expect(last()?.state).toBe('no-such-kind'))
    offered = ['kubevirt.io']
    await until(() => expect(last()).toMatchObject({ state: 'live', objects: [{ metadata: { name: 'rhel9-test' } }] }))
  })

  it('lists anew what the server lets nobody watch, and shows it as it is', async () => {
    const refused = { kind: 'Status', code: 405, reason: 'MethodNotAllowed', message: 'watch is not supported on resources of kind "virtualmachines.kubevirt.io"' }
    api.intercept(/virtualmachines\?.*watch=true/, (_request, response) => response.writeHead(405, { 'content-type': 'application/json' }).end(JSON.stringify(refused)))
    cluster.connect(connectTo(api), 'test')
    const { seen, last } = observe(query)
    await until(() => expect(last()).toMatchObject({ state: 'live', message: expect.stringContaining('asked again every 10 s') as string, objects: [{ metadata: { name: 'rhel9-test' } }] }))
    const before = seen.length
    api.put(LAB_VMS, vm('rhel9-test', 'Stopping'))
    await until(() => expect(last()).toMatchObject({ state: 'live', objects: [{ status: { printableStatus: 'Stopping' } }] }))
    expect(seen.slice(before).filter(({ state, objects }) => state !== 'live' || objects.length !== 1)).toEqual([])
  })

  it('says what may not be seen, in the server’s words', async () => {
    const forbidden = 'virtualmachines.kubevirt.io is forbidden: User "developer" cannot list resource "virtualmachines"'
    api.intercept(ALL_VMS, (_request, response) => response.writeHead(403, { 'content-type': 'application/json' }).end(JSON.stringify({ message: forbidden })))
    cluster.connect(connectTo(api, 'developer'), 'test')
    const { last } = observe({ ...query, namespace: null })
    await until(() => expect(last()).toMatchObject({ state: 'forbidden', message: forbidden, objects: [] }))
  })

  it('keeps what it knew through an outage, says so, and is right again afterwards', async () => {
    cluster.connect(connectTo(api), 'test')
    const { last } = observe(query)
    await until(() => expect(last()?.state).toBe('live'))
    await api.stop()
    await until(() => expect(last()).toMatchObject({ state: 'stale', objects: [{ metadata: { name: 'rhel9-test' } }] }))
    await api.start()
    api.put(LAB_VMS, vm('fedora-web', 'Starting'))
    await until(() => expect(last()).toMatchObject({ state: 'live' }))
    await until(() => expect(last()?.objects.map(({ metadata }) => metadata.name).sort()).toEqual(['fedora-web', 'rhel9-test']))
  })

  it('tells nothing of one identity to the next', async () => {
    cluster.connect(connectTo(api), 'test')
    const { seen, last } = observe(query)
    await until(() => expect(last()?.state).toBe('live'))
    api.intercept(LAB_VMS, (_request, response) => response.writeHead(403).end('{}'))
    const before = seen.length
    cluster.connect(connectTo(api, 'developer'), 'test')
    await until(() => expect(last()?.state).toBe('forbidden'))
    expect(seen.slice(before).flatMap(({ objects }) => objects)).toEqual([])
  })
})
