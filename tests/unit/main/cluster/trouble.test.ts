import { rm } from 'node:fs/promises'
import { request } from 'node:https'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { accessTo, type ClusterChange, type ClusterSnapshot, createSnapshot, findObject, FIRST_VIEW, fold, layOutTree, objectsOf } from '../../../../core/cluster'
import { type Cluster, createCluster } from '../../../../main/cluster'
import type { ClusterConnection } from '../../../../main/session'
import { createHttpsClient, type HttpsClient } from '../../../../main/session/https'
import { openTrust } from '../../../../main/session/trust'
import { type Classroom, openClassroom } from '../../practice/classroom'
import { log } from './practice-site'

const VMS = 'virtualmachines.kubevirt.io'
const VM_PATH = '/apis/kubevirt.io/v1/virtualmachines'
// What is promised: five seconds after the cluster has healed the tree says what the cluster says.
const HEALED_MS = 5_000

let classroom: Classroom
let client: HttpsClient
let cluster: Cluster
let seen: ClusterSnapshot
let unauthorized: number

beforeAll(async () => {
  classroom = await openClassroom()
  const trust = await openTrust({ dataDir: classroom.directory, classroom: 'practice', ca: classroom.ca, log, environment: {} })
  client = createHttpsClient({ trust, environment: {} })
  seen = createSnapshot()
  unauthorized = 0
  cluster = createCluster({ dataDir: join(classroom.directory, 'app'), announce: () => {}, log, onUnauthorized: () => void (unauthorized += 1) })
  const send = (changes: ClusterChange[]): void => changes.forEach((change) => fold(seen, change))
  void cluster.handlers.streams.watch(undefined, { send, end() {}, flowing: true, onFlow() {} })
  cluster.connect(await connection(), 'practice')
  await vi.waitFor(expectLive, { timeout: 15_000 })
})

afterAll(async () => {
  await cluster.dispose()
  client.dispose()
  await classroom.close()
  await rm(classroom.directory, { recursive: true, force: true })
})

async function connection(): Promise<ClusterConnection> {
  const token = await classroom.token('admin')
  const { apiUrl } = classroom.practice
  return {
    classroom: 'practice',
    apiUrl,
    user: 'admin',
    verifiedAs: 'admin',
    request: ({ path, headers, ...rest }) => client.request(new URL(path, apiUrl), { ...rest, headers: { ...headers, Authorization: `Bearer ${token}` } }),
  }
}

const status = () => cluster.handlers.calls.status(undefined) as Awaited<ReturnType<typeof cluster.handlers.calls.status>>
const expectLive = (): void => expect(status().liveness).toEqual({ state: 'live' })
const lines = (): string[] => {
  const rows = layOutTree(seen, { ...FIRST_VIEW, user: 'admin' })
  return Array.from({ length: rows.length }, (_, index) => rows.at(index)?.name ?? '')
}
const control = async (method: string, path: string, body?: unknown): Promise<void> => {
  const answer = await classroom.api('admin', `/practice/${path}`, { method, ...(body !== undefined && { body: JSON.stringify(body) }) })
  expect([method, path, answer.status]).toEqual([method, path, 200])
}
/** Like `control`, whatever certificate the server has. */
async function controlUnseen(method: string, path: string): Promise<void> {
  const token = await classroom.token('admin')
  await new Promise<void>((resolve, reject) => {
    const asked = request(`${classroom.practice.apiUrl}/practice/${path}`, { method, rejectUnauthorized: false, agent: false, headers: { Authorization: `Bearer ${token}` } }, (answer) => {
      answer.resume().on('end', resolve)
    })
    asked.on('error', reject).end()
  })
}

/** One after the other happens to the watch of all machines, or to the list that it begins with. */
const trouble = (...all: object[]) => async (): Promise<void> => {
  await control('PUT', 'trouble', all.map((what) => ({ path: VM_PATH, methods: ['GET'], ...what })))
  await control('DELETE', 'watches')
}
// Has the list taken anew, so that what is wrong with lists is met.
const forgotten = { status: 410, times: 1 }

/** What `kubectl get` prints and what the tree shows, as one list each. */
async function expectSameAsKubectl(): Promise<void> {
  const { stdout } = await classroom.kubectl('admin', 'get', 'vm', '-A', '-o', 'json')
  const { items } = JSON.parse(stdout) as { items: { metadata: { name: string; namespace: string }; status: { printableStatus: string } }[] }
  const said = items.map(({ metadata, status: { printableStatus } }) => `${metadata.namespace}/${metadata.name} ${printableStatus}`).sort()
  expect([...objectsOf(seen, VMS)].map(({ namespace, name, status: word }) => `${namespace}/${name} ${word}`).sort()).toEqual(said)
  const nodes = await classroom.kubectl('admin', 'get', 'nodes', '--no-headers')
  const readyByKubectl = nodes.stdout.split('\n').filter((line) => / Ready /.test(line)).length
  expect([...objectsOf(seen, 'nodes')].filter(({ facts }) => facts['ready'] === true)).toHaveLength(readyByKubectl)
}

