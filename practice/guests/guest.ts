import { Agent, AgentError } from './agent.js'
import { GuestWorker } from './guest-worker.js'
import { Keyboard } from './keyboard.js'
import { serialPorts } from './machine-shape.js'
import { Port } from './port.js'
import { Screen } from './screen.js'
import type { SavedGuest, WorkerInput } from './worker-messages.js'

/** Nobody looks, and three seconds on somebody may again: a second command of a script need not wake the guest anew. */
const lingering = 3_000

/** What a guest sleeps is missing from its clock, which shows seconds. */
const clockIsWrongAfter = 500

/** So long a line that is typed waits for the clock to be put right; that takes 50 ms, if the guest has an agent at all. */
const clockPatience = 1_500

/**
 * How a guest came to its end by itself, and the blocks that it wrote, as `start` takes them.
 * - `poweredOff`: it shut down in good order
 * - `crashed`: its emulator gave up, as after a kernel panic; without a disk when even that was lost
 */
export type GuestEnd = { how: 'poweredOff'; disk: Uint8Array } | { how: 'crashed'; message: string; disk?: Uint8Array }

export interface GuestEvents {
  onEnd(end: GuestEnd): void
  /** It shut down in good order and is starting again. */
  onReboot?(): void
  /** What it writes to its serial console, whether somebody sits there or not. */
  onSerial?(bytes: Uint8Array): void
}

/** One side of the serial console. */
export interface SerialSeat {
  write(bytes: Uint8Array): void
  leave(): void
}

/** A running machine with Linux in it. It sleeps, at no cost, whenever nobody holds it awake. */
export class Guest {
  readonly screen: Screen
  readonly keyboard: Keyboard
  readonly agent: Agent
  private worker: GuestWorker
  private readonly serialListeners = new Set<(bytes: Uint8Array) => void>()
  private holds = 0
  private paused = false
  private ended = false
  private running = false
  private sleepTimer: NodeJS.Timeout | undefined
  private haltedAt: number | undefined
  private clockIsRight: Promise<void> = Promise.resolve()
  private pointerAt = { x: 0, y: 0 }
  private readonly ports = new Map<number, Port>()
  private lastPort = 0

  private constructor(
    private readonly workerFile: string,
    private readonly input: WorkerInput,
    private readonly events: GuestEvents,
  ) {
    const awake = (): (() => void) => this.hold()
    this.agent = new Agent(
      (bytes) => this.worker.order({ order: 'serial', port: serialPorts.agent, bytes }),
      () => {
        if (this.paused) throw new AgentError('the guest is paused')
        return awake()
      },
      (reset) => {
        // A worker that ends meanwhile tells so itself.
        this.shutDown(reset).catch(() => undefined)
      },
    )
    this.screen = new Screen(() => this.worker.ask('picture'), awake)
    this.keyboard = new Keyboard((codes) => {
      this.worker.order({ order: 'keys', codes })
      this.screen.hurry()
    })
    this.worker = this.startWorker(input)
    this.begin()
  }

  /** @returns a guest at once; its login prompt and its agent follow within seconds */
  static start(workerFile: string, input: WorkerInput, events: GuestEvents): Guest {
    return new Guest(workerFile, input, events)
  }

  /** Listens to the serial console and keeps the guest awake. How many may sit here at once is the caller's business. */
  sitAtSerial(onData: (bytes: Uint8Array) => void): SerialSeat {
    const listener = (bytes: Uint8Array): void => onData(bytes)
    const asleep = this.hold()
    this.serialListeners.add(listener)
    return {
      write: (bytes) => void this.clockIsRight.then(() => this.worker.order({ order: 'serial', port: serialPorts.console, bytes })),
      leave: () => {
        if (this.serialListeners.delete(listener)) asleep()
      },
    }
  }

  /**
   * Connects to a TCP port of the guest's, and keeps it awake until the connection ends.
   *
   * @throws PortRefused when nothing listens there
   */
  async connect(number: number): Promise<Port> {
    const asleep = this.hold()
    const id = (this.lastPort += 1)
    const port = new Port(id, number, (order) => this.worker.order(order))
    this.ports.set(id, port)
    port.onClose(() => {
      this.ports.delete(id)
      asleep()
    })
    await port.opened
    return port
  }

  /** @param buttons as in RFB: bit 0 is the left one, 1 the middle, 2 the right */
  movePointer(x: number, y: number, buttons: number): void {
    // A PS/2 mouse tells how far it went, and up is more.
    const [deltaX, deltaY] = [x - this.pointerAt.x, this.pointerAt.y - y]
    this.pointerAt = { x, y }
    this.worker.order({ order: 'pointer', deltaX, deltaY, buttons: [(buttons & 1) !== 0, (buttons & 2) !== 0, (buttons & 4) !== 0] })
  }

  /** Keeps the guest running until the function that it returns is called. */
  hold(): () => void {
    this.holds += 1
    this.decide()
    let held = true
    return () => {
      if (!held) return
      held = false
      this.holds -= 1
      this.decide()
    }
  }

