import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { AppError, PortDown } from '../../../../core/contract'
import { createClosings } from '../../../../main/console/closings'
import { openPort, type Port } from '../../../../main/console/port'
import type { StreamingConnection } from '../../../../main/session'
import { createHttpsClient, type HttpsClient } from '../../../../main/session/https'
import { openTrust } from '../../../../main/session/trust'
import { type Classroom, openClassroom } from '../../practice/classroom'
import { stubGuests } from '../../practice/guest-stub'
import { log } from '../cluster/practice-site'

const machine = { namespace: 'vms-dev', name: 'rhel9-web' }
const pods = '/api/v1/namespaces/openshift-cnv/pods'

let classroom: Classroom
let client: HttpsClient
let closings = createClosings()

beforeAll(async () => {
  classroom = await openClassroom({ guests: stubGuests })
  client = createHttpsClient({ trust: await openTrust({ dataDir: classroom.directory, classroom: 'practice', ca: classroom.ca, log, environment: {} }), environment: {} })
})
afterEach(async () => {
  closings = createClosings()
  await classroom.api('admin', '/practice/trouble', { method: 'DELETE' })
})
afterAll(async () => {
  client.dispose()
  await classroom.close()
})

interface Viewer {
  port: Port
  /** What it was told as it ended. */
  end: Promise<AppError | null>
}

async function view(user = 'admin', its = closings): Promise<Viewer> {
  const token = await classroom.token(user)
  const { apiUrl } = classroom.practice
  const connection: StreamingConnection = {
    classroom: 'practice',
    apiUrl,
    user,
    verifiedAs: user,
    request: ({ path, headers, ...rest }) => client.request(new URL(path, apiUrl), { ...rest, headers: { ...headers, Authorization: `Bearer ${token}` } }),
    openWebSocket: ({ path, ...rest }) => client.openWebSocket(new URL(path, apiUrl), { ...rest, headers: { Authorization: `Bearer ${token}` } }),
  }
  let tell: (error: AppError | null) => void = () => {}
  let greet: () => void = () => {}
  const end = new Promise<AppError | null>((resolve) => (tell = resolve))
  const greeted = new Promise<void>((resolve) => (greet = resolve))
  const down = {
    send: (item: PortDown) => void (item.type === 'bytes' && greet()),
    end: (why: { reason: string; error?: AppError }) => tell(why.error ?? null),
    flowing: true,
    onFlow() {},
  }
  const port = await openPort({ connection, machine, port: 'screen', asks: false, down, closings: its, onClosed: () => {}, onUnauthorized: () => {} })
  await greeted
  return { port, end }
}

const ended = (why: string) => ({ kind: 'console.ended', why })
const trouble = (stream: string) => classroom.api('admin', '/practice/trouble', { method: 'PUT', body: JSON.stringify([{ path: '/apis/subresources', stream, times: 1 }]) })

async function nodeOfMachine(): Promise<string> {
  const { body } = await classroom.api('admin', `/apis/kubevirt.io/v1/namespaces/vms-dev/virtualmachineinstances/${machine.name}`)
  return body.status.nodeName as string
}

async function endHandler(): Promise<void> {
  const { body } = await classroom.api('admin', `${pods}?labelSelector=kubevirt.io%3Dvirt-handler&fieldSelector=spec.nodeName%3D${await nodeOfMachine()}`)
  expect((await classroom.api('admin', `${pods}/${body.items[0].metadata.name}`, { method: 'DELETE' })).status).toBe(200)
}

/** No worker has no virt-handler. */
async function setWorker(node: string, isWorker: boolean): Promise<void> {
  const body = JSON.stringify({ metadata: { labels: { 'node-role.kubernetes.io/worker': isWorker ? '' : null } } })
  expect((await classroom.api('admin', `/api/v1/nodes/${node}`, { method: 'PATCH', headers: { 'Content-Type': 'application/merge-patch+json' }, body })).status).toBe(200)
}

describe('a screen that closes without a word', () => {
  it('was taken where another viewer came, each time', async () => {
    let sitting = await view()
    for (let round = 0; round < 3; round += 1) {
      const next = await view('admin', createClosings())
      expect(await sitting.end).toMatchObject(ended('taken'))
      next.port.close()
      sitting = await view()
    }
    sitting.port.close()
  })

  it('was not taken where something on the way has cut it, but is not fought for', async () => {
    for (const why of ['broken', 'taken']) {
      const { end } = await view()
      await trouble('dropped')
      expect(await end).toMatchObject(ended(why))
    }
  })

  it('was not taken where it ended with a closing message', async () => {
    const { end } = await view()
    await trouble('ended')
    expect(await end).toMatchObject(ended('broken'))
  })

  it('was not taken where what came was no message', async () => {
    const { end } = await view()
    await trouble('invalid')
    expect(await end).toMatchObject(ended('nonsense'))
  })

  it('was not taken where the node’s virt-handler began anew', async () => {
    const { end } = await view()
    await endHandler()
    expect(await end).toMatchObject(ended('broken'))
  })

  it('was not taken where the node’s virt-handler is away, which whoever may not look at its pod hears from the way to the guest’s agent', async () => {
    const { end } = await view('developer')
    expect((await classroom.api('developer', pods)).status).toBe(403)
    const node = await nodeOfMachine()
    await setWorker(node, false)
    expect(await end).toMatchObject(ended('broken'))
    await expect(view('developer')).rejects.toMatchObject({ error: ended('broken') })
    await setWorker(node, true)
    await expect.poll(() => view('developer').then(({ port }) => port.close())).toBeUndefined()
  })
})
