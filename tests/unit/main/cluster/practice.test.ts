import { readFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type ClusterChange, type ClusterSnapshot, createSnapshot, findObject, fold, objectsOf } from '../../../../core/cluster'
import { createCluster } from '../../../../main/cluster'
import type { ClusterConnection } from '../../../../main/session'
import { createHttpsClient, type HttpsClient } from '../../../../main/session/https'
import { METADATA_PATH, type OAuthServer, requestToken } from '../../../../main/session/oauth'
import { openTrust } from '../../../../main/session/trust'
import { type Practice, startPractice } from '../../../../practice/server'

const VMS = 'virtualmachines.kubevirt.io'
const PROJECTS = 'projects.project.openshift.io'

const log = { info() {}, warn() {}, incident: () => 'LC-TEST1', hide() {} }

let practice: Practice
let dataDir: string
let client: HttpsClient

/** The way to the cluster as main/session makes it: its own TLS, trust and token flow. */
async function connectionOf(user: string): Promise<ClusterConnection> {
  const password = practice.users.find(({ name }) => name === user)?.password ?? ''
  const metadata = await client.request(new URL(METADATA_PATH, practice.apiUrl))
  const server = JSON.parse(await text(metadata)) as OAuthServer
  const token = await requestToken(client, server, user, password)
  return {
    classroom: 'practice',
    apiUrl: practice.apiUrl,
    user,
    verifiedAs: user,
    request: ({ path, headers, ...rest }) => client.request(new URL(path, practice.apiUrl), { ...rest, headers: { ...headers, Authorization: `Bearer ${token}` } }),
  }
}

function watchAs(): { cluster: ReturnType<typeof createCluster>; seen: ClusterSnapshot } {
  const cluster = createCluster({ dataDir, announce: () => {}, log, onUnauthorized: () => {} })
  const seen = createSnapshot()
  const send = (changes: ClusterChange[]): void => changes.forEach((change) => fold(seen, change))
  void cluster.handlers.streams.watch(undefined, { send, end() {}, flowing: true, onFlow() {} })
  return { cluster, seen }
}

const until = (what: () => void): Promise<void> => vi.waitFor(what, { timeout: 15_000, interval: 20 })

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'cluster-practice-'))
  practice = await startPractice({ dataDir: join(dataDir, 'practice'), speed: 20 })
  const ca = await readFile(practice.caFile, 'utf8')
  const trust = await openTrust({ dataDir, classroom: 'practice', ca, log, environment: {} })
  client = createHttpsClient({ trust, environment: {} })
})

afterAll(async () => {
  client.dispose()
  await practice.close()
  await rm(dataDir, { recursive: true, force: true })
})

describe('the practice classroom', () => {
  it('shows an admin five nodes, projects, VMs and versions, and a VM that is patched from outside', async () => {
    const { cluster, seen } = watchAs()
    const connection = await connectionOf('admin')
    cluster.connect(connection, 'practice')
    const status = () => cluster.handlers.calls.status(undefined) as Awaited<ReturnType<typeof cluster.handlers.calls.status>>
    await until(() => expect(status()).toMatchObject({ liveness: { state: 'live' }, nodesReady: 5, nodesTotal: 5 }))
    await until(() => expect(status().openshiftVersion).toMatch(/^4\./))
    expect(status().kubernetesVersion).toMatch(/^v1\./)
    await until(() => expect([...objectsOf(seen, PROJECTS)].length).toBeGreaterThan(3))
    await until(() => expect([...objectsOf(seen, VMS)].length).toBeGreaterThanOrEqual(3))

    const [machine] = objectsOf(seen, VMS)
    const { namespace = '', name = '' } = machine ?? {}
    const runStrategy = machine?.facts['runStrategy'] === 'Halted' ? 'Always' : 'Halted'
    const path = `/apis/kubevirt.io/v1/namespaces/${namespace}/virtualmachines/${name}`
    const patched = await connection.request({ method: 'PATCH', path, headers: { 'content-type': 'application/merge-patch+json' }, body: JSON.stringify({ spec: { runStrategy } }) })
    expect([patched.statusCode, await text(patched)][0]).toBe(200)
    await until(() => expect(findObject(seen, VMS, namespace, name)?.facts['runStrategy']).toBe(runStrategy))
    await cluster.dispose()
  })

  it('shows a developer only what is theirs, and says what is not', async () => {
    const { cluster, seen } = watchAs()
    cluster.connect(await connectionOf('developer'), 'practice')
    await until(() => expect(seen.kinds.get('nodes')?.access.get('')?.state).toBe('forbidden'))
    await until(() => expect(seen.kinds.get(VMS)?.access.get('')?.state).toBe('forbidden'))
    await until(() => {
      for (const { name } of objectsOf(seen, PROJECTS)) expect(seen.kinds.get(VMS)?.access.get(name)?.state).toBe('live')
    })
    expect([...objectsOf(seen, 'nodes')]).toEqual([])
    await cluster.dispose()
  })
})
