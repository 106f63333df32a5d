import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type ClusterChange, type ClusterSnapshot, createSnapshot, findObject, fold, objectsOf } from '../../../../core/cluster'
import { createCluster } from '../../../../main/cluster'
import { log, openPracticeSite, type PracticeSite } from './practice-site'

const VMS = 'virtualmachines.kubevirt.io'
const PROJECTS = 'projects.project.openshift.io'

let site: PracticeSite

function watchAs(): { cluster: ReturnType<typeof createCluster>; seen: ClusterSnapshot } {
  const cluster = createCluster({ dataDir: site.dataDir, announce: () => {}, log, onUnauthorized: () => {} })
  const seen = createSnapshot()
  const send = (changes: ClusterChange[]): void => changes.forEach((change) => fold(seen, change))
  void cluster.handlers.streams.watch(undefined, { send, end() {}, flowing: true, onFlow() {} })
  return { cluster, seen }
}

const until = (what: () => void): Promise<void> => vi.waitFor(what, { timeout: 15_000, interval: 20 })

beforeAll(async () => void (site = await openPracticeSite()))
afterAll(() => site.close())

describe('the practice classroom', () => {
  it('shows an admin five nodes, projects, VMs and versions, and a VM that is patched from outside', async () => {
    const { cluster, seen } = watchAs()
    const connection = await site.connectionOf('admin')
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
    cluster.connect(await site.connectionOf('developer'), 'practice')
    await until(() => expect(seen.kinds.get('nodes')?.access.get('')?.state).toBe('forbidden'))
    await until(() => expect(seen.kinds.get(VMS)?.access.get('')?.state).toBe('forbidden'))
    await until(() => {
      for (const { name } of objectsOf(seen, PROJECTS)) expect(seen.kinds.get(VMS)?.access.get(name)?.state).toBe('live')
    })
    expect([...objectsOf(seen, 'nodes')]).toEqual([])
    await cluster.dispose()
  })
})
