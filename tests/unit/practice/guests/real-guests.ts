import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createGuests, type Guest, type GuestOptions, type Guests } from '../../../../practice/guests/index.js'
import { guestImageDir } from '../../../../scripts/guest-image/build.mjs'
import { bundle } from '../../../../scripts/guest-image/bundle.mjs'

/** An emulated machine on a busy one: what takes a second alone was seen to take ten. */
export const patience = 60_000

/** The image is made once, from packages that are fetched: minutes on a slow line. */
export const firstTime = 10 * 60_000

/** Real guests of a real image, which is made when it is not there. */
export async function prepareGuests(): Promise<Guests & { clear(): Promise<void> }> {
  await promisify(execFile)(process.execPath, ['scripts/guest-image.mjs'])
  const folder = await mkdtemp(join(tmpdir(), 'guests-'))
  const workerFile = join(folder, 'guest-worker.cjs')
  await bundle('practice/guests/worker.ts', workerFile)
  const guests = createGuests({ imageDirectory: guestImageDir, workerFile })
  return {
    ...guests,
    async clear() {
      await guests.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export const guestOptions = (name: string, more: Partial<GuestOptions> = {}): GuestOptions => ({
  hostName: name,
  instanceId: `id of ${name}`,
  onEnd: (end) => {
    if (end.how === 'crashed') throw new Error(`${name} crashed: ${end.message}`)
  },
  ...more,
})

/** A person at the serial console. */
export class Typist {
  text = ''
  private changed: () => void = () => undefined
  private readonly seat

  constructor(guest: Guest) {
    this.seat = guest.sitAtSerial((bytes) => {
      this.text += Buffer.from(bytes).toString()
      this.changed()
    })
  }

  type(line: string): void {
    this.seat.write(Buffer.from(line))
  }

  /** @returns what was said up to the expected words, which are taken off with it */
  async read(expected: RegExp): Promise<string> {
    const deadline = Date.now() + patience
    for (;;) {
      const match = expected.exec(this.text)
      if (match) {
        const end = match.index + match[0].length
        const said = this.text.slice(0, end)
        this.text = this.text.slice(end)
        return said
      }
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`no ${expected} within a minute, but ${JSON.stringify(this.text)}`)), deadline - Date.now())
        this.changed = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }

  async logIn(user: string, password: string, answer = /\$ $/): Promise<void> {
    await this.read(/login: $/)
    this.type(`${user}\n`)
    await this.read(/assword: $/)
    this.type(`${password}\n`)
    await this.read(answer)
  }

  /** Runs a command in the shell. @returns what it printed */
  async run(command: string): Promise<string> {
    this.type(`${command}; echo END-OF-"IT"\n`)
    await this.read(/END-OF-"IT"\r?\n/)
    const said = (await this.read(/END-OF-IT\r?\n/)).replace(/END-OF-IT\r?\n$/, '')
    // What is typed before the prompt stands there is echoed by the line and by the shell.
    return said.replace(/^.*END-OF-"IT"\r?\n/s, '')
  }

  leave(): void {
    this.seat.leave()
  }
}
