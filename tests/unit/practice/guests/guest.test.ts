import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createGuests, encodePng, GuestImageMissing, readGuestFile, writeGuestFile, type Guest, type GuestEnd } from '../../../../practice/guests/index.js'
import { secondsOff } from './clock.js'
import { firstTime, guestOptions, patience, prepareGuests, Typist } from './real-guests.js'

let guests: Awaited<ReturnType<typeof prepareGuests>>
const folders: string[] = []

beforeAll(async () => {
  guests = await prepareGuests()
}, firstTime)

afterEach(() => guests.stop())

afterAll(async () => {
  await guests.clear()
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true })))
})

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'guest-'))
  folders.push(folder)
  return folder
}

/** Processor time of this process, workers included, in milliseconds. */
const processorTime = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** @returns when a second has passed in which the guests took less than 5 % of a processor: what V8 translated in the background counts, too */
async function untilIdle(): Promise<void> {
  const deadline = Date.now() + patience
  const second = 1_000
  for (;;) {
    const before = processorTime()
    await new Promise((resolve) => setTimeout(resolve, second))
    const taken = processorTime() - before
    if (taken < second * 0.05) return
    if (Date.now() > deadline) throw new Error(`a guest that stands still takes ${taken / 10} % of a processor`)
  }
}

/** @returns when nothing but the cursor moves on the screen */
async function untilSettled(guest: Guest): Promise<void> {
  const cursor = 64 * 16
  for (let before = -1; before < 0 || changedArea(guest, before) > cursor; ) {
    before = guest.screen.version
    await new Promise((resolve) => setTimeout(resolve, 1_000))
  }
}

const changedArea = (guest: Guest, since: number): number => guest.screen.listChanges(since).reduce((area, { width, height }) => area + width * height, 0)

