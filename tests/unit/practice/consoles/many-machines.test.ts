import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Classroom } from '../classroom'
import { secondsOff } from '../guests/clock'
import { firstTime, pathsOf, patience, prepareGuests, put, startMachine, until, Viewer, type GuestPlace } from './guest-classroom'

/** One more than run at once. */
const names = ['one', 'two', 'three', 'four', 'five']

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

async function createMachine(name: string): Promise<void> {
  const machine = {
    apiVersion: 'kubevirt.io/v1',
    kind: 'VirtualMachine',
    metadata: { name },
    spec: {
      runStrategy: 'Halted',
      template: {
        spec: {
          domain: { memory: { guest: '256Mi' }, devices: { disks: [{ name: 'root', disk: { bus: 'virtio' } }], interfaces: [{ name: 'default', masquerade: {} }] } },
          networks: [{ name: 'default', pod: {} }],
          volumes: [{ name: 'root', containerDisk: { image: 'quay.io/containerdisks/fedora:42' } }],
        },
      },
    },
  }
  const { status, body } = await classroom.api('admin', pathsOf(name).machine.replace(/\/[^/]+$/, ''), { method: 'POST', body: JSON.stringify(machine) })
  expect(status, JSON.stringify(body)).toBe(201)
}

/** Processor time of this process in a second, workers included, in milliseconds. */
async function measureSecond(): Promise<number> {
  const before = process.cpuUsage()
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

it('puts machines aside that nobody looks at, brings them back when somebody does, and lets them cost nothing', { timeout: patience * 6 }, async () => {
  for (const name of names) await createMachine(name)
  await Promise.all(names.map((name) => startMachine(classroom, name)))
  for (const name of names) {
    const person = await Viewer.open(classroom, 'console', name)
    await person.type('\n')
    await person.logIn('student', 'student')
    await person.run(`echo ${name} > note; SECRET=${name}`)
    person.channel.close()
  }
  for (const name of names) {
    const person = await Viewer.open(classroom, 'console', name)
    expect(await person.run('cat note; echo $SECRET; hostname')).toBe(`${name}\r\n${name}\r\n${name}\r\n`)
    // On a busy machine its agent takes longer than whoever types is made to wait.
    await expect.poll(() => secondsOff(() => person.run('date +%s')), { timeout: patience }).toBeLessThan(5)
    person.channel.close()
  }
  // What V8 has to translate in the background, and what is written to files, comes to an end.
  await expect.poll(measureSecond, { timeout: patience, interval: 0 }).toBeLessThan(50)
  expect((await classroom.api('admin', pathsOf('one').machine.replace(/\/one$/, ''))).body.items.filter(({ status }: { status: { printableStatus: string } }) => status.printableStatus === 'Running')).toHaveLength(names.length)
  await put(classroom, `${pathsOf('one').machineCalls}/stop`)
  await until(classroom, pathsOf('one').machine, { status: { printableStatus: 'Stopped' } })
})
