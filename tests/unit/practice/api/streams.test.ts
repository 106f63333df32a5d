import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTls } from '../../../../practice/oc/tls'
import { connectWebSocket, UpgradeRefused } from '../../../../practice/web-socket/connect'
import type { WebSocketChannel } from '../../../../practice/web-socket/channel'
import { openClassroom, type Classroom } from '../classroom'
import { stubGuests, stubPicture } from '../guest-stub'

let classroom: Classroom

beforeAll(async () => {
  classroom = await openClassroom({ guests: stubGuests })
})
afterAll(() => classroom.close())

const calls = '/apis/subresources.kubevirt.io/v1/namespaces/vms-dev/virtualmachineinstances'

interface Viewer {
  channel: WebSocketChannel
  received(): string
  closed: Promise<void>
}

async function view(path: string, protocols = ['plain.kubevirt.io'], headers?: Record<string, string>): Promise<Viewer> {
  const url = new URL(path, classroom.practice.apiUrl)
  const socket = await openTls(url, { ca: classroom.ca, insecure: false })
  const channel = await connectWebSocket(url, socket, protocols, headers ?? { Authorization: `Bearer ${await classroom.token('admin')}` })
  let text = ''
  channel.onData((bytes) => (text += Buffer.from(bytes).toString('latin1')))
  return { channel, received: () => text, closed: new Promise((resolve) => channel.onClose(resolve)) }
}

async function refusal(path: string, protocols?: string[], headers?: Record<string, string>): Promise<{ status: number; message: string }> {
  try {
    ;(await view(path, protocols, headers)).channel.close()
  } catch (error) {
    if (!(error instanceof UpgradeRefused)) throw error
    return { status: error.status, message: error.body.startsWith('{') ? (JSON.parse(error.body) as { message: string }).message : error.body }
  }
  throw new Error('it was not refused')
}

async function machineNames(): Promise<{ running: string; stopped: string | undefined }> {
  const { body } = await classroom.api('admin', '/apis/kubevirt.io/v1/namespaces/vms-dev/virtualmachines')
  const named = (status: string): string | undefined => body.items.find((machine: { status: { printableStatus: string } }) => machine.status.printableStatus === status)?.metadata.name
  return { running: named('Running') ?? '', stopped: named('Stopped') }
}

