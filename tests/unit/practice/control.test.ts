import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { connect } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openClassroom, type Classroom } from './classroom'
import { stubGuests } from './guest-stub'
import { computedMs } from '../own-time'

let classroom: Classroom

beforeAll(async () => {
  classroom = await openClassroom({ guests: stubGuests })
})
afterAll(() => classroom.close())

const maps = '/api/v1/namespaces/vms-dev/configmaps'
const control = (method: string, path: string, body?: unknown) => classroom.api('admin', `/practice/${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
const create = (name: string) => classroom.api('admin', maps, { method: 'POST', body: JSON.stringify({ metadata: { name } }) })
const exists = async (name: string) => (await classroom.api('admin', `${maps}/${name}`)).status === 200

async function machineStatus(): Promise<string> {
  return (await classroom.api('admin', '/apis/kubevirt.io/v1/namespaces/vms-dev/virtualmachines/rhel9-web')).body.status?.printableStatus
}

/** A watch's lines as they come, and whether it still goes on. */
async function watch(path: string): Promise<{ lines: string[]; ended: () => boolean; stop: () => void }> {
  const lines: string[] = []
  let ended = false
  const headers = { Authorization: `Bearer ${await classroom.token('admin')}` }
  const asked = request(`${classroom.practice.apiUrl}${path}`, { ca: classroom.ca, agent: false, headers }, (response) => {
    response.setEncoding('utf8')
    let rest = ''
    response.on('data', (part: string) => {
      const all = (rest + part).split('\n')
      rest = all.pop() ?? ''
      lines.push(...all)
    })
    response.on('error', () => undefined)
    response.on('close', () => (ended = true))
  })
  asked.on('error', () => (ended = true))
  asked.end()
  return { lines, ended: () => ended, stop: () => asked.destroy() }
}

describe('the classroom’s control', () => {
  it('is for administrators', async () => {
    for (const user of ['developer', undefined]) {
      const { status, body } = await classroom.api(user, '/practice/reset', { method: 'POST' })
      expect(status).toBe(403)
      expect(body.message).toMatch(/^forbidden: User "(developer|system:anonymous)" cannot post path "\/practice\/reset"$/)
    }
    expect((await control('POST', 'nothing')).status).toBe(404)
    expect((await control('PUT', 'snapshots/..%2f..%2fetc')).status).toBe(400)
  })

  it('saves the classroom under a name, and brings it back while clients look on', async () => {
    await create('before')
    expect((await control('PUT', 'snapshots/step-1')).status).toBe(200)
    expect((await control('GET', 'snapshots')).body.items).toMatchObject([{ name: 'step-1' }])
    await create('after')
    await classroom.api('admin', `${maps}/before`, { method: 'DELETE' })
    await classroom.api('admin', '/apis/subresources.kubevirt.io/v1/namespaces/vms-dev/virtualmachines/rhel9-web/stop', { method: 'PUT', body: '{}' })
    await expect.poll(machineStatus, { timeout: 10_000 }).toBe('Stopped')
    const { body } = await classroom.api('admin', maps)
    const stream = await watch(`${maps}?watch=1&resourceVersion=${body.metadata.resourceVersion}`)
    const started = computedMs()
    expect((await control('POST', 'snapshots/step-1')).status).toBe(200)
    expect(computedMs() - started).toBeLessThan(2_000)
    expect([await exists('before'), await exists('after'), await machineStatus()]).toEqual([true, false, 'Running'])
    await expect.poll(() => stream.lines.map((line) => (JSON.parse(line) as { type: string; object: { metadata: { name: string } } })).map(({ type, object }) => `${type} ${object.metadata.name}`)).toEqual(['DELETED after', 'ADDED before'])
    stream.stop()
    expect((await control('POST', 'snapshots/none')).status).toBe(404)
    expect((await control('DELETE', 'snapshots/step-1')).status).toBe(200)
    expect((await control('GET', 'snapshots')).body.items).toEqual([])
  })

  it('resets the classroom, and nobody is logged out', async () => {
    await create('mine')
    await classroom.api('admin', '/apis/kubevirt.io/v1/namespaces/vms-dev/virtualmachines/rhel9-web', { method: 'DELETE' })
    expect((await control('POST', 'reset')).status).toBe(200)
    expect(await exists('mine')).toBe(false)
    expect(await machineStatus()).toBe('Running')
    expect((await classroom.api('admin', '/api/v1/nodes')).status).toBe(200)
  })

  it('begins anew without OpenShift Virtualization, and with it again', async () => {
    const knowsMachines = async () => (await classroom.api('admin', '/apis/kubevirt.io/v1/virtualmachines')).status
    expect((await control('POST', 'reset/absent')).status).toBe(200)
    expect(await knowsMachines()).toBe(404)
    expect((await control('POST', 'reset/installed')).status).toBe(200)
    expect(await knowsMachines()).toBe(200)
    expect((await control('POST', 'reset/else')).status).toBe(404)
  })

  it('makes many objects, and changes them at a rate', async () => {
    expect((await control('POST', 'objects', { resource: 'configmaps', namespace: 'vms-dev', count: 1200, object: { data: { a: 'b' } } })).body).toEqual({ created: 1200 })
    const { body } = await classroom.api('admin', `${maps}?limit=500`)
    expect(body.items).toHaveLength(500)
    const stream = await watch(`${maps}?watch=1&resourceVersion=${body.metadata.resourceVersion}`)
    expect((await control('PUT', 'changes', { resource: 'configmaps', namespace: 'vms-dev', perSecond: 500, seconds: 1 })).status).toBe(200)
    await expect.poll(() => stream.lines.length, { timeout: 5_000 }).toBe(500)
    expect((await control('PUT', 'changes', { resource: 'configmaps', namespace: 'vms-dev', perSecond: 500, seconds: 1, renewEvery: 10 })).status).toBe(200)
    await expect.poll(() => stream.lines.length, { timeout: 5_000 }).toBe(1000)
    const types = stream.lines.slice(500).map((line) => (JSON.parse(line) as { type: string }).type)
    expect(['ADDED', 'DELETED', 'MODIFIED'].map((type) => types.filter((one) => one === type).length)).toEqual([49, 50, 401])
    stream.stop()
    // The second page shows the list as it was at the first.
    const next = await classroom.api('admin', `${maps}?limit=500&continue=${body.metadata.continue}`)
    expect(next.body.metadata.resourceVersion).toBe(body.metadata.resourceVersion)
    expect(next.body.items.every(({ metadata }: { metadata: { annotations?: object } }) => metadata.annotations === undefined)).toBe(true)
    expect((await control('DELETE', 'objects/configmaps')).body).toEqual({ removed: 1199 })
    expect((await control('POST', 'objects', { resource: 'nosuch', count: 1 })).status).toBe(400)
    expect((await control('POST', 'objects', { resource: 'configmaps', count: 1e9 })).status).toBe(400)
  })

  it('takes a node away and gives it back', async () => {
    await control('PUT', 'silence/worker01')
    expect((await classroom.kubectl('admin', 'get', 'node', 'worker01', '--no-headers')).stdout).toMatch(/^worker01 +NotReady /)
    await control('DELETE', 'silence/worker01')
    expect((await classroom.kubectl('admin', 'get', 'node', 'worker01', '--no-headers')).stdout).toMatch(/^worker01 +Ready /)
    expect((await control('PUT', 'silence/nosuch')).status).toBe(404)
  })
})

describe('trouble on demand', () => {
  afterEach(() => control('DELETE', 'trouble'))

  const trouble = async (...troubles: object[]) => expect((await control('PUT', 'trouble', troubles)).status).toBe(200)
  const nodes = (...args: string[]) => classroom.kubectl('admin', 'get', 'nodes', ...args)

  it('refuses in kubectl’s words', async () => {
    await trouble({ path: '/api/v1/nodes', status: 401 })
    expect((await nodes()).stderr).toContain('error: You must be logged in to the server')
    await trouble({ path: '/api/v1/nodes', status: 403 })
    expect((await nodes()).stderr).toContain('Error from server (Forbidden): forbidden: an instructor has closed "/api/v1/nodes"')
    await trouble({ path: '/api/v1/nodes', status: 410 })
    expect((await nodes()).stderr).toContain('Error from server (Expired): The resourceVersion for the provided list is too old.')
    await trouble({ path: '/api/v1/nodes', status: 500 })
    expect((await nodes()).stderr).toContain('Error from server (InternalError): Internal error occurred: an error on purpose')
    expect((await control('GET', 'trouble')).body.items).toEqual([{ path: '/api/v1/nodes', status: 500 }])
  })

  it('asks for patience, and kubectl has it', async () => {
    await trouble({ path: '/api/v1/nodes', status: 429, retryAfterSeconds: 1, times: 1 })
    const started = performance.now()
    expect((await nodes()).code).toBe(0)
    expect(performance.now() - started).toBeGreaterThan(990)
  })

  it('is slow, or says nothing at all', async () => {
    await trouble({ path: '/api/v1/nodes', delayMs: 300, times: 1 })
    const started = performance.now()
    expect((await nodes()).code).toBe(0)
    expect(performance.now() - started).toBeGreaterThan(290)
    await trouble({ path: '/api/v1/nodes', blackhole: true })
    expect((await nodes('--request-timeout=1s')).stderr).toMatch(/context deadline exceeded|Client\.Timeout/)
  })

  it('sends half an answer, or nonsense', async () => {
    await trouble({ path: '/api/v1/nodes', body: 'truncated' })
    expect((await nodes()).stderr).toMatch(/unexpected EOF/)
    await trouble({ path: '/api/v1/nodes', body: 'invalid' })
    expect((await nodes()).stderr).toMatch(/invalid character|couldn't get version\/kind/)
  })

  it('has a full store, which can still be read', async () => {
    await trouble({ status: 507 })
    expect((await nodes()).code).toBe(0)
    expect((await classroom.kubectl('admin', 'create', 'configmap', 'full')).stderr).toContain('etcdserver: mvcc: database space exceeded')
  })

  it('drops watches', async () => {
    const stream = await watch('/api/v1/nodes?watch=1')
    await expect.poll(() => stream.lines.length).toBe(5)
    expect((await control('DELETE', 'watches')).body).toEqual({ dropped: 1 })
    await expect.poll(stream.ended).toBe(true)
  })

  it('shows a stranger’s certificate, and its own again', async () => {
    const port = Number(new URL(classroom.practice.apiUrl).port)
    const trusted = () =>
      new Promise<boolean>((resolve) => {
        const socket = connect({ port, host: '127.0.0.1', ca: readFileSync(classroom.practice.caFile) }, () => {
          socket.destroy()
          resolve(true)
        })
        socket.on('error', () => resolve(false))
      })
    expect(await trusted()).toBe(true)
    await control('PUT', 'certificate')
    await expect.poll(trusted).toBe(false)
    expect((await nodes()).stderr).toContain('x509: certificate signed by unknown authority')
    const token = await classroom.token('admin')
    await new Promise((resolve, reject) =>
      request(`${classroom.practice.apiUrl}/practice/certificate`, { method: 'DELETE', rejectUnauthorized: false, agent: false, headers: { Authorization: `Bearer ${token}` } }, (response) => response.resume().on('end', resolve)).on('error', reject).end(),
    )
    await expect.poll(trusted).toBe(true)
  })

  it('is not taken from who cannot describe it', async () => {
    for (const wrong of [{}, [1], [{ status: 404 }], [{ delayMs: -1 }], [{ colour: 'red' }]]) expect((await control('PUT', 'trouble', wrong)).status).toBe(400)
    expect((await nodes()).code).toBe(0)
  })
})
