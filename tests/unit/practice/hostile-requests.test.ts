import { Agent, request } from 'node:https'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openClassroom, type Classroom } from './classroom'

let classroom: Classroom

beforeAll(async () => {
  classroom = await openClassroom()
})
afterAll(() => classroom.close())

const many = 10_000

/** Always the same sequence, so that a failure can be seen again (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const random = randomNumbers(20_260_101)
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!

// What stands several times is what gets past the door.
const groups = ['/api/v1', '/api/v1', '/api/v1', '/api/v1', '/apis/apps/v1', '/apis/kubevirt.io/v1', '/apis/kubevirt.io/v1', '/apis/subresources.kubevirt.io/v1', '/apis/cdi.kubevirt.io/v1beta1', '/apis/rbac.authorization.k8s.io/v1', '/apis/project.openshift.io/v1', '/apis/user.openshift.io/v1', '/apis/nothing/v9', '/practice', '/openapi/v3', '/%2e%2e']
const spaces = ['', '/namespaces/vms-dev', '/namespaces/vms-dev', '/namespaces/vms-dev', '/namespaces/vms-dev', '/namespaces/vms-dev', '/namespaces/vms-prod', '/namespaces/kube-system', '/namespaces/', '/namespaces/%00']
const resources = ['pods', 'pods', 'configmaps', 'configmaps', 'configmaps', 'virtualmachines', 'secrets', 'nodes', 'deployments', 'virtualmachines', 'virtualmachineinstances', 'datavolumes', 'clusterrolebindings', 'projects', 'projectrequests', 'users', 'selfsubjectreviews', '__proto__', 'snapshots']
const names = ['', '', '/rhel9-web', '/worker01', '/x', '/x', '/~', '/constructor', '/a%2fb', `/${'n'.repeat(300)}`]
const parts = ['', '', '', '/status', '/log', '/exec', '/scale', '/start', '/guestosinfo', '/vnc', '/eviction', '/__proto__', '/reset']
const queries = ['', '', '?limit=2', '?limit=-1', '?limit=x&continue=!!', '?labelSelector=a,,(', '?fieldSelector=spec.x=1', '?dryRun=All', '?dryRun=x', '?fieldManager=&force=true', '?watch=1&timeoutSeconds=1&resourceVersion=99999999', '?tailLines=-3', '?propagationPolicy=Later', '?resourceVersion=abc']
const methods = ['GET', 'GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']
const types = ['application/json', 'application/json', 'application/json', 'application/yaml', 'application/json-patch+json', 'application/merge-patch+json', 'application/strategic-merge-patch+json', 'application/apply-patch+yaml', 'application/vnd.kubernetes.protobuf', 'text/plain', ';;;']
const bodies = [
  '',
  '{',
  'null',
  '[]',
  '"x"',
  '{"metadata":{}}',
  '{"metadata":{"name":"x","finalizers":["a"],"ownerReferences":[{"uid":1}]}}',
  '{"metadata":{"name":"__proto__","labels":{"__proto__":"x"}}}',
  '{"kind":"ClusterRoleBinding","metadata":{"name":"me"},"roleRef":{"kind":"ClusterRole","name":"cluster-admin"},"subjects":[{"kind":"User","name":"developer"}]}',
  '{"metadata":{"name":"x","generateName":"x-"},"spec":{"containers":"none","template":[],"replicas":-1,"runStrategy":{}}}',
  '[{"op":"replace","path":"/metadata/uid","value":1},{"op":"remove","path":"/spec"}]',
  '[{"op":"add","path":"/__proto__/polluted","value":1}]',
  '{"__proto__":{"polluted":true},"spec":{"$patch":"replace"}}',
  'a: &a [*a]',
  'k8s\u0000\u00ff\u0001',
  `{"data":{"a":"${'x'.repeat(5_000)}"}}`,
  '{"metadata":{"annotations":{"a":1},"managedFields":[{"fieldsV1":7}]}}',
]

describe('ten thousand random requests', () => {
  it('are all answered, and change nothing that their senders may not change', { timeout: 120_000 }, async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 8, ca: classroom.ca })
    const developer = { Authorization: `Bearer ${await classroom.token('developer')}` }
    const senders = [{}, developer, developer, developer, developer, developer, { Authorization: 'Bearer sha256~nothing' }]
    const untouched = async () => {
      const get = async (path: string) => (await classroom.api('admin', path)).body.items.map((item: { metadata: { uid: string; generation?: number }; spec?: object }) => [item.metadata.uid, item.metadata.generation])
      return Promise.all([get('/api/v1/nodes'), get('/api/v1/namespaces/vms-prod/configmaps'), get('/apis/kubevirt.io/v1/namespaces/vms-prod/virtualmachines'), get('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings'), get('/apis/rbac.authorization.k8s.io/v1/clusterroles'), get('/apis/apps/v1/namespaces/kube-system/deployments'), get('/api/v1/namespaces/kube-system/secrets')])
    }
    const before = await untouched()
    const codes = new Map<number, number>()
    const broken: string[] = []

    async function send(): Promise<void> {
      const method = pick(methods)
      const path = pick(groups) + pick(spaces) + `/${pick(resources)}` + pick(names) + pick(parts) + pick(queries)
      const body = ['GET', 'HEAD'].includes(method) ? '' : pick(bodies)
      const headers = { ...pick(senders), 'Content-Type': pick(types), 'Content-Length': Buffer.byteLength(body), Accept: pick(['*/*', 'application/json;as=Table;v=v1;g=meta.k8s.io', 'nonsense']) }
      const status = await new Promise<number>((resolve, reject) => {
        const asked = request(`${classroom.practice.apiUrl}${path}`, { method, agent, headers, timeout: 10_000 }, (response) => response.resume().on('end', () => resolve(response.statusCode ?? 0)).on('error', reject))
        asked.on('error', reject).on('timeout', () => asked.destroy(new Error(`no answer to ${method} ${path}`)))
        asked.end(body)
      })
      codes.set(status, (codes.get(status) ?? 0) + 1)
      // virt-api itself answers a missing instance's agent calls with 500; any other is a fault of ours.
      if (status >= 500 && !path.includes('guestosinfo')) broken.push(`${status} ${method} ${path} ${String(headers['Content-Type'])} ${body.slice(0, 80)}`)
    }

    const workers = Array.from({ length: 8 }, async () => {
      for (let sent = 0; sent < many / 8; sent += 1) await send()
    })
    await Promise.all(workers)
    agent.destroy()

    expect(broken).toEqual([])
    expect([...codes.values()].reduce((sum, count) => sum + count, 0)).toBe(many)
    expect([...codes.keys()]).toEqual(expect.arrayContaining([200, 201, 400, 401, 403, 404, 405]))
    expect(await untouched()).toEqual(before)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })
})