describe('streams to a guest', () => {
  it('carry the screen and the serial console, with a protocol and without', async () => {
    const { running } = await machineNames()
    const screen = await view(`${calls}/${running}/vnc`)
    await expect.poll(screen.received).toBe('RFB 003.008\n')
    const serial = await view(`${calls}/${running}/console`, [])
    await expect.poll(serial.received).toBe(`\r\n${running} login: `)
    await serial.channel.send(Buffer.from('root\r'))
    await expect.poll(serial.received).toBe(`\r\n${running} login: root\r\n`)
    const large = Buffer.alloc(70_000, 'x')
    await serial.channel.send(large)
    await expect.poll(() => serial.received().length).toBeGreaterThan(large.length)
    screen.channel.close()
    serial.channel.close()
  })

  it('take a browser’s token among the protocols, but not alone', async () => {
    const { running } = await machineNames()
    const token = `base64url.bearer.authorization.k8s.io.${Buffer.from(await classroom.token('admin')).toString('base64url')}`
    const screen = await view(`${calls}/${running}/vnc`, [token, 'plain.kubevirt.io'], {})
    await expect.poll(screen.received).toBe('RFB 003.008\n')
    screen.channel.close()
    expect(await refusal(`${calls}/${running}/vnc`, [token], {})).toEqual({ status: 401, message: 'Unauthorized' })
  })

  it('give the seat to who comes last, and a screenshot takes it too', async () => {
    const { running } = await machineNames()
    const first = await view(`${calls}/${running}/vnc`)
    const second = await view(`${calls}/${running}/vnc?preserveSession=true`)
    await first.closed
    await expect.poll(second.received).toBe('RFB 003.008\n')
    const shot = await classroom.api('admin', `${calls}/${running}/vnc/screenshot?moveCursor=false`)
    expect(shot).toMatchObject({ status: 200, body: stubPicture.toString() })
    await second.closed
  })

  it('are refused in the recorded words', async () => {
    const { running } = await machineNames()
    expect(await refusal(`${calls}/nosuch/vnc`)).toEqual({ status: 404, message: 'virtualmachineinstance.kubevirt.io "nosuch" not found' })
    expect(await refusal(`${calls}/${running}/vnc`, undefined, { Authorization: 'Bearer sha256~bad' })).toEqual({ status: 401, message: 'Unauthorized' })
    expect(await refusal(`${calls}/${running}/vnc`, undefined, {})).toEqual({
      status: 403,
      message: `virtualmachineinstances.subresources.kubevirt.io "${running}" is forbidden: User "system:anonymous" cannot get resource "virtualmachineinstances/vnc" in API group "subresources.kubevirt.io" in the namespace "vms-dev"`,
    })
    expect(await refusal(`${calls.replace('virtualmachineinstances', 'virtualmachines')}/${running}/vnc`)).toEqual({ status: 404, message: '404: Page Not Found' })
    expect((await refusal(`${calls}/${running}/portforward/22/tcp`)).message).toMatch(/^Internal error occurred: dialing VM: dial tcp 10\.[\d.]+:22: connect: connection refused$/)
    const plain = await classroom.api('admin', `${calls}/${running}/vnc`)
    expect(plain.status).toBe(400)
    expect(plain.body).toContain("'upgrade' token not found in 'Connection' header")
  })

  it('end when the machine stops, and it has none while it is stopped', async () => {
    const { running } = await machineNames()
    const serial = await view(`${calls}/${running}/console`)
    const put = (call: string) => classroom.api('admin', `${calls.replace('virtualmachineinstances', 'virtualmachines')}/${running}/${call}`, { method: 'PUT', body: '{}' })
    expect((await put('stop')).status).toBe(202)
    await serial.closed
    await expect.poll(() => refusal(`${calls}/${running}/console`), { timeout: 10_000 }).toEqual({ status: 404, message: `virtualmachineinstance.kubevirt.io "${running}" not found` })
    expect((await put('start')).status).toBe(202)
    await expect.poll(async () => (await machineNames()).running, { timeout: 10_000 }).toBe(running)
  })

  it('tell what the agent knows', async () => {
    const { running } = await machineNames()
    const get = async (call: string) => (await classroom.api('admin', `${calls}/${running}/${call}`)).body
    await expect.poll(async () => (await classroom.api('admin', `${calls}/${running}/guestosinfo`)).status, { timeout: 10_000 }).toBe(200)
    expect(await get('guestosinfo')).toMatchObject({ hostname: running, os: { prettyName: 'Stub Linux 1' }, timezone: 'UTC, 0', userList: [{ userName: 'student' }] })
    expect(await get('userlist')).toEqual({ items: [{ userName: 'student', loginTime: 1_700_000_000 }], metadata: {} })
    expect((await get('filesystemlist')).items).toHaveLength(1)
    expect(await classroom.api('admin', `${calls}/nosuch/guestosinfo`)).toEqual({ status: 500, body: 'virtualmachineinstance.kubevirt.io "nosuch" not found' })
  })

  it('check a dry run and change nothing', async () => {
    const { running } = await machineNames()
    const path = `${calls.replace('virtualmachineinstances', 'virtualmachines')}/${running}`
    expect((await classroom.api('admin', `${path}/stop`, { method: 'PUT', body: '{"dryRun":["All"]}' })).status).toBe(202)
    expect((await machineNames()).running).toBe(running)
    expect((await classroom.api('admin', `${path}/restart`, { method: 'PUT', body: '{"gracePeriodSeconds":5}' })).body.message).toBe('For force restart, only gracePeriod=0 is supported for now')
  })
})

describe('kubectl', () => {
  it('runs virsh in a launcher, and hears of programs that are not there', async () => {
    const { stdout: pods } = await classroom.kubectl('admin', 'get', 'pods', '-l', 'kubevirt.io=virt-launcher', '--field-selector=status.phase=Running', '-o', 'name')
    const pod = pods.trim().split('\n')[0] ?? ''
    const list = await classroom.kubectl('admin', 'exec', pod, '-c', 'compute', '--', 'virsh', 'list')
    expect(list.stderr).toBe('')
    expect(list.stdout).toMatch(/^ Id +Name +State\n-+\n 1 +vms-dev_\S+ +running\n\n$/)
    expect(await classroom.kubectl('admin', 'exec', pod, '-c', 'compute', '--', 'nano')).toMatchObject({ code: 255, stderr: expect.stringContaining('executable file not found in $PATH') })
  })

  it('shows logs, their end, with times, and as they grow', async () => {
    // What is not the platform's has nothing to say.
    const platform = ['-n', 'kube-public']
    expect((await classroom.kubectl('admin', 'run', 'talker', '--image=talker', ...platform)).code).toBe(0)
    await classroom.kubectl('admin', 'wait', 'pod/talker', '--for=condition=Ready', '--timeout=10s', ...platform)
    const logs = async (...args: string[]) => (await classroom.kubectl('admin', 'logs', 'talker', ...platform, ...args)).stdout
    const all = await logs()
    expect(all.trim().split('\n').length).toBeGreaterThan(1)
    expect(await logs('--tail=1')).toBe(`${all.trim().split('\n').at(-1)}\n`)
    expect(await logs('--tail=1', '--timestamps')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{9})?Z /)
    expect((await classroom.kubectl('admin', 'logs', 'talker', '-p', ...platform)).stderr).toContain('previous terminated container "talker" in pod "talker" not found')
    const following = logs('-f')
    await classroom.kubectl('admin', 'delete', 'pod', 'talker', ...platform)
    expect((await following).startsWith(all)).toBe(true)
  })
})