async function until(isTrue: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + patience
  while (!isTrue()) {
    if (Date.now() > deadline) throw new Error(`not within a minute: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

describe('a guest', { timeout: patience * 4 }, () => {
  it('lets its users log in at the serial console, keeps its name, and tells about itself through its agent', async () => {
    const guest = await guests.start(guestOptions('rhel9-test'))
    const person = new Typist(guest)
    await person.logIn('student', 'student', /\[student@rhel9-test ~\]\$ $/)
    expect(await person.run('id -un; hostname; cat /etc/hostname')).toBe('student\r\nrhel9-test\r\nrhel9-test\r\n')
    expect(await person.run('systemctl is-active qemu-guest-agent')).toBe('active\r\n')
    expect(await person.run('ping -c 1 localhost')).toContain('1 packets received')
    expect(await person.run('df /')).toMatch(/\/dev\/sda .* \/\r\n/)
    expect(await person.run('cat /etc/shadow')).toContain('Permission denied')
    person.type('su -\n')
    await person.read(/assword: $/)
    person.type('redhat\n')
    await person.read(/\[root@rhel9-test ~\]# $/)

    expect(await guest.agent.readHostName()).toBe('rhel9-test')
    expect(await guest.agent.readOs()).toMatchObject({ id: 'practice', machine: 'i686' })
    expect(await guest.agent.listUsers()).toEqual([expect.objectContaining({ userName: 'student' })])
    expect(await guest.agent.listFilesystems()).toEqual([expect.objectContaining({ mountPoint: '/', diskName: 'sda', type: 'ext2' })])
    expect((await guest.agent.readInfo()).commands.map(({ name }) => name)).toContain('guest-get-osinfo')
    await guest.agent.setWindowSize(132, 43)
    expect(await person.run('stty size')).toBe('43 132\r\n')
    await guest.agent.setHostName('renamed')
    expect(await guest.agent.readHostName()).toBe('renamed')
    await guest.agent.setPassword('student', 'a new one: $&')
    person.type('exit\nexit\n')
    await person.logIn('student', 'a new one: $&', /\[student@renamed ~\]\$ $/)
    // On a busy machine its clock falls behind, until its agent is asked again.
    await expect.poll(async () => (await guest.agent.readHostName(), secondsOff(() => person.run('date +%s'))), { timeout: patience }).toBeLessThan(5)
    person.leave()
  })

  it('honours what cloud-init is told, once', async () => {
    const userData = [
      '#cloud-config',
      'user: cloud-user',
      'password: "pa ss:word"',
      'chpasswd: {expire: false}',
      'hostname: renamed',
      'ssh_authorized_keys: [ssh-ed25519 AAAA me@here]',
      'runcmd:',
      '- echo "$(id -un)" >> /var/one',
      `- [sh, -c, 'echo "it''s two words" >> /var/two']`,
    ].join('\n')
    const first = await guests.start(guestOptions('cloud', { userData, mac: '02:00:5e:10:20:30' }))
    const person = new Typist(first)
    await person.logIn('cloud-user', 'pa ss:word', /\[cloud-user@renamed ~\]\$ $/)
    await person.run('while ! [ -s /var/two ]; do sleep 1; done')
    expect(await person.run('cat /var/one /var/two ~/.ssh/authorized_keys')).toBe("root\r\nit's two words\r\nssh-ed25519 AAAA me@here\r\n")
    expect(await person.run('ip -o address show eth0 | cut -d" " -f 7; cat /sys/class/net/eth0/address')).toBe('10.0.2.2/24\r\n02:00:5e:10:20:30\r\n')
    await first.agent.setPassword('cloud-user', 'changed')
    expect(await person.run('sync')).toBe('')
    person.leave()
    const disk = await first.powerOff()
    const second = await guests.start(guestOptions('cloud', { userData, disk }))
    const later = new Typist(second)
    await later.logIn('cloud-user', 'changed', /\[cloud-user@renamed ~\]\$ $/)
    expect(await later.run('cat /var/one')).toBe('root\r\n')
  })

  it('goes on where it was saved, with its session and its files, in another worker', async () => {
    const guest = await guests.start(guestOptions('traveller'))
    const before = new Typist(guest)
    await before.logIn('student', 'student')
    await before.run('echo kept > note; export SECRET=42')
    await before.read(/\$ $/)
    const file = join(await makeFolder(), 'traveller')
    await writeGuestFile(file, await guest.save())
    await guest.powerOff()

    const moved = await guests.start(guestOptions('traveller', { saved: await readGuestFile(file) }))
    const after = new Typist(moved)
    expect(await after.run('cat note; echo $SECRET; hostname')).toBe('kept\r\n42\r\ntraveller\r\n')
    // The clock stood still in the file; the agent put it right.
    await moved.agent.readHostName()
    await expect.poll(() => secondsOff(() => after.run('date +%s')), { timeout: patience }).toBeLessThan(5)
  })

  it('keeps its disk when it shuts down, and when it restarts', async () => {
    let end: GuestEnd | undefined
    let reboots = 0
    const options = guestOptions('keeper', { onEnd: (told) => (end = told), onReboot: () => (reboots += 1) })
    const guest = await guests.start(options)
    const person = new Typist(guest)
    await person.logIn('root', 'redhat', /# $/)
    await person.run('echo first > /root/note')
    person.type('reboot\n')
    await until(() => reboots === 1, 'the restart')
    await person.logIn('root', 'redhat', /# $/)
    expect(await person.run('cat /root/note; uptime')).toMatch(/^first\r\n.* up 0 min/)
    await person.run('echo second >> /root/note')
    await guest.askToEnd('powerdown')
    await until(() => end !== undefined, 'the shutdown')
    expect(end?.how).toBe('poweredOff')

    const again = await guests.start(guestOptions('keeper', { disk: end?.disk ?? new Uint8Array() }))
    const later = new Typist(again)
    await later.logIn('root', 'redhat', /# $/)
    expect(await later.run('cat /root/note')).toBe('first\r\nsecond\r\n')
  })

  it('stands still while it is paused, sleeps when nobody looks, and has the right time afterwards', async () => {
    const guest = await guests.start(guestOptions('sleeper'))
    const person = new Typist(guest)
    await person.logIn('student', 'student')
    await guest.pause()
    person.text = ''
    person.type('echo a"live"\n')
    await untilIdle()
    expect(person.text).toBe('')
    guest.resume()
    await person.read(/alive/)

    await guest.agent.waitUntilReady()
    person.leave()
    await until(() => !guest.isRunning, 'sleep')
    await untilIdle()
    const back = new Typist(guest)
    await expect.poll(() => secondsOff(() => back.run('date +%s')), { timeout: patience }).toBeLessThan(3)
  })

  it('shows on its screen what is typed at its keyboard', async () => {
    const guest = await guests.start(guestOptions('watched'))
    await guest.agent.waitUntilReady()
    let pictures = 0
    const stop = guest.screen.watch(() => (pictures += 1))
    await until(() => guest.screen.width > 0, 'a picture')
    expect([guest.screen.width, guest.screen.height]).toEqual([1024, 768])
    const lit = (): number => guest.screen.pixels.reduce((count, byte) => count + (byte > 0 ? 1 : 0), 0)
    expect(lit()).toBeGreaterThan(1_000)
    // A blinking cursor is one tile; a typed word, its echo and the next prompt are more.
    const before = guest.screen.version
    typeText(guest, 'student\n')
    await until(() => changedArea(guest, before) > 3 * 64 * 16, 'the echo')
    expect(pictures).toBeGreaterThan(0)
    expect((await encodePng(guest.screen)).subarray(1, 4).toString()).toBe('PNG')
    // Name and password are the same word: whatever is asked for, and whatever was thrown away because it came too early.
    while ((await guest.agent.listUsers()).length === 0) {
      await untilSettled(guest)
      typeText(guest, 'student\n')
    }
    await untilSettled(guest)
    typeText(guest, 'echo "$USER: {A}_~|?" > seen && sync\n')
    stop()
    const person = new Typist(guest)
    person.type('\n')
    await person.logIn('student', 'student')
    await person.run('while ! [ -s seen ]; do sleep 1; done')
    expect(await person.run('cat seen')).toBe('student: {A}_~|?\r\n')
  })

  it('tells its owner when its emulator gives up, and hands over the disk', async () => {
    let end: GuestEnd | undefined
    const guest = await guests.start(guestOptions('unlucky', { onEnd: (told) => (end = told) }))
    const person = new Typist(guest)
    await person.logIn('root', 'redhat', /# $/)
    await person.run('echo saved > /root/note; sync')
    person.type('echo 1 > /proc/sys/kernel/sysrq; echo c > /proc/sysrq-trigger\n')
    await until(() => end !== undefined, 'the crash')
    expect(end?.how).toBe('crashed')
    await expect(guest.agent.readHostName()).rejects.toThrow()
    const again = new Typist(await guests.start(guestOptions('unlucky', { disk: end?.disk ?? new Uint8Array() })))
    await again.logIn('root', 'redhat', /# $/)
    expect(await again.run('cat /root/note')).toBe('saved\r\n')
  })
})

describe('what is not there or not whole', () => {
  it('says how the image is made', async () => {
    const imageDirectory = await makeFolder()
    const none = createGuests({ imageDirectory, workerFile: 'unused' })
    await expect(none.start(guestOptions('nobody'))).rejects.toThrow(GuestImageMissing)
    await expect(none.start(guestOptions('nobody'))).rejects.toThrow(imageDirectory)
  })

  it('refuses a file that holds no guest, by its name', async () => {
    const file = join(await makeFolder(), 'garbage')
    await writeFile(file, 'not a guest')
    await expect(readGuestFile(file)).rejects.toThrow(file)
  })
})

function typeText(guest: Guest, text: string): void {
  for (const character of text) {
    const keysym = character === '\n' ? 0xff0d : character.charCodeAt(0)
    guest.keyboard.press(keysym, true)
    guest.keyboard.press(keysym, false)
  }
}