  get isPaused(): boolean {
    return this.paused
  }

  /** Whether it takes a processor's time just now. */
  get isRunning(): boolean {
    return this.running
  }

  /** Stands still until `resume`, whoever looks. */
  async pause(): Promise<void> {
    this.paused = true
    clearTimeout(this.sleepTimer)
    await this.halt()
  }

  resume(): void {
    this.paused = false
    this.decide()
  }

  /**
   * @returns memory and disk of this moment; the guest goes on afterwards. A guest that moves is paused, saved, started
   *   elsewhere from what was saved, and switched off here.
   */
  save(): Promise<SavedGuest> {
    return this.worker.ask('save')
  }

  /** @returns the blocks that this guest wrote, as `start` takes them; what it has not written yet is not among them */
  readDisk(): Promise<Uint8Array> {
    return this.worker.ask('readDisk')
  }

  /** Asks the guest to shut down or to restart in good order. @throws AgentError when it does not listen */
  askToEnd(mode: 'powerdown' | 'reboot'): Promise<void> {
    return this.agent.shutDown(mode)
  }

  /** Makes it fail as a kernel panic would: its end comes as news. */
  crash(): void {
    this.worker.order({ order: 'crash' })
  }

  /** Takes the power away. @returns the disk as it is then */
  async powerOff(): Promise<Uint8Array> {
    this.ended = true
    this.running = false
    clearTimeout(this.sleepTimer)
    this.agent.close()
    this.closePorts()
    try {
      return await this.worker.ask('readDisk')
    } finally {
      await this.worker.terminate()
    }
  }

  private startWorker(input: WorkerInput): GuestWorker {
    return new GuestWorker(
      this.workerFile,
      input,
      {
        onSerial: (port, bytes) => this.receive(port, bytes),
        onConnection: (connection, event) => this.ports.get(connection)?.hear(event),
        onCrash: (message, disk) => this.end({ how: 'crashed', message, ...(disk && { disk }) }),
      },
    )
  }

  private begin(): void {
    // Somebody waits for the guest until its agent answers: whoever started it.
    const asleep = this.hold()
    const { state } = this.input
    if (!state) this.worker.order({ order: 'serial', port: serialPorts.agent, bytes: Buffer.from(`start ${Math.floor(Date.now() / 1000)}\n`) })
    // Its worker has a copy, and 50 MB are not kept for nothing.
    delete this.input.state
    // A starved one answers when it is asked again. A guest whose agent is gone is a guest still; whoever asks the agent for something is told.
    const told = this.agent.setTime().catch(() => this.agent.setTime().catch(() => undefined))
    void told.finally(asleep)
    // One that goes on from a file has missed more than one that slept.
    if (state) this.clockIsRight = within(clockPatience, told)
  }

  private end(end: GuestEnd): void {
    if (this.ended) return
    this.ended = true
    this.running = false
    clearTimeout(this.sleepTimer)
    this.agent.close()
    this.closePorts()
    this.events.onEnd(end)
  }

  private closePorts(): void {
    for (const port of [...this.ports.values()]) port.end('connection reset by peer')
  }

  private decide(): void {
    if (this.ended || this.paused) return
    clearTimeout(this.sleepTimer)
    if (this.holds === 0) {
      this.sleepTimer = setTimeout(() => void this.halt(), lingering)
      return
    }
    if (this.running) return
    this.running = true
    const slept = this.haltedAt === undefined ? 0 : Date.now() - this.haltedAt
    this.haltedAt = undefined
    this.worker.ask('run').catch(() => undefined)
    if (slept > clockIsWrongAfter) this.clockIsRight = this.clockIsRight.then(() => this.setClock())
  }

  private setClock(): Promise<void> {
    // Without an agent the clock stays behind, as that of a real guest would.
    return within(clockPatience, this.agent.setTime().catch(() => undefined))
  }

  private async halt(): Promise<void> {
    if (!this.running) return
    this.running = false
    this.haltedAt = Date.now()
    await this.worker.ask('halt').catch(() => undefined)
  }

  private receive(port: number, bytes: Uint8Array): void {
    if (port === serialPorts.agent) {
      this.agent.receive(bytes)
      return
    }
    this.events.onSerial?.(bytes)
    for (const listener of [...this.serialListeners]) listener(bytes)
  }

  private async shutDown(reset: boolean): Promise<void> {
    // It resets its processor two seconds after it has told.
    await this.worker.ask('halt')
    const disk = await this.worker.ask('readDisk')
    await this.worker.terminate()
    if (!reset) {
      this.end({ how: 'poweredOff', disk })
      return
    }
    this.running = false
    this.haltedAt = undefined
    this.agent.forget()
    this.closePorts()
    this.screen.forget()
    this.input.disk = disk
    this.worker = this.startWorker(this.input)
    this.begin()
    this.events.onReboot?.()
  }
}

async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const enough = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)))
  await Promise.race([work, enough])
  clearTimeout(timer)
}
