import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Classroom } from '../classroom'
import { firstTime, openStream, pathsOf, patience, prepareGuests, put, startMachine, until, Viewer, type GuestPlace } from './guest-classroom'

const name = 'rhel9-db'
const { machine, instance, machineCalls, calls } = pathsOf(name)
const call = (what: string): string => `${machineCalls}/${what}`

let place: GuestPlace

beforeAll(async () => {
  place = await prepareGuests()
}, firstTime)

afterAll(() => place.clear())

describe('a machine with a guest', { timeout: patience * 5 }, () => {
  let classroom: Classroom
  beforeAll(async () => {
    classroom = await place.open()
  })
  afterAll(() => classroom.close())

  it('boots when it is started, and keeps session and files over pause, migration, return to a snapshot and the program’s restart', async () => {
    await startMachine(classroom, name)
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

    const log = async (): Promise<string> => {
      const { body } = await classroom.api('admin', '/api/v1/namespaces/vms-prod/pods?labelSelector=vm.kubevirt.io%2Fname%3Drhel9-db&fieldSelector=status.phase%3DRunning')
      return (await classroom.api('admin', `/api/v1/namespaces/vms-prod/pods/${body.items[0].metadata.name}/log?container=guest-console-log`)).body
    }
    const written = await log()
    expect(written).toMatch(/login: student\nPassword: \n[^]*echo kept > note[^]*\nawake\n[^]*\nkept\n42\n/)

    await classroom.restart()
    expect(await log()).toBe(written)
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

  it('forwards a port that something listens at, and refuses others in virt-api’s words', async () => {
    const person = await Viewer.open(classroom, 'console')
    const size = 200_000
    expect(await person.run(`cd /tmp; yes practice | head -c ${size} > page; httpd -p 8080; nc -ll -p 7007 -e cat & while ! netstat -ltn | grep -q 7007; do sleep 1; done`)).toMatch(/^\[1\] \d+\r\n/)

    const web = await openStream(classroom, `${calls}/portforward/8080`)
    let page = Buffer.alloc(0)
    web.onData((bytes) => (page = Buffer.concat([page, bytes])))
    const ended = new Promise<void>((resolve) => web.onClose(resolve))
    await web.send(Buffer.from('GET /page HTTP/1.0\r\n\r\n'))
    await ended
    expect(page.subarray(0, 15).toString()).toBe('HTTP/1.1 200 OK')
    expect(page.subarray(page.indexOf('\r\n\r\n') + 4).toString()).toBe('practice\n'.repeat(size / 9 + 1).slice(0, size))

    const echo = await openStream(classroom, `${calls}/portforward/7007/tcp`)
    let heard = ''
    echo.onData((bytes) => (heard += Buffer.from(bytes).toString()))
    const sent = Array.from({ length: 10_000 }, (_, number) => `${number}\n`).join('')
    await echo.send(Buffer.from(sent))
    await expect.poll(() => heard.length, { timeout: patience }).toBe(sent.length)
    expect(heard).toBe(sent)
    echo.close()

    const refusal = await openStream(classroom, `${calls}/portforward/81`).catch((error: unknown) => error)
    expect(refusal).toMatchObject({ status: 500, body: expect.stringMatching(/dialing VM: dial tcp 10\.\d+\.\d+\.\d+:81: connect: connection refused/) })
    person.channel.close()
  })

  it('keeps its disk while it is stopped, starts again when its guest shuts down, and loses its disk with the machine', async () => {
    await put(classroom, call('stop'))
    await until(classroom, machine, { status: { printableStatus: 'Stopped' } })
    await startMachine(classroom, name)
    const person = await Viewer.open(classroom, 'console')
    await person.type('\n')
    await person.logIn('root', 'redhat')
    expect(await person.run('cat /home/student/note')).toBe('kept\r\n')
    const { uid } = (await classroom.api('admin', instance)).body.metadata
    await person.type('poweroff\n')
    await person.closed
    await expect.poll(async () => (await classroom.api('admin', instance)).body.metadata?.uid as unknown, { timeout: patience }).not.toBe(uid)
    await until(classroom, instance, { status: { phase: 'Running' } })

    const [image = ''] = await readdir(join(place.folder, 'guests-real'))
    expect(await readdir(join(place.folder, 'guests-real', image))).toHaveLength(1)
    await classroom.api('admin', machine, { method: 'DELETE' })
    await expect.poll(() => readdir(join(place.folder, 'guests-real', image)), { timeout: patience }).toEqual([])
  })
})

describe('a machine without a guest image', { timeout: patience * 2 }, () => {
  let classroom: Classroom
  beforeAll(async () => {
    classroom = await place.open(join(place.folder, 'nothing'))
  })
  afterAll(() => classroom.close())

  it('runs, and says at its doors what is missing', async () => {
    await startMachine(classroom, name)
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
