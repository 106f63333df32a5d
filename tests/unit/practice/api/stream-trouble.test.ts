import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { openClassroom, type Classroom } from '../classroom'
import { stubGuests } from '../guest-stub'

let classroom: Classroom

beforeAll(async () => {
  classroom = await openClassroom({ guests: stubGuests })
})
afterEach(() => control('DELETE', 'trouble'))
afterAll(() => classroom.close())

const path = '/apis/subresources.kubevirt.io/v1/namespaces/vms-dev/virtualmachineinstances/rhel9-web/console'

const control = (method: string, call: string, body?: unknown) => classroom.api('admin', `/practice/${call}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })

async function trouble(...troubles: object[]): Promise<void> {
  expect((await control('PUT', 'trouble', troubles)).status).toBe(200)
}

/** A client's view of a console: what came, and how it ended. */
async function connect() {
  const { practice, ca, token } = classroom
  const socket = new WebSocket(`${practice.apiUrl.replace('https', 'wss')}${path}`, ['plain.kubevirt.io'], { ca, headers: { Authorization: `Bearer ${await token('admin')}` } })
  let text = ''
  let end: number | undefined
  let error: string | undefined
  socket.on('message', (data: Buffer) => (text += data.toString('latin1')))
  socket.on('error', ({ message }) => (error = message))
  socket.on('close', (code) => (end = code))
  await new Promise((resolve) => socket.once('open', resolve).once('close', resolve))
  return { socket, text: () => text, end: () => end, error: () => error }
}

describe('trouble with a console', () => {
  it('refuses the connection, for once', async () => {
    await trouble({ path, status: 403, times: 1 })
    expect((await connect()).error()).toBe('Unexpected server response: 403')
    const second = await connect()
    await expect.poll(second.text, { timeout: 10_000 }).toContain('login: ')
    second.socket.close()
  })

  it('breaks connections that are open, by a call or by a trouble that comes later', async () => {
    const [first, second] = [await connect(), await connect()]
    await expect.poll(first.end).toBe(1006)
    await expect.poll(second.text).toContain('login: ')
    expect((await control('DELETE', 'streams')).body).toEqual({ dropped: 1 })
    await expect.poll(second.end).toBe(1006)
    const third = await connect()
    await trouble({ path, stream: 'dropped' })
    await expect.poll(third.end).toBe(1006)
  })

  it('ends a connection in good order', async () => {
    const { end } = await connect()
    await trouble({ path, stream: 'ended' })
    await expect.poll(end).toBe(1001)
  })

  it('says nothing any more while the connection stays open', async () => {
    const { socket, text, end } = await connect()
    await expect.poll(text).toContain('login: ')
    await trouble({ path, stream: 'silent' })
    socket.send(Buffer.from('root\r'))
    let ponged = false
    socket.once('pong', () => (ponged = true))
    socket.ping()
    // Each is a round trip of its own through the same program: an echo would be faster.
    for (let round = 0; round < 5; round += 1) await control('GET', 'trouble')
    expect([text(), ponged, end()]).toEqual([expect.not.stringContaining('root'), false, undefined])
    socket.terminate()
  })

  it('sends nonsense, as a message or instead of one', async () => {
    const first = await connect()
    await trouble({ path, stream: 'garbage' })
    await expect.poll(() => first.text().length).toBeGreaterThan(1_000)
    expect(first.end()).toBeUndefined()
    await trouble({ path, stream: 'invalid' })
    await expect.poll(first.end).toBe(1006)
    expect(first.error()).toContain('Invalid WebSocket frame')
  })

  it('is not taken from who cannot describe it', async () => {
    expect((await control('PUT', 'trouble', [{ stream: 'wet' }])).status).toBe(400)
  })
})
