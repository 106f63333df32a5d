import type { AgentData, GuestPorts } from '../api/guest-door'
import { AgentError, GuestImageMissing, type Guest, type GuestEnd, type GuestOptions, type Guests } from '../guests/index'
import type { ByteChannel } from '../web-socket/channel'
import { SerialLog } from './console-log'
import { askAgent, joinPort, joinSerial, refuseScreen, refuseSerial, showScreen, takePicture } from './doors'
import type { GuestFiles } from './guest-files'
import type { Room } from './room'

/** Linux takes 2 s for it, on a busy machine 16; then its power is taken away. */
const shutdownPatience = 30_000

/** An agent is waited for 15 s each time. One that was switched off by a student does not come, and must not keep its guest awake. */
const agentTries = 8

/** What a guest is of: a machine, and one instance of it. */
export interface Identity {
  /** The VM's uid, or that of an instance without a VM. */
  machine: string
  /** The instance's uid. */
  instance: string
  name: string
  userData: string | undefined
  /** Of its network card. */
  mac: string
}

/** What a guest needs of the classroom, and tells it. */
export interface Surroundings {
  guests: Guests
  files: GuestFiles
  room: Room<MachineGuest>
  isPaused: () => boolean
  /** The agent of a guest that started, or goes on, answers. */
  onAgent: (os: AgentData['os']) => void
  /** It shut down or crashed by itself; its disk is kept. */
  onEnd: (how: GuestEnd['how']) => void
  report: (problem: string) => void
}

/** The guest of one instance: started when it is needed, put aside when another one needs its place. */
export class MachineGuest implements GuestPorts {
  #guest: Guest | undefined
  #wasUp = false
  #os: AgentData['os'] | undefined
  #isOver = false
  #underWay = 0
  #last: Promise<unknown>
  #awaitedEnd: ((end: GuestEnd) => void) | undefined
  readonly #viewers = new Set<ByteChannel>()
  readonly consoleLog: SerialLog

  /** @param predecessor settles when the guest of the machine's instance before this one has left its disk */
  constructor(
    private readonly identity: Identity,
    private readonly around: Surroundings,
    predecessor: Promise<unknown> = Promise.resolve(),
  ) {
    this.#last = predecessor
    this.consoleLog = new SerialLog(() => around.files.readLog(identity.machine, identity.instance).catch(unlessImageMissing))
  }

  /** Whether nobody would notice if it were put aside. */
  get isIdle(): boolean {
    return this.#viewers.size === 0 && this.#underWay === 0
  }

  /** Settles when everything that was asked for is done. */
  get settled(): Promise<unknown> {
    return this.#last
  }

  serveScreen(channel: ByteChannel): void {
    this.#seat(channel, (guest) => showScreen(guest, this.identity.name, channel), (why) => refuseScreen(channel, why))
  }

  serveSerial(channel: ByteChannel): void {
    this.#seat(channel, (guest) => joinSerial(guest, channel), (why) => refuseSerial(channel, why))
  }

