import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bundle } from '../../../../scripts/guest-image/bundle.mjs'
import { runCommand, startChild, stopChild } from '../../../../scripts/processes.mjs'
import type { Classroom } from '../classroom'
import { firstTime, pathsOf, patience, prepareGuests, put, startMachine, until, Viewer, type GuestPlace } from './guest-classroom'

/** TigerVNC's viewer, on a display of its own, through the practice classroom's virtctl: nothing of it is ours but the last. */

const name = 'rhel9-db'
const { machine, machineCalls, calls } = pathsOf(name)

let place: GuestPlace
let classroom: Classroom
let folder: string
let env: NodeJS.ProcessEnv
const children: ChildProcess[] = []

beforeAll(async () => {
  place = await prepareGuests()
  classroom = await place.open()
  folder = mkdtempSync(join(tmpdir(), 'foreign-viewer-'))
  await bundle('practice/virtctl/main.ts', join(folder, 'virtctl.cjs'))
  // Without repetition: on a busy machine a key is held down for longer than that takes to begin.
  const display = startChild('Xvfb', ['-r', '-displayfd', '3', '-screen', '0', '1100x850x24', '-nolisten', 'tcp', '-fbdir', folder], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  children.push(display)
  const [number] = (await once(createInterface({ input: display.stdio[3] as NodeJS.ReadableStream }), 'line')) as [string]
  env = { ...process.env, DISPLAY: `:${number}`, KUBECONFIG: await writeKubeconfig(), HOME: folder }
}, firstTime)

afterAll(async () => {
  for (const child of children.reverse()) await stopChild(child)
  await classroom.close()
  await place.clear()
  rmSync(folder, { recursive: true, force: true })
})

async function writeKubeconfig(): Promise<string> {
  const file = join(folder, 'kubeconfig')
  const config = {
    clusters: [{ name: 'practice', cluster: { server: classroom.practice.apiUrl, 'certificate-authority': classroom.practice.caFile } }],
    users: [{ name: 'admin', user: { token: await classroom.token('admin') } }],
    contexts: [{ name: 'admin', context: { cluster: 'practice', user: 'admin', namespace: 'vms-prod' } }],
    'current-context': 'admin',
  }
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 })
  return file
}

/** Opens the machine's screen in a window, and gives it the keyboard when there is something in it. */
async function openViewer(): Promise<void> {
  const proxy = startChild(process.execPath, [join(folder, 'virtctl.cjs'), 'vnc', name, '--proxy-only'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(proxy)
  const [line] = (await once(createInterface({ input: proxy.stdout as NodeJS.ReadableStream }), 'line')) as [string]
  const { port } = JSON.parse(line) as { port: number }
  const before = countLit()
  children.push(startChild('vncviewer', [`127.0.0.1::${port}`, '-ReconnectOnError=0', '-AlertOnFatalError=0'], { env, stdio: 'ignore' }))
  await expect.poll(countLit, { timeout: patience }).toBeGreaterThan(before + 1_000)
  await xdotool('search', '--sync', '--onlyvisible', '--name', name, 'windowfocus', '--sync', 'mousemove', '300', '300')
}

async function xdotool(...words: string[]): Promise<void> {
  const { code, stderr } = await runCommand('xdotool', words, { env, timeoutMs: patience })
  expect(code, stderr).toBe(0)
}

async function enter(line: string): Promise<void> {
  // As fast as a quick typist; xdotool makes some characters by giving a key another meaning for so long.
  await xdotool('type', '--delay', '20', line)
  await xdotool('key', 'Return')
}

/** How many bytes of the display are not black: what the viewer shows, not what the guest sent. */
function countLit(): number {
  return readFileSync(join(folder, 'Xvfb_screen0')).reduce((count, byte) => count + (byte > 0 ? 1 : 0), 0)
}

async function users(): Promise<string[]> {
  const { body } = await classroom.api('admin', `${calls}/userlist`)
  return (body.items as { userName: string }[] | undefined ?? []).map(({ userName }) => userName)
}

/** At the serial console, where nobody is logged in. @returns what the command says */
async function askAtSerial(command: string): Promise<string> {
  const person = await Viewer.open(classroom, 'console')
  await person.type('\n')
  await person.logIn('root', 'redhat')
  const answer = await person.run(command)
  await person.type('exit\n')
  await person.read(/login: $/)
  person.channel.close()
  return answer
}

it('lets a viewer that is not ours log in, and keeps what was written there over pause, live migration and a restart', { timeout: patience * 5 }, async () => {
  await startMachine(classroom, name)
  await until(classroom, calls.replace('subresources.', ''), { status: { guestOSInfo: { id: 'practice' } } })
  await openViewer()
  // Name and password are the same word: whatever is asked for.
  await expect.poll(async () => (await enter('student'), users()), { timeout: 2 * patience, interval: 1_000 }).toEqual(['student'])
  await enter('echo "$USER: {A}_~|?" > ~/seen; sync')
  await expect.poll(() => askAtSerial('cat /home/student/seen'), { timeout: patience }).toBe('student: {A}_~|?\r\n')

  await put(classroom, `${calls}/pause`)
  await until(classroom, machine, { status: { printableStatus: 'Paused' } })
  await put(classroom, `${calls}/unpause`)
  await put(classroom, `${machineCalls}/migrate`)
  await until(classroom, calls.replace('subresources.', ''), { status: { migrationState: { completed: true } } })
  await classroom.restart()
  expect(await askAtSerial('cat /home/student/seen')).toBe('student: {A}_~|?\r\n')
  // Whoever sat at the screen sits there still.
  expect(await users()).toEqual(['student'])
})
