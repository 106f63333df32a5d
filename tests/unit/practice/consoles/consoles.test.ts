import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GuestSupervisor } from '../../../../practice/consoles/index'
import { openTls } from '../../../../practice/oc/tls'
import type { WebSocketChannel } from '../../../../practice/web-socket/channel'
import { connectWebSocket } from '../../../../practice/web-socket/connect'
import { guestImageDir } from '../../../../scripts/guest-image/build.mjs'
import { bundle } from '../../../../scripts/guest-image/bundle.mjs'
import { openClassroom, type Classroom } from '../classroom'

/** An emulated machine on a busy one: what takes a second alone was seen to take ten. */
const patience = 60_000

/** The image is made once, from packages that are fetched: minutes on a slow line. */
const firstTime = 10 * 60_000

const machine = '/apis/kubevirt.io/v1/namespaces/vms-prod/virtualmachines/rhel9-db'
const instance = machine.replace('machines', 'machineinstances')
const calls = instance.replace('kubevirt.io', 'subresources.kubevirt.io')

let folder: string
let workerFile: string

beforeAll(async () => {
  await promisify(execFile)(process.execPath, ['scripts/guest-image.mjs'])
  folder = await mkdtemp(join(tmpdir(), 'consoles-'))
  workerFile = join(folder, 'guest-worker.cjs')
  await bundle('practice/guests/worker.ts', workerFile)
}, firstTime)

afterAll(() => rm(folder, { recursive: true }))

function openGuestClassroom(imageDirectory: string): Promise<Classroom> {
  const directory = join(folder, `guests-${imageDirectory === guestImageDir ? 'real' : 'none'}`)
  return openClassroom({ guests: (resources, report) => new GuestSupervisor(resources, { imageDirectory, workerFile, directory }, report) })
}

/** Somebody at one of a machine's doors. */
class Viewer {
  #received = Buffer.alloc(0)
  readonly closed: Promise<void>