  async openPort(port: number): Promise<(channel: ByteChannel) => void> {
    const join = await this.#do(async () => joinPort(await this.#wake(true), port))
    return (channel) => {
      this.#viewers.add(channel)
      channel.onClose(() => this.#viewers.delete(channel))
      join(channel)
    }
  }

  takeScreenshot(): Promise<Uint8Array> {
    return this.#do(async () => takePicture(await this.#wake(true)))
  }

  /** Does not put others aside: programs ask again and again, of all machines. */
  readAgent(): Promise<AgentData> {
    return this.#do(async () => askAgent(await this.#wake(false)))
  }

  /** Does nothing where no guest can be. @throws AgentError when it does not listen */
  reboot(): Promise<void> {
    return this.#do(async () => {
      const guest = await this.#wake(true).catch(unlessImageMissing)
      await guest?.askToEnd('reboot')
    })
  }

  crash(): Promise<void> {
    return this.#do(async () => {
      if (this.#guest === undefined) {
        await this.around.files.removeSaved(this.identity.machine, this.identity.instance).catch(unlessImageMissing)
        this.around.onEnd('crashed')
        return
      }
      this.#wasUp = true
      this.#guest.crash()
    })
  }

  /** Its instance runs now: what its agent said before that can be told. */
  tellAgain(): void {
    if (this.#os !== undefined) this.around.onAgent(this.#os)
  }

  /** Starts it if there is a place. */
  start(): Promise<void> {
    return this.#do(async () => {
      if (!this.#isOver && this.around.room.hasPlace) await this.#wake(false)
    })
  }

  /** Stands still or goes on, as its instance says. */
  followPause(): Promise<void> {
    return this.#do(async () => {
      if (this.#guest === undefined) return
      await this.#pauseAsTold(this.#guest)
      if (this.#os === undefined) this.#hearAgent(this.#guest).catch(() => undefined)
    })
  }

  /** Goes on in another worker, as after a live migration on another node. Its viewers have to come again. */
  move(): Promise<void> {
    return this.#do(async () => {
      const guest = this.#guest
      if (guest === undefined) return
      await guest.pause()
      const saved = await guest.save()
      this.#dismissViewers()
      await guest.powerOff()
      await this.#launch({ saved })
    })
  }

  /** Keeps its memory in a file and gives its place away. */
  putAside(): Promise<void> {
    return this.#do(async () => {
      const guest = this.#guest
      if (guest === undefined) return
      try {
        await guest.pause()
        await this.#writeSaved(guest)
      } catch (error) {
        await this.#pauseAsTold(guest)
        throw error
      }
      await guest.powerOff()
      this.#forgetGuest()
    })
  }

  /** Keeps its memory in a file and goes on. */
  note(): Promise<void> {
    return this.#do(async () => {
      if (this.#guest !== undefined) await this.#writeSaved(this.#guest)
    })
  }

  /** Ends at once; what it did since it was put aside or noted last is lost. */
  discard(): Promise<void> {
    this.#isOver = true
    return this.#do(async () => {
      await this.#guest?.powerOff()
      this.#forgetGuest()
    })
  }

  /** Its instance goes: it shuts down in good order, if its disk is still wanted. */
  end(keepsDisk: boolean): Promise<void> {
    if (this.#isOver) return Promise.resolve()
    this.#isOver = true
    return this.#do(async () => {
      const { machine, instance } = this.identity
      const { files } = this.around
      try {
        if (keepsDisk) {
          // What it has not written yet is in its memory, also while it is put aside.
          const guest = this.#guest ?? (await this.#wakeSaved())
          if (guest !== undefined) await files.writeDisk(machine, await this.#shutDown(guest))
        } else await this.#guest?.powerOff()
        await files.removeSaved(machine, instance)
      } finally {
        this.#forgetGuest()
      }
    })
  }

  #seat(channel: ByteChannel, serve: (guest: Guest) => void, refuse: (why: string) => void): void {
    this.#viewers.add(channel)
    channel.onClose(() => this.#viewers.delete(channel))
    this.#do(() => this.#wake(true)).then(serve, (error: unknown) => refuse(error instanceof Error ? error.message : String(error)))
  }

  /** One thing after the other: a guest that is saved must not be started meanwhile. */
  #do<Result>(act: () => Promise<Result>): Promise<Result> {
    this.#underWay += 1
    const turn = this.#last.then(act).finally(() => (this.#underWay -= 1))
    this.#last = turn.catch(() => undefined)
    return turn
  }

  async #wake(mayPutAside: boolean): Promise<Guest> {
    if (this.#isOver) throw new Error(`${this.identity.name} is shutting down`)
    if (this.#guest === undefined) return this.#begin(mayPutAside)
    this.around.room.use(this)
    return this.#guest
  }

  async #begin(mayPutAside: boolean): Promise<Guest> {
    const { machine, instance } = this.identity
    const { files, room } = this.around
    await room.take(this, mayPutAside)
    try {
      const saved = await files.readSaved(machine, instance)
      const disk = saved === undefined ? await files.readDisk(machine) : undefined
      return await this.#launch({ ...(saved && { saved }), ...(disk && { disk }) })
    } catch (error) {
      room.leave(this)
      throw error
    }
  }

  async #writeSaved(guest: Guest): Promise<void> {
    const { machine, instance } = this.identity
    const { files } = this.around
    await files.writeSaved(machine, instance, await guest.save())
    await files.writeLog(machine, instance, await this.consoleLog.text())
  }

  /** For its shutdown only, for which there is always room. */
  async #wakeSaved(): Promise<Guest | undefined> {
    const saved = await this.around.files.readSaved(this.identity.machine, this.identity.instance)
    return saved && this.#launch({ saved })
  }

  async #launch(earlier: Pick<GuestOptions, 'saved' | 'disk'>): Promise<Guest> {
    const { machine, name, userData, mac } = this.identity
    const guest = await this.around.guests.start({
      ...earlier,
      hostName: name,
      instanceId: machine,
      mac,
      ...(userData !== undefined && { userData }),
      onEnd: (end) => this.#hearEnd(end),
      onSerial: (bytes) => this.consoleLog.add(bytes),
    })
    this.#guest = guest
    await this.#pauseAsTold(guest)
    this.#hearAgent(guest).catch(() => undefined)
    return guest
  }

  async #pauseAsTold(guest: Guest): Promise<void> {
    if (this.around.isPaused()) await guest.pause()
    else guest.resume()
  }

  /** Tries again while it boots, which takes a minute on a busy machine; one that is paused is heard when it goes on. */
  async #hearAgent(guest: Guest): Promise<void> {
    for (let tries = 0; tries < agentTries && this.#guest === guest && !guest.isPaused; tries += 1) {
      try {
        await guest.agent.waitUntilReady()
        this.#wasUp = true
        this.#os = { ...(await guest.agent.readOs()) }
        this.around.onAgent(this.#os)
        return
      } catch (error) {
        if (!(error instanceof AgentError)) throw error
      }
    }
  }

  async #shutDown(guest: Guest): Promise<Uint8Array> {
    let timer: NodeJS.Timeout | undefined
    const ended = new Promise<GuestEnd | undefined>((resolve) => {
      this.#awaitedEnd = resolve
      timer = setTimeout(() => resolve(undefined), shutdownPatience)
    })
    try {
      guest.resume()
      // One without an agent does not hear the button either: its power is taken away.
      const end = await guest.askToEnd('powerdown').then(() => ended, () => undefined)
      return end?.disk ?? (await guest.powerOff())
    } finally {
      clearTimeout(timer)
    }
  }

  #hearEnd(end: GuestEnd): void {
    if (this.#awaitedEnd !== undefined) {
      this.#awaitedEnd(end)
      return
    }
    const { machine, name, instance } = this.identity
    const { files, onEnd, report } = this.around
    this.#forgetGuest()
    this.#do(async () => {
      if (end.disk === undefined) return
      await files.writeDisk(machine, end.disk)
      await files.removeSaved(machine, instance)
    })
      .catch((error: unknown) => report(`the disk of ${name} could not be kept: ${String(error)}`))
      .finally(() => {
        if (end.how === 'crashed') report(`the guest of ${name} crashed: ${end.message}`)
        // One that never came up would never come up: its machine is not started again and again for that.
        if (this.#wasUp) onEnd(end.how)
      })
  }

  #forgetGuest(): void {
    this.#guest = undefined
    this.around.room.leave(this)
    this.#dismissViewers()
  }

  #dismissViewers(): void {
    for (const channel of [...this.#viewers]) channel.close()
  }
}

function unlessImageMissing(error: unknown): undefined {
  if (!(error instanceof GuestImageMissing)) throw error
}
