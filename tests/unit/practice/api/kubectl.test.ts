import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openClassroom, type Classroom } from '../classroom'

let classroom: Classroom

beforeAll(async () => {
  classroom = await openClassroom()
})
afterAll(() => classroom.close())

async function ok(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await classroom.kubectl('admin', ...args)
  expect({ args, code, stderr }).toMatchObject({ code: 0 })
  return stdout
}

describe('real kubectl', () => {
  it('lists the nodes as a table, wide, by label, as JSON and by JSONPath', async () => {
    const table = await ok('get', 'nodes')
    expect(table.split('\n')[0]).toMatch(/^NAME +STATUS +ROLES +AGE +VERSION$/)
    expect(table.match(/ Ready +control-plane,master +12d +v1\.32\.6$/gm)).toHaveLength(3)
    expect(table.match(/ Ready +worker +12d +v1\.32\.6$/gm)).toHaveLength(2)
    expect(await ok('get', 'nodes', '-o', 'wide')).toContain('cri-o://1.32.6')
    expect((await ok('get', 'nodes', '-l', 'node-role.kubernetes.io/worker', '-o', 'name')).trim().split('\n')).toEqual(['node/worker01', 'node/worker02'])
    const { items } = JSON.parse(await ok('get', 'nodes', '-o', 'json')) as { items: { kind: string }[] }
    expect(items.map(({ kind }) => kind)).toEqual(['Node', 'Node', 'Node', 'Node', 'Node'])
    expect(await ok('get', 'clusterversion', 'version', '-o', 'jsonpath={.status.history[0].version}')).toBe('4.19.6')
    expect((await ok('get', 'co', '--no-headers')).trim().split('\n')).toHaveLength(34)
  })

  it('pages through a list that is longer than its chunks', async () => {
    const inChunks = await ok('get', 'namespaces', '-o', 'name', '--chunk-size=7')
    expect(inChunks).toBe(await ok('get', 'namespaces', '-o', 'name'))
    expect(inChunks.trim().split('\n').length).toBeGreaterThan(60)
  })

  it('applies on the client and on the server, and patches in every way', async () => {
    const file = join(classroom.directory, 'web.yaml')
    const manifest = (image: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: main, image: ${image}}]}
`
    writeFileSync(file, manifest('one'))
    expect(await ok('apply', '-f', file)).toBe('deployment.apps/web created\n')
    expect(await ok('apply', '-f', file)).toBe('deployment.apps/web unchanged\n')
    writeFileSync(file, manifest('two'))
    expect(await ok('apply', '-f', file)).toBe('deployment.apps/web configured\n')
    expect(await ok('apply', '--server-side', '--force-conflicts', '-f', file)).toBe('deployment.apps/web serverside-applied\n')
    await ok('patch', 'deployment', 'web', '--type=strategic', '-p', '{"spec":{"template":{"spec":{"containers":[{"name":"side","image":"three"}]}}}}')
    expect(await ok('get', 'deployment', 'web', '-o', 'jsonpath={.spec.template.spec.containers[*].image}')).toBe('three two')
    await ok('patch', 'deployment', 'web', '--type=json', '-p', '[{"op":"remove","path":"/spec/template/spec/containers/0"}]')
    await ok('patch', 'deployment', 'web', '--type=merge', '-p', '{"metadata":{"labels":{"tier":"front"}}}')
    expect(await ok('get', 'deployment', 'web', '-o', 'jsonpath={.spec.template.spec.containers[*].name} {.metadata.labels.tier}')).toBe('main front')
    await ok('scale', 'deployment/web', '--replicas=3')
    expect(await ok('get', 'deployment', 'web', '-o', 'jsonpath={.spec.replicas} {.metadata.generation}')).toBe('3 5')
    expect(await ok('delete', '-f', file)).toBe('deployment.apps "web" deleted\n')
  })

  it('creates what kubectl sends as protobuf', async () => {
    await ok('create', 'configmap', 'settings', '--from-literal=colour=blue')
    expect(await ok('get', 'cm', 'settings', '-o', 'jsonpath={.data.colour}')).toBe('blue')
    await ok('create', 'secret', 'generic', 'keys', '--from-literal=a=b')
    expect(await ok('get', 'secret', 'keys', '-o', 'jsonpath={.data.a}')).toBe('Yg==')
    await ok('create', 'deployment', 'demo', '--image=demo', '--replicas=2')
    expect(await ok('get', 'deployment', 'demo', '-o', 'jsonpath={.spec.replicas} {.spec.template.spec.containers[0].image}')).toBe('2 demo')
    await ok('create', 'service', 'nodeport', 'door', '--tcp=80:8080')
    expect(await ok('get', 'svc', 'door', '-o', 'jsonpath={.spec.ports[0].port} {.spec.ports[0].targetPort}')).toBe('80 8080')
    await ok('create', 'role', 'reader', '--verb=get', '--resource=pods')
    expect(await ok('auth', 'can-i', 'delete', 'nodes')).toBe('yes\n')
  })

  it('runs a pod, waits for it, and deletes it', async () => {
    await ok('run', 'probe', '--image=probe')
    expect(await ok('wait', 'pod/probe', '--for=condition=Ready', '--timeout=10s')).toBe('pod/probe condition met\n')
    expect(await ok('get', 'pod', 'probe', '--no-headers')).toMatch(/^probe +1\/1 +Running +0 /)
    await ok('delete', 'pod', 'probe')
    expect(await classroom.kubectl('admin', 'get', 'pod', 'probe')).toMatchObject({ code: 1, stderr: 'Error from server (NotFound): pods "probe" not found\n' })
  })

  it('makes and removes a namespace with all that is in it', async () => {
    await ok('create', 'namespace', 'short-lived')
    await ok('create', 'configmap', 'inside', '-n', 'short-lived', '--from-literal=a=b')
    expect(await ok('delete', 'namespace', 'short-lived')).toBe('namespace "short-lived" deleted\n')
    expect((await classroom.kubectl('admin', 'get', 'cm', 'inside', '-n', 'short-lived')).stderr).toContain('NotFound')
  })

  it('serves a kind that a user defines', async () => {
    const file = join(classroom.directory, 'crd.yaml')
    writeFileSync(
      file,
      `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: lamps.lab.example.com}
spec:
  group: lab.example.com
  scope: Namespaced
  names: {plural: lamps, singular: lamp, kind: Lamp, shortNames: [lp]}
  versions:
  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}, additionalPrinterColumns: [{name: Colour, type: string, jsonPath: .spec.colour}]}
