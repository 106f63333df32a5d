import type { Machine } from './machine.js'

/** The controller holds 1,024 codes, and forgets the oldest when one more comes: half of that leaves room for its own answers. */
const controllerTakes = 512

/** A guest reads a code in 0.1 ms; between two looks it empties what the controller holds. */
const pause = 5

/** Keeps what was typed until the guest's keyboard controller has room for it: a pasted text is thousands of codes at once. */
export class KeyFeed {
  private waiting: number[] = []
  private timer: NodeJS.Timeout | undefined

  constructor(private readonly machine: Machine) {}

  type(codes: readonly number[]): void {
    this.waiting.push(...codes)
    if (this.timer === undefined) this.feed()
  }

  /** The guest goes on, and reads again. */
  resume(): void {
    if (this.timer === undefined) this.feed()
  }

  private feed(): void {
    this.timer = undefined
    const { kbd_buffer: held } = this.machine.v86.cpu.devices.ps2
    let fed = 0
    for (; fed < this.waiting.length && held.length < controllerTakes; fed += 1) this.machine.bus.send('keyboard-code', this.waiting[fed])
    this.waiting = this.waiting.slice(fed)
    if (this.waiting.length > 0 && this.machine.is_running()) this.timer = setTimeout(() => this.feed(), pause)
  }
}