  private constructor(readonly channel: WebSocketChannel) {
    channel.onData((bytes) => (this.#received = Buffer.concat([this.#received, bytes])))
    this.closed = new Promise((resolve) => channel.onClose(resolve))
  }

  static async open({ practice, ca, token }: Classroom, door: 'vnc' | 'console'): Promise<Viewer> {
    const url = new URL(`${calls}/${door}`, practice.apiUrl)
    const socket = await openTls(url, { ca, insecure: false })
    return new Viewer(await connectWebSocket(url, socket, ['plain.kubevirt.io'], { Authorization: `Bearer ${await token('admin')}` }))
  }

  /** @returns what came up to the expected words, which are taken off with it */
  async read(expected: RegExp): Promise<string> {
    await expect.poll(() => this.#received.toString('latin1'), { timeout: patience }).toMatch(expected)
    const text = this.#received.toString('latin1')
    const { 0: found, index } = expected.exec(text) as RegExpExecArray
    this.#received = this.#received.subarray(index + found.length)
    return text.slice(0, index + found.length)
  }

  async type(bytes: string | Buffer): Promise<void> {
    await this.channel.send(Buffer.from(bytes))
  }

  async logIn(user: string, password: string): Promise<void> {
    await this.read(/rhel9-db login: $/)
    await this.type(`${user}\n`)
    await this.read(/assword: $/)
    await this.type(`${password}\n`)
    await this.read(/\[\w+@rhel9-db ~\][$#] $/)
  }

  /** Runs a command in the shell. @returns what it printed */
  async run(command: string): Promise<string> {
    await this.type(`${command}; echo END-OF-"IT"\n`)
    await this.read(/END-OF-"IT"\r\n/)
    return (await this.read(/END-OF-IT\r\n.*[$#] $/)).replace(/END-OF-IT[^]*$/, '')
  }
}

async function put(classroom: Classroom, path: string): Promise<void> {
  const { status, body } = await classroom.api('admin', path, { method: 'PUT', body: '{}' })
  expect(status, JSON.stringify(body)).toBeLessThan(300)
}

async function until(classroom: Classroom, path: string, expected: object): Promise<void> {
  await expect.poll(async () => (await classroom.api('admin', path)).body as unknown, { timeout: patience, interval: 100 }).toMatchObject(expected)
}

const call = (name: string): string => `${machine.replace('kubevirt.io', 'subresources.kubevirt.io')}/${name}`

describe('a machine with a guest', { timeout: patience * 5 }, () => {
  let classroom: Classroom
  beforeAll(async () => {
    classroom = await openGuestClassroom(guestImageDir)
  })
  afterAll(() => classroom.close())

  it('boots when it is started, and keeps session and files over pause, migration, return to a snapshot and the program’s restart', async () => {
    await put(classroom, call('start'))
    await until(classroom, instance, { status: { phase: 'Running' } })
    const first = await Viewer.open(classroom, 'console')
    await first.type('\n')
    await first.logIn('student', 'student')
    await first.run('echo kept > note; export SECRET=42')
    await until(classroom, instance, { status: { guestOSInfo: { id: 'practice' } } })
    expect(await classroom.api('admin', `${calls}/userlist`)).toMatchObject({ status: 200, body: { items: [{ userName: 'student' }] } })

    await put(classroom, `${calls}/pause`)
    await until(classroom, machine, { status: { printableStatus: 'Paused' } })
    await first.type('echo a"wake"\n')
    await put(classroom, `${calls}/unpause`)
    await first.read(/awake\r\n/)

    await put(classroom, call('migrate'))
    await first.closed
    await until(classroom, machine, { status: { printableStatus: 'Running' } })
    const second = await Viewer.open(classroom, 'console')
    expect(await second.run('cat note; echo $SECRET')).toBe('kept\r\n42\r\n')

    expect((await classroom.api('admin', '/practice/snapshots/here', { method: 'PUT' })).status).toBe(200)
    await second.run('echo changed > note; SECRET=0')
    expect((await classroom.api('admin', '/practice/snapshots/here', { method: 'POST' })).status).toBe(200)
    await second.closed

    await classroom.restart()
    const third = await Viewer.open(classroom, 'console')
    expect(await third.run('cat note; echo $SECRET')).toBe('kept\r\n42\r\n')
    third.channel.close()
  })

  it('shows its screen to any viewer, and as a picture', async () => {
    const screen = await Viewer.open(classroom, 'vnc')
    await screen.read(/RFB 003\.008\n/)
    await screen.type('RFB 003.008\n')
    await screen.read(/\x01\x01/)
    await screen.type(Buffer.from([1]))
    await screen.read(/\0\0\0\0/)
    await screen.type(Buffer.from([1]))
    // 1024 x 768.
    await screen.read(/\x04\0\x03\0[^]{16}\0\0\0\x08rhel9-db/)
    screen.channel.close()
    const { status, headers, text } = await classroom.call(`${classroom.practice.apiUrl}${calls}/vnc/screenshot`, { headers: { Authorization: `Bearer ${await classroom.token('admin')}` } })
    expect({ status, type: headers['content-type'], png: text.slice(1, 4) }).toEqual({ status: 200, type: 'image/png', png: 'PNG' })
  })

  it('keeps its disk while it is stopped, starts again when its guest shuts down, and loses its disk with the machine', async () => {
    await put(classroom, call('stop'))
    await until(classroom, machine, { status: { printableStatus: 'Stopped' } })
    await put(classroom, call('start'))
    await until(classroom, instance, { status: { phase: 'Running' } })
    const person = await Viewer.open(classroom, 'console')
    await person.type('\n')
    await person.logIn('root', 'redhat')
    expect(await person.run('cat /home/student/note')).toBe('kept\r\n')
    const { uid } = (await classroom.api('admin', instance)).body.metadata
    await person.type('poweroff\n')
    await person.closed
    await expect.poll(async () => (await classroom.api('admin', instance)).body.metadata?.uid as unknown, { timeout: patience }).not.toBe(uid)
    await until(classroom, instance, { status: { phase: 'Running' } })

    const [image = ''] = await readdir(join(folder, 'guests-real'))
    expect(await readdir(join(folder, 'guests-real', image))).toHaveLength(1)
    await classroom.api('admin', machine, { method: 'DELETE' })
    await expect.poll(() => readdir(join(folder, 'guests-real', image)), { timeout: patience }).toEqual([])
  })
})

describe('a machine without a guest image', { timeout: patience * 2 }, () => {
  let classroom: Classroom
  beforeAll(async () => {
    classroom = await openGuestClassroom(join(folder, 'nothing'))
  })
  afterAll(() => classroom.close())

  it('runs, and says at its doors what is missing', async () => {
    await put(classroom, call('start'))
    await until(classroom, instance, { status: { phase: 'Running' } })
    const missing = /There is no guest image in .*nothing.*scripts\/guest-image\.mjs/
    await (await Viewer.open(classroom, 'console')).read(missing)
    const screen = await Viewer.open(classroom, 'vnc')
    await screen.type('RFB 003.008\n')
    await screen.read(/RFB 003\.008\n\0{4}[^]There is no guest image/)
    expect((await classroom.api('admin', `${calls}/vnc/screenshot`)).body).toMatchObject({ code: 500, message: expect.stringMatching(missing) })
    await until(classroom, instance, { status: { guestOSInfo: { id: 'rhel' } } })
    expect((await classroom.api('admin', `${calls}/guestosinfo`)).status).toBe(200)
  })
})
