import { type EchoReader, readForeground } from './tty'
import type { PtyProcess } from './pty-process'

/** One command in a tab, from the moment when its line was typed. */
export interface RunningCommand {
  /** The terminal's text as it comes, escape sequences and all; the first listener gets what has come before it. */
  onOutput(listener: (text: string) => void): () => void
  /** What the student types meanwhile. */
  onTyped(listener: (data: string) => void): () => void
  /** Whether somebody asks for something that must not be seen. */
  echoIsOff(): Promise<boolean>
  /** Arguments of the program that reads the keyboard; null when that cannot be known. */
  foreground(): Promise<string[] | null>
  /** Types a secret and Enter, while the command runs: what comes after it is somebody else's. It passes through the terminal's device only; nothing here keeps it. */
  answer(secret: string): void
  interrupt(): void
  /** `exit` is null when the shell ended, or when it does not report statuses. Never rejects. */
  readonly finished: Promise<{ exit: number | null }>
}

/** The tab's side of a RunningCommand. */
export interface CommandTap {
  readonly command: RunningCommand
  output(text: string): void
  typed(data: string): void
  finish(exit: number | null): void
}

// More than any program says before its first question.
const EARLY_LIMIT = 16_384

export function createCommandTap(pty: PtyProcess, echo: EchoReader): CommandTap {
  const outputs = new Set<(text: string) => void>()
  let early: string | null = ''
  let isOver = false
  const keys = new Set<(data: string) => void>()
  let settle: (result: { exit: number | null }) => void = () => {}
  const finished = new Promise<{ exit: number | null }>((resolve) => {
    settle = resolve
  })
  return {
    command: {
      onOutput(listener) {
        const missed = early
        early = null
        if (missed) listener(missed)
        return subscribe(outputs, listener)
      },
      onTyped: (listener) => subscribe(keys, listener),
      echoIsOff: () => echo.isOff(pty.device),
      foreground: async () => (await readForeground(pty.pid))?.argv ?? null,
      answer(secret) {
        if (!isOver) pty.write(`${secret}\r`)
      },
      interrupt: () => pty.write('\x03'),
      finished,
    },
    output(text) {
      if (early !== null) early = (early + text).slice(-EARLY_LIMIT)
      outputs.forEach((listener) => listener(text))
    },
    typed: (data) => keys.forEach((listener) => listener(data)),
    finish(exit) {
      isOver = true
      outputs.clear()
      keys.clear()
      settle({ exit })
    },
  }
}

function subscribe<T>(listeners: Set<(value: T) => void>, listener: (value: T) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
