import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Classroom } from '../classroom'
import { firstTime, pathsOf, patience, prepareGuests, put, until, Viewer, type GuestPlace } from './guest-classroom'

const name = 'rhel9-db'
const { machine, instance, machineCalls, calls } = pathsOf(name)

let place: GuestPlace
let classroom: Classroom

beforeAll(async () => {
  place = await prepareGuests()
  classroom = await place.open()
}, firstTime)

afterAll(async () => {
  await classroom.close()
  await place.clear()
})

async function instanceUid(): Promise<string | undefined> {
  return (await classroom.api('admin', instance)).body.metadata?.uid
}

async function setStrategy(runStrategy: string): Promise<void> {
  const answer = await classroom.api('admin', machine, { method: 'PATCH', headers: { 'Content-Type': 'application/merge-patch+json' }, body: JSON.stringify({ spec: { runStrategy } }) })
  expect(answer.status).toBe(200)
}

async function launchers(): Promise<string[]> {
  const { body } = await classroom.api('admin', '/api/v1/namespaces/vms-prod/pods?labelSelector=vm.kubevirt.io/name=rhel9-db')
  return (body.items as { status: { phase: string } }[]).map(({ status }) => status.phase)
}

async function logInAsRoot(): Promise<Viewer> {
  const person = await Viewer.open(classroom, 'console')
  await person.type('\n')
  await person.logIn('root', 'redhat')
  return person
}

describe('a machine whose guest ends by itself', { timeout: patience * 5 }, () => {
  it('starts standing still when that is asked for, and its Linux comes when it goes on', async () => {
    await put(classroom, `${machineCalls}/start`, { paused: true })
    await until(classroom, machine, { spec: { runStrategy: 'Always' }, status: { printableStatus: 'Paused' } })
    expect((await classroom.api('admin', instance)).body.spec).toMatchObject({ startStrategy: 'Paused' })
    const person = await Viewer.open(classroom, 'console')
    await put(classroom, `${calls}/unpause`)
    await until(classroom, machine, { status: { printableStatus: 'Running' } })
    await person.read(/rhel9-db login: $/)
    person.channel.close()
  })

  it('starts its Linux again after a soft reboot, with the same instance and the same viewer', async () => {
    const uid = await instanceUid()
    const person = await logInAsRoot()
    await person.run('echo kept > note; sync')
    await put(classroom, `${calls}/softreboot`)
    await person.logIn('root', 'redhat')
    expect(await person.run('cat note; cut -d. -f1 /proc/uptime')).toMatch(/^kept\r\n\d{1,2}\r\n$/)
    expect(await instanceUid()).toBe(uid)
    expect(await launchers()).toEqual(['Running'])
    person.channel.close()
  })

  it('comes again with Always, after a crash too', async () => {
    const uid = await instanceUid()
    const answer = await classroom.api('admin', '/practice/crash', { method: 'POST', body: JSON.stringify({ namespace: 'vms-prod', name }) })
    expect(answer.status).toBe(200)
    await expect.poll(instanceUid, { timeout: patience }).not.toBe(uid)
    await until(classroom, machine, { status: { printableStatus: 'Running' } })
    const { body } = await classroom.api('admin', '/api/v1/namespaces/vms-prod/events')
    expect((body.items as { message: string }[]).map(({ message }) => message)).toContain('The VirtualMachineInstance crashed.')
    const person = await logInAsRoot()
    expect(await person.run('cat note')).toBe('kept\r\n')
    person.channel.close()
  })

  it('stays off with RerunOnFailure, its pod Succeeded, until it is started again', async () => {
    await setStrategy('RerunOnFailure')
    // Root's session is the one of the test before.
    const person = await Viewer.open(classroom, 'console')
    await person.type('poweroff\n')
    await person.closed
    await until(classroom, instance, { status: { phase: 'Succeeded' } })
    await expect.poll(launchers, { timeout: patience }).toEqual(['Succeeded'])
    await until(classroom, machine, { status: { printableStatus: 'Stopped' } })
    await put(classroom, `${machineCalls}/start`)
    await until(classroom, machine, { status: { printableStatus: 'Running' } })
  })

  it('is told of a crash where there is nothing to crash', async () => {
    const crash = (body: object) => classroom.api('admin', '/practice/crash', { method: 'POST', body: JSON.stringify(body) })
    expect((await crash({ namespace: 'vms-prod', name: 'nosuch' })).status).toBe(404)
    expect((await crash({})).status).toBe(400)
    expect((await classroom.api('developer', '/practice/crash', { method: 'POST', body: '{}' })).status).toBe(403)
  })
})