`,
    )
    await ok('apply', '-f', file)
    writeFileSync(join(classroom.directory, 'lamp.yaml'), 'apiVersion: lab.example.com/v1\nkind: Lamp\nmetadata: {name: desk}\nspec: {colour: red}\n')
    await ok('apply', '-f', join(classroom.directory, 'lamp.yaml'))
    expect(await ok('get', 'lp')).toMatch(/^NAME +COLOUR\ndesk +red\n$/)
    await ok('delete', '-f', file)
    expect((await classroom.kubectl('admin', 'get', 'lamps')).stderr).toMatch(/could not find the requested resource|doesn't have a resource type/)
    expect((await classroom.api('admin', '/apis/lab.example.com/v1/lamps')).status).toBe(404)
  })

  it('explains, describes and lists resources', async () => {
    expect(await ok('explain', 'vm.spec.runStrategy')).toContain('FIELD: runStrategy <string>')
    expect(await ok('describe', 'node', 'worker01')).toMatch(/Roles: +worker/)
    expect(await ok('describe', 'vm', 'rhel9-web')).toMatch(/Printable Status: +Running/)
    expect(await ok('api-resources', '--api-group=kubevirt.io', '--no-headers')).toMatch(/virtualmachines +vm,vms +kubevirt\.io\/v1 +true +VirtualMachine/)
    expect(await ok('version')).toContain('Server Version: v1.32.6')
  })

  it('tells a conflict, a duplicate and a bad name as the real server does', async () => {
    await ok('create', 'configmap', 'twice')
    expect((await classroom.kubectl('admin', 'create', 'configmap', 'twice')).stderr).toBe('error: failed to create configmap: configmaps "twice" already exists\n')
    expect((await classroom.kubectl('admin', 'create', 'configmap', 'Not_Good')).stderr).toContain('a lowercase RFC 1123 subdomain must consist of')
    const stale = await classroom.api('admin', '/api/v1/namespaces/vms-dev/configmaps/twice', {
      method: 'PUT',
      body: JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'twice', resourceVersion: '1' }, data: {} }),
    })
    expect(stale).toMatchObject({
      status: 409,
      body: { reason: 'Conflict', message: 'Operation cannot be fulfilled on configmaps "twice": the object has been modified; please apply your changes to the latest version and try again' },
    })
  })
})
