import { CoreV1Api, CustomObjectsApi, KubeConfig, makeInformer, type KubernetesObject } from '@kubernetes/client-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openClassroom, type Classroom } from './classroom'
import { until } from '../until'

// The clients of other programs, such as dashboards, are built on this library; what it accepts, they accept.
let classroom: Classroom
let config: KubeConfig

beforeAll(async () => {
  classroom = await openClassroom()
  config = new KubeConfig()
  config.loadFromOptions({
    clusters: [{ name: 'practice', server: classroom.practice.apiUrl, caData: Buffer.from(classroom.ca).toString('base64') }],
    users: [{ name: 'admin', token: await classroom.token('admin') }],
    contexts: [{ name: 'practice', cluster: 'practice', user: 'admin' }],
    currentContext: 'practice',
  })
})
afterAll(() => classroom.close())

const machines = { group: 'kubevirt.io', version: 'v1', plural: 'virtualmachines' }

describe('the Kubernetes client library', () => {
  it('lists nodes', async () => {
    const { items } = await config.makeApiClient(CoreV1Api).listNode()
    expect(items.map((node) => node.metadata?.name)).toEqual(['master01', 'master02', 'master03', 'worker01', 'worker02'])
  })

  it('is told of a change by its informer', async () => {
    const api = config.makeApiClient(CustomObjectsApi)
    const list = async () => (await api.listClusterCustomObject(machines)) as { items: KubernetesObject[] } & KubernetesObject
    const informer = makeInformer(config, '/apis/kubevirt.io/v1/virtualmachines', list)
    const seen: string[] = []
    for (const event of ['add', 'update'] as const) informer.on(event, (machine) => void seen.push(`${event} ${machine.metadata?.name}`))
    // Stopping it aborts its request, which it reports as an error.
    informer.on('error', (error: unknown) => void seen.push(String(error)))
    await informer.start()
    const [first] = (await list()).items
    const { name = '', namespace = '' } = first?.metadata ?? {}
    await until(() => expect(seen).toContain(`add ${name}`))
    await classroom.api('admin', `/apis/kubevirt.io/v1/namespaces/${namespace}/virtualmachines/${name}`, {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/merge-patch+json' },
      body: '{"metadata":{"labels":{"seen":"yes"}}}',
    })
    await until(() => expect(seen).toContain(`update ${name}`))
    await informer.stop()
  })
})
