import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openClassroom, type Classroom } from '../classroom'

let classroom: Classroom

beforeAll(async () => {
  classroom = await openClassroom()
})
afterAll(() => classroom.close())

const group = '/apis/kubevirt.io/v1/namespaces'

async function status(namespace: string, name: string): Promise<string> {
  return String((await classroom.api('admin', `${group}/${namespace}/virtualmachines/${name}`)).body.status?.printableStatus)
}

function call(path: string, method = 'PUT') {
  return classroom.api('admin', `/apis/subresources.kubevirt.io/v1/namespaces/${path}`, { method, body: method === 'PUT' ? '{}' : '' })
}

function becomes(namespace: string, name: string, wanted: string) {
  return expect.poll(() => status(namespace, name), { timeout: 10_000, interval: 20 }).toBe(wanted)
}

describe('virtual machines', () => {
  it('are three at first, each in another state', async () => {
    expect(await status('vms-dev', 'rhel9-web')).toBe('Running')
    expect(await status('vms-prod', 'rhel9-db')).toBe('Stopped')
    expect(await status('vms-prod', 'analytics')).toBe('ErrorUnschedulable')
    const vmi = (await classroom.kubectl('admin', 'get', 'vmi,pod', '-n', 'vms-dev', '--no-headers')).stdout
    expect(vmi).toMatch(/rhel9-web +\S+ +Running +10\.\d+\.\d+\.\d+ +worker0[12] +True/)
    expect(vmi).toMatch(/pod\/virt-launcher-rhel9-web-\w{5} +2\/2 +Running/)
  })

  it('stop and start when the run strategy is patched', async () => {
    expect((await classroom.kubectl('developer', 'patch', 'vm', 'rhel9-web', '--type=merge', '-p', '{"spec":{"runStrategy":"Halted"}}')).code).toBe(0)
    await becomes('vms-dev', 'rhel9-web', 'Stopped')
    expect((await classroom.api('admin', `${group}/vms-dev/virtualmachineinstances/rhel9-web`)).body.message).toBe('virtualmachineinstances.kubevirt.io "rhel9-web" not found')
    expect((await classroom.api('admin', '/api/v1/namespaces/vms-dev/pods?labelSelector=vm.kubevirt.io/name%3Drhel9-web')).body.items).toEqual([])
    expect((await classroom.kubectl('developer', 'patch', 'vm', 'rhel9-web', '--type=merge', '-p', '{"spec":{"runStrategy":"Always"}}')).code).toBe(0)
    await becomes('vms-dev', 'rhel9-web', 'Running')
  })

  it('answer start, stop and restart with virt-api’s words', async () => {
    const refused = async (path: string) => {
      const { status: code, body } = await call(path)
      return [code, String(body.message)]
    }
    expect((await call('vms-prod/virtualmachines/rhel9-db/start')).status).toBe(202)
    await becomes('vms-prod', 'rhel9-db', 'Running')
    expect(await refused('vms-prod/virtualmachines/rhel9-db/start')).toEqual([409, 'Operation cannot be fulfilled on virtualmachine.kubevirt.io "rhel9-db": VM is already running'])
    const before = (await classroom.api('admin', `${group}/vms-prod/virtualmachineinstances/rhel9-db`)).body.metadata.uid
    expect((await call('vms-prod/virtualmachines/rhel9-db/restart')).status).toBe(202)
    expect(await refused('vms-prod/virtualmachines/rhel9-db/restart')).toEqual([500, 'Internal error occurred: unable to complete request: stop/start already underway'])
    await expect
      .poll(async () => {
        const { body } = await classroom.api('admin', `${group}/vms-prod/virtualmachineinstances/rhel9-db`)
        return body.metadata?.uid === before ? 'not yet' : String(body.status?.phase)
      }, { timeout: 10_000 })
      .toBe('Running')
    expect((await call('vms-prod/virtualmachines/rhel9-db/stop')).status).toBe(202)
    await becomes('vms-prod', 'rhel9-db', 'Stopped')
    expect(await refused('vms-prod/virtualmachines/rhel9-db/stop')).toEqual([409, 'Operation cannot be fulfilled on virtualmachine.kubevirt.io "rhel9-db": VM is not running'])
    expect(await refused('vms-prod/virtualmachines/rhel9-db/restart')).toEqual([
      409,
      'Operation cannot be fulfilled on virtualmachine.kubevirt.io "rhel9-db": RunStategy Halted does not support manual restart requests',
    ])
    expect(await refused('vms-prod/virtualmachines/nosuch/start')).toEqual([404, 'virtualmachine.kubevirt.io "nosuch" not found'])
    expect(await call('vms-prod/virtualmachineinstances/nosuch/guestosinfo', 'GET')).toEqual({ status: 500, body: 'virtualmachineinstance.kubevirt.io "nosuch" not found' })
  })

  it('pause and unpause', async () => {
    const message = async (verb: string) => String((await call(`vms-dev/virtualmachineinstances/rhel9-web/${verb}`)).body.message)
    expect(await message('unpause')).toBe('Operation cannot be fulfilled on virtualmachineinstance.kubevirt.io "rhel9-web": VMI is not paused')
    expect((await call('vms-dev/virtualmachineinstances/rhel9-web/pause')).status).toBe(200)
    await becomes('vms-dev', 'rhel9-web', 'Paused')
    expect(await message('pause')).toBe('Operation cannot be fulfilled on virtualmachineinstance.kubevirt.io "rhel9-web": VMI is already paused')
    expect((await call('vms-dev/virtualmachineinstances/rhel9-web/unpause')).status).toBe(200)
    await becomes('vms-dev', 'rhel9-web', 'Running')
  })

  it('migrate to the other worker', async () => {
    const node = async () => String((await classroom.api('admin', `${group}/vms-dev/virtualmachineinstances/rhel9-web`)).body.status.nodeName)
    const from = await node()
    expect((await call('vms-dev/virtualmachines/rhel9-web/migrate')).status).toBe(202)
    await expect.poll(node, { timeout: 10_000 }).toBe(from === 'worker01' ? 'worker02' : 'worker01')
    await becomes('vms-dev', 'rhel9-web', 'Running')
  })

  it('go with everything they own when deleted', async () => {
    expect((await classroom.kubectl('developer', 'delete', 'vm', 'rhel9-web')).code).toBe(0)
    for (const kind of ['vm', 'vmi', 'pod', 'dv', 'pvc']) {
      await expect.poll(async () => (await classroom.kubectl('admin', 'get', kind, '-n', 'vms-dev', '-o', 'name')).stdout, { timeout: 10_000 }).toBe('')
    }
  })
})
