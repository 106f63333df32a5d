import { BURST_EVENTS, createKeyLookup, encodeStroke, isThrough, join, keyTakerOf, layoutNamed, planTyping, type Stroke, type TypingPlan } from '../../core/console'
import type { ScreenPort } from './screen-port'
import type { ConsoleSession } from './session'

/** What is about to be typed, for the student to look at first. */
export interface PastePlan {
  text: string
  /** Through the serial console every character goes; by keys only those of the guest's layout. */
  way: 'serial' | 'keys'
  plan: TypingPlan
}

/** The keymaps are fetched at the first paste: they are a third of the console's code. */
export async function planPaste(text: string, way: PastePlan['way'], layout: string): Promise<PastePlan> {
  if (way === 'serial') return { text, way, plan: { characters: [...text.replace(/\r\n?/g, '\n')].map((character) => ({ text: character, strokes: [] })), untypeable: [] } }
  const { deadKeys } = layoutNamed(layout)
  const lookup = createKeyLookup(layoutNamed(layout), await import('@kubevirt-ui-ext/vnc-keymaps'))
  return { text, way, plan: planTyping(text, lookup, deadKeys) }
}

const stopped = new WeakMap<ConsoleSession, () => void>()

export function stopTyping(session: ConsoleSession): void {
  stopped.get(session)?.()
}

/** Types what was planned. Resolves with how many characters were, all of them or up to where it was stopped or the console went away. */
export async function typePlan(session: ConsoleSession, { way, plan }: PastePlan): Promise<number> {
  const { store } = session
  const total = plan.characters.length
  const port = way === 'serial' ? 'serial' : 'screen'
  let isStopped = false
  stopped.set(session, () => (isStopped = true))
  store.setState({ typing: { port, done: 0, total } })
  const isOver = (): boolean => isStopped || store.getState()[port].state !== 'connected'
  const note = (done: number): void => store.setState({ typing: { port, done, total } })
  try {
    return way === 'serial' ? await typeBySerial(session, plan, isOver, note) : await typeByKeys(session, plan, isOver, note)
  } finally {
    stopped.delete(session)
    store.setState({ typing: null })
  }
}

/** The screen is looked at this often for the guest's answer. */
const LOOK_MS = 8

async function typeByKeys(session: ConsoleSession, plan: TypingPlan, isOver: () => boolean, note: (done: number) => void): Promise<number> {
  let done = 0
  while (done < plan.characters.length) {
    const screen = session.screenPort()
    if (isOver() || screen === null) return done
    const { strokes, count, events } = nextBurst(plan.characters, done)
    screen.send(join(strokes.map(encodeStroke)))
    done += count
    note(done)
    await waitThrough(screen, events, isOver)
  }
  return done
}

/** As many of the next characters as fit, one at least: a character is not torn apart. */
function nextBurst(characters: TypingPlan['characters'], from: number): { strokes: Stroke[]; count: number; events: number } {
  const strokes: Stroke[] = []
  let [count, events] = [0, 0]
  for (const character of characters.slice(from, from + BURST_EVENTS)) {
    const more = character.strokes.reduce((sum, { modifiers }) => sum + 2 * (1 + modifiers.length), 0)
    if (count > 0 && events + more > BURST_EVENTS) break
    strokes.push(...character.strokes)
    events += more
    count += 1
  }
  return { strokes, count, events }
}

/** Waits until the guest can have taken a burst. */
async function waitThrough(screen: ScreenPort, events: number, isOver: () => boolean): Promise<void> {
  const taker = keyTakerOf(screen.desktopName())
  const sent = performance.now()
  let seen = screen.received()
  let changed: number | null = null
  for (;;) {
    await pause(LOOK_MS)
    const now = performance.now()
    if (screen.received() !== seen) changed = now
    seen = screen.received()
    if (isOver() || isThrough(taker, events, now - sent, changed === null ? null : now - changed)) return
  }
}

/**
 * A serial line of 115,200 baud carries 11,520 bytes a second, and a guest that reads it by interrupts can fall behind: what it echoes shows how
 * far it is. A program that echoes nothing gets a tenth of that.
 */
const SERIAL_CHUNK = 64
const UNANSWERED_MS = 60

async function typeBySerial(session: ConsoleSession, plan: TypingPlan, isOver: () => boolean, note: (done: number) => void): Promise<number> {
  let done = 0
  while (done < plan.characters.length) {
    const chunk = plan.characters.slice(done, done + SERIAL_CHUNK)
    const serial = session.serialPort()
    if (isOver() || serial === null) return done
    const before = session.heardBytes()
    const bytes = new TextEncoder().encode(chunk.map(({ text }) => (text === '\n' ? '\r' : text)).join(''))
    serial.send(bytes)
    const began = performance.now()
    // Echo is at least as long as what was typed; a shell's own may be longer.
    while (!isOver() && session.heardBytes() - before < bytes.length && performance.now() - began < UNANSWERED_MS) await pause(LOOK_MS)
    done += chunk.length
    note(done)
  }
  return done
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)))
}
