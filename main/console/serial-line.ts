import { StringDecoder } from 'node:string_decoder'
import { setTimeout as delay } from 'node:timers/promises'
import type { LoginOutcome, SerialSize } from '../../core/contract'
import { asksForPasswordOf, createPromptReader, type Prompt, type PromptReader, refusesLogin, shellOf } from '../../core/console'
import type { Port } from './port'

/** A prompt that nothing has followed for this long is one; boot messages come closer together. */
const SETTLED_MS = 250

/** A slow guest in an emulator takes seconds for a login; PAM waits two after a wrong one. */
const PROMPT_WITHIN_MS = 20_000
const WAKE_WITHIN_MS = 8_000
const WAKE_TRIES = 5
const SHELL_WITHIN_MS = 30_000

/** Dragging a border comes in bursts, and each size costs a line on the screen. */
const SIZE_SETTLED_MS = 1_000

/** A serial console, read along by main. */
export interface SerialLine {
  readonly port: Port
  hear(bytes: Uint8Array): void
  /** The student has typed: what was begun on their behalf stops. */
  noteTyping(): void
  logIn(user: string, password: string, size: SerialSize | null): Promise<LoginOutcome>
  /** Told to the guest as soon as the shell that `logIn` has opened stands at its bare prompt; with `isAsked` at once. */
  setSize(size: SerialSize, isAsked: boolean): void
  dispose(): void
}

/** What is known of a machine's serial console over its connections: the prompt of a shell that is one for certain, as `shellOf` has it. */
export interface KnownShell {
  prompt: string | null
}

export function createSerialLine(port: Port, shell: KnownShell, onSizeTold: (size: SerialSize) => void): SerialLine {
  const decoder = new StringDecoder('utf8')
  const reader = createPromptReader()
  let lastHeard = performance.now()
  let lastTyped = 0
  let typed = 0
  let wanted: SerialSize | null = null
  let told: SerialSize | null = null
  let sizing: NodeJS.Timeout | undefined
  let running: Promise<LoginOutcome> | null = null

  const send = (text: string): void => port.write(Buffer.from(text, 'utf8'))

  const until = async (isThere: () => boolean, withinMs: number): Promise<boolean> => {
    const began = performance.now()
    const before = typed
    while (performance.now() - began < withinMs) {
      if (typed !== before) throw new Interrupted()
      if (isThere() && performance.now() - lastHeard >= SETTLED_MS) return true
      await delay(POLL_MS)
    }
    return false
  }
  const isAt = (...wanted: Prompt[]) => (): boolean => wanted.includes(reader.prompt())

  // KubeVirt's console carries no window size; the leading blank keeps the line out of the history.
  const tellSize = (size: SerialSize): void => {
    shell.prompt = isAt('shell')() ? shellOf(reader.lastLine()) : null
    told = size
    send(` stty cols ${size.cols} rows ${size.rows}\r`)
    onSizeTold(size)
  }
  const isTold = (): boolean => wanted === null || (told?.cols === wanted.cols && told.rows === wanted.rows)
  const tellSizeAtPrompt = (): void => {
    if (wanted === null || isTold() || shell.prompt === null || running !== null) return
    // A guest that is slow has not said yet what it makes of the last key.
    const isFree = lastHeard >= lastTyped && performance.now() - lastHeard >= SETTLED_MS && isAt('shell')() && shellOf(reader.lastLine()) === shell.prompt
    if (isFree) tellSize(wanted)
  }
  const tellSizeSoon = (): void => {
    clearTimeout(sizing)
    if (!isTold() && shell.prompt !== null) sizing = setTimeout(tellSizeAtPrompt, SIZE_SETTLED_MS)
  }

  /** Whatever stands there may be old: an Enter makes the guest say where it is. A getty that is just starting throws away what came before. */
  const wake = async (): Promise<boolean> => {
    for (let tries = 0; tries < WAKE_TRIES; tries += 1) {
      send('\r')
      if (await until(answered(reader, isAt('login', 'shell')), WAKE_WITHIN_MS)) return true
    }
    return false
  }

  const logIn = async (user: string, password: string, size: SerialSize | null): Promise<LoginOutcome> => {
    if (!(await wake())) return 'noPrompt'
    if (reader.prompt() === 'shell') return 'alreadyLoggedIn'
    reader.mark()
    send(`${user}\r`)
    if (!(await until(() => asksForPasswordOf(user, reader.since()), PROMPT_WITHIN_MS))) return 'noPrompt'
    reader.mark()
    send(`${password}\r`)
    if (!(await until(() => isAt('shell', 'login')() || refusesLogin(reader.since()), SHELL_WITHIN_MS))) return 'unanswered'
    if (reader.prompt() !== 'shell') return 'refused'
    if (size !== null) tellSize(size)
    return 'loggedIn'
  }

  return {
    port,
    hear(bytes) {
      lastHeard = performance.now()
      reader.read(decoder.write(Buffer.from(bytes)))
      tellSizeSoon()
    },
    noteTyping() {
      typed += 1
      lastTyped = performance.now()
    },
    setSize(size, isAsked) {
      wanted = size
      if (isAsked) tellSize(size)
      else tellSizeSoon()
    },
    dispose: () => clearTimeout(sizing),
    logIn(user, password, size) {
      running ??= logIn(user, password, size)
        .catch((error: unknown) => {
          if (error instanceof Interrupted) return 'interrupted' as const
          throw error
        })
        .finally(() => {
          running = null
        })
      return running
    },
  }
}

/** The prompt that stood there before is an answer only when something came after the question. */
function answered(reader: PromptReader, isThere: () => boolean): () => boolean {
  reader.mark()
  return () => reader.since() !== '' && isThere()
}

class Interrupted extends Error {}

/** Well below what a person notices, and no load: a login takes a few seconds. */
const POLL_MS = 50
