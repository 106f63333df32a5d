import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { GuestSupervisor } from '../../../../practice/consoles/index'
import { openTls } from '../../../../practice/oc/tls'
import type { PracticeOptions } from '../../../../practice/server'
import type { WebSocketChannel } from '../../../../practice/web-socket/channel'
import { connectWebSocket } from '../../../../practice/web-socket/connect'
import { guestImageDir } from '../../../../scripts/guest-image/build.mjs'
import { bundle } from '../../../../scripts/guest-image/bundle.mjs'
import { openClassroom, type Classroom } from '../classroom'

/** An emulated machine on a busy one: what takes a second alone was seen to take ten. */
export const patience = 60_000

/** The image is made once, from packages that are fetched: minutes on a slow line. */
export const firstTime = 10 * 60_000

const api = '/apis/kubevirt.io/v1/namespaces/vms-prod'
const subresources = api.replace('kubevirt.io', 'subresources.kubevirt.io')

/** The paths of a machine and of its instance, in the namespace of the classroom's own machine rhel9-db. */
export function pathsOf(name: string): { machine: string; instance: string; machineCalls: string; calls: string } {
  return {
    machine: `${api}/virtualmachines/${name}`,
    instance: `${api}/virtualmachineinstances/${name}`,
    machineCalls: `${subresources}/virtualmachines/${name}`,
    calls: `${subresources}/virtualmachineinstances/${name}`,
  }
}

/** Where guests' disks lie, and the emulator's program. */
export interface GuestPlace {
  folder: string
  open(imageDirectory?: string, options?: Partial<PracticeOptions>): Promise<Classroom>
  clear(): Promise<void>
}

/** Makes the image if it is not there. */
export async function prepareGuests(): Promise<GuestPlace> {
  await promisify(execFile)(process.execPath, ['scripts/guest-image.mjs'])
  const folder = await mkdtemp(join(tmpdir(), 'consoles-'))
  const workerFile = join(folder, 'guest-worker.cjs')
  await bundle('practice/guests/worker.ts', workerFile)
  return {
    folder,
    open(imageDirectory = guestImageDir, options = {}) {
      const directory = join(folder, `guests-${imageDirectory === guestImageDir ? 'real' : 'none'}`)
      return openClassroom({ guests: (resources, report) => new GuestSupervisor(resources, { imageDirectory, workerFile, directory }, report), ...options })
    },
    clear: () => rm(folder, { recursive: true }),
  }
}

/** Opens one of an instance's streams: vnc, console, portforward/N. */
export async function openStream({ practice, ca, token }: Classroom, path: string): Promise<WebSocketChannel> {
  const url = new URL(path, practice.apiUrl)
  const socket = await openTls(url, { ca, insecure: false })
  return connectWebSocket(url, socket, ['plain.kubevirt.io'], { Authorization: `Bearer ${await token('admin')}` })
}

/** Somebody at one of a machine's doors. */
export class Viewer {
  #received = Buffer.alloc(0)
  readonly closed: Promise<void>

  private constructor(readonly channel: WebSocketChannel, private readonly name: string) {
    channel.onData((bytes) => (this.#received = Buffer.concat([this.#received, bytes])))
    this.closed = new Promise((resolve) => channel.onClose(resolve))
  }

  static async open(classroom: Classroom, door: 'vnc' | 'console', name = 'rhel9-db'): Promise<Viewer> {
    return new Viewer(await openStream(classroom, `${pathsOf(name).calls}/${door}`), name)
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
    await this.read(new RegExp(`${this.name} login: $`))
    await this.type(`${user}\n`)
    await this.read(/assword: $/)
    await this.type(`${password}\n`)
    await this.read(new RegExp(`\\[[\\w-]+@${this.name} ~\\][$#] $`))
  }

  /** Runs a command in the shell. @returns what it printed */
  async run(command: string): Promise<string> {
    await this.type(`${command}; echo END-OF-"IT"\n`)
    await this.read(/END-OF-"IT"\r\n/)
    return (await this.read(/END-OF-IT\r\n.*[$#] $/)).replace(/END-OF-IT[^]*$/, '')
  }
}

export async function put(classroom: Classroom, path: string, body: object = {}): Promise<void> {
  const answer = await classroom.api('admin', path, { method: 'PUT', body: JSON.stringify(body) })
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
}

export async function until(classroom: Classroom, path: string, expected: object): Promise<void> {
  await expect.poll(async () => (await classroom.api('admin', path)).body as unknown, { timeout: patience, interval: 100 }).toMatchObject(expected)
}

/** Starts a machine and waits until its instance runs. */
export async function startMachine(classroom: Classroom, name: string): Promise<void> {
  const { machineCalls, instance } = pathsOf(name)
  await put(classroom, `${machineCalls}/start`)
  await until(classroom, instance, { status: { phase: 'Running' } })
}