/** Something that only a working watch of the machines can know of. */
let made = 0
async function changeSomething(): Promise<void> {
  made += 1
  const machine = { apiVersion: 'kubevirt.io/v1', kind: 'VirtualMachine', metadata: { name: `made-${made}` }, spec: { runStrategy: 'Halted', template: { spec: { domain: { devices: {} } } } } }
  const { status: code, body } = await classroom.api('admin', '/apis/kubevirt.io/v1/namespaces/vms-dev/virtualmachines', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(machine) })
  expect([code, (body as { message?: string }).message]).toEqual([201, undefined])
}

const nodeNamed = (name: string) => findObject(seen, 'nodes', '', name)
const stale = (reason: RegExp) => (): void => expect(status().liveness).toMatchObject({ state: 'stale', reason: expect.stringMatching(reason) as string })

interface Row {
  name: string
  inject: () => Promise<void>
  /** What is seen while it lasts. */
  shows: () => void
  heal?: () => Promise<void>
}

const rows: Row[] = [
  { name: 'a login that one server takes for invalid (401)', inject: trouble({ status: 401 }), shows: () => (stale(/login is no longer valid/)(), expect(unauthorized).toBeGreaterThan(0)) },
  {
    name: 'a right that is taken away (403), but in single projects',
    inject: trouble({ status: 403 }),
    shows() {
      expect(lines().some((line) => /^Only the first 40 of \d+ projects are asked for virtual machines$/.test(line))).toBe(true)
      expect(lines()).toContain('rhel9-web')
      expectLive()
    },
    async heal() {
      await control('DELETE', 'trouble')
      // Rights come from a command in the terminal, and its end is when they are looked for; without one it may take a minute.
      cluster.commandFinished()
    },
  },
  { name: 'a history that is forgotten (410)', inject: trouble({ status: 410 }), shows: stale(/no longer knows what happened/) },
  { name: 'a server that is busy, with a time to wait (429)', inject: trouble({ status: 429, retryAfterSeconds: 2 }), shows: stale(/too many requests/) },
  { name: 'a server that fails (500)', inject: trouble({ status: 500 }), shows: stale(/an error on purpose/) },
  { name: 'a store that is full (507), which only refuses what is written', inject: trouble({ status: 507 }), shows: expectLive },
  { name: 'an answer that is cut off', inject: trouble(forgotten, { body: 'truncated' }), shows: stale(/connection broke/) },
  { name: 'an answer that is no JSON', inject: trouble(forgotten, { body: 'invalid' }), shows: stale(/broken JSON/) },
  { name: 'a server that is slow', inject: trouble({ delayMs: 1_500 }), shows: () => expect(status().liveness.state).not.toBe('off') },
  {
    name: 'a server that swallows every question',
    inject: async () => {
      await control('PUT', 'trouble', [{ path: '/api', blackhole: true }, { path: '/version', blackhole: true }])
      await control('DELETE', 'watches')
      void cluster.handlers.calls.retry(undefined)
    },
    shows: stale(/no answer/),
  },
  { name: 'watches that end without a word', inject: () => control('DELETE', 'watches'), shows: () => expect(status().liveness.state).not.toBe('off') },
  {
    name: 'a stranger’s certificate',
    inject: async () => {
      await control('PUT', 'certificate')
      await controlUnseen('DELETE', 'watches')
      cluster.wake()
    },
    shows: stale(/certificate/),
    heal: () => controlUnseen('DELETE', 'certificate'),
  },
  {
    name: 'a node whose kubelet falls silent',
    inject: () => control('PUT', 'silence/worker02'),
    shows: () => expect(nodeNamed('worker02')).toMatchObject({ status: 'NotReady', tone: 'danger' }),
    heal: () => control('DELETE', 'silence/worker02'),
  },
  {
    name: 'a node that loses its hardware virtualization',
    inject: () => control('DELETE', 'kvm/worker01'),
    shows: () => expect(nodeNamed('worker01')?.facts).toMatchObject({ kvm: false }),
    heal: () => control('PUT', 'kvm/worker01'),
  },
  {
    name: 'a classroom without the operator, and its kinds with it',
    inject: () => control('POST', 'reset/absent'),
    shows: () => expect(accessTo(seen, VMS)).toEqual({ state: 'absent' }),
    heal: () => control('POST', 'reset/installed'),
  },
  { name: 'a classroom that is reset', inject: () => control('POST', 'reset'), shows: () => expect([...objectsOf(seen, VMS)].some(({ name }) => name.startsWith('made-'))).toBe(false) },
]

describe('while the tree is open', () => {
  it.each(rows)('$name is shown, and five seconds after it heals all is as kubectl says', async ({ inject, shows, heal }) => {
    await inject()
    await vi.waitFor(shows, { timeout: 15_000, interval: 20 })
    if (heal) await heal()
    else await control('DELETE', 'trouble')
    await changeSomething()
    const healed = performance.now()
    await vi.waitFor(
      async () => {
        expectLive()
        expect(accessTo(seen, VMS)).toEqual({ state: 'live' })
        await expectSameAsKubectl()
      },
      { timeout: HEALED_MS, interval: 100 },
    )
    expect(performance.now() - healed).toBeLessThan(HEALED_MS)
  })
})
