import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication } from 'playwright/test'

/** Read by main before any of the program, so that nobody has kept another clock: time goes on as it does, from where it is put. */
const CLOCK = `const Real = Date
let ahead = 0
globalThis.Date = class Date extends Real {
  constructor(...given) {
    if (given.length === 0) super(Date.now())
    else super(...given)
  }
  static now() {
    return Real.now() + ahead
  }
}
globalThis.putClock = (ms) => void (ahead = ms)
`

/** Node's options for a program whose clock on the wall can be put. */
export function withOwnClock(folder: string): string {
  const file = join(folder, 'clock.cjs')
  writeFileSync(file, CLOCK)
  return `--require=${file}`
}

/** Puts it before the computer's by so many seconds, or behind. */
export async function putClock(electron: ElectronApplication, seconds: number): Promise<void> {
  await electron.evaluate((_electron, ms) => (globalThis as unknown as { putClock(ms: number): void }).putClock(ms), seconds * 1000)
}

/** Puts it in so many milliseconds: by then the program is to be asleep, and finds the clock put when it wakes. */
export async function putClockAfter(electron: ElectronApplication, ms: number, seconds: number): Promise<void> {
  await electron.evaluate((_electron, { after, ahead }) => void setTimeout(() => (globalThis as unknown as { putClock(ms: number): void }).putClock(ahead), after), { after: ms, ahead: seconds * 1000 })
}
