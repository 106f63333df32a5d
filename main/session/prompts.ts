import { basename } from 'node:path'
import { plainText } from './failures'

/** A command in a tab, as far as it is used here (main/terminal). */
export interface PromptedCommand {
  onOutput(listener: (text: string) => void): () => void
  onTyped(listener: (data: string) => void): () => void
  echoIsOff(): Promise<boolean>
  foreground(): Promise<string[] | null>
  answer(secret: string): void
  readonly finished: Promise<{ exit: number | null }>
}

/** Longer than any prompt; a program that writes megabytes without a line end must not grow this. */
const TAIL_LIMIT = 4_096

/** The text after the last line end: where a prompt stands. Escape sequences may come split anywhere, so they are removed from the whole. */
export function createTail(): { push(text: string): string } {
  let raw = ''
  return {
    push(text) {
      raw = (raw + text).slice(-TAIL_LIMIT)
      raw = raw.slice(raw.lastIndexOf('\n') + 1)
      const plain = plainText(raw)
      // ssh puts a carriage return before its prompt: the cursor is at the start of the line again.
      return plain.slice(plain.lastIndexOf('\n') + 1)
    },
  }
}

/** Between the prompt's text and the switched-off echo lies a moment, on a busy computer a long one; a program that takes longer than this does not ask for a secret. */
const ECHO_OFF_WITHIN_MS = 10_000

/** Looking costs two small files and a line of `stty`; nobody sees this much of a delay. */
const LONGEST_PAUSE_MS = 128

export interface SecretPrompt {
  prompt: RegExp
  /** Whether this program, by its arguments, is the one that may have the secret. */
  asker: (argv: string[]) => boolean
  /** The expected program waits for a secret: echo is off and it holds the terminal. Who needs time for the answer asks `stillAsks` before giving it. */
  onAsked: (stillAsks: () => Promise<boolean>) => void
}

/** Watches a command for a prompt that asks for a secret. A prompt is reported once for each line on which it stands. */
export function watchSecretPrompt(command: PromptedCommand, { prompt, asker, onAsked }: SecretPrompt): () => void {
  const tail = createTail()
  let line = ''
  let isSeen = false

  const asks = async (): Promise<boolean> => {
    if (!(await command.echoIsOff())) return false
    // Last, because it is the quicker look: between it and the answer lies as little as can be.
    const argv = await command.foreground()
    return isSeen && argv !== null && asker(argv)
  }
  const confirm = async (): Promise<void> => {
    const deadline = performance.now() + ECHO_OFF_WITHIN_MS
    for (let pause = 2; performance.now() < deadline && isSeen; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      if (await asks()) return onAsked(asks)
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }

  const unsubscribe = command.onOutput((text) => {
    line = tail.push(text)
    const stands = prompt.test(line)
    if (stands && !isSeen) {
      isSeen = true
      void confirm()
    } else if (!stands) isSeen = false
  })
  return () => {
    isSeen = false
    unsubscribe()
  }
}

/** True for `oc login` of this user at this server, whatever `oc` is: a binary, or a script with its interpreter in front. */
export function isOcLogin(argv: string[], user: string, apiUrl: string): boolean {
  const program = argv.slice(0, 3).some((part) => /^oc(\.[cm]?js)?$/.test(basename(part)))
  return program && argv.includes('login') && argv.includes(user) && argv.includes(apiUrl)
}

export function isSsh(argv: string[]): boolean {
  return basename(argv[0] ?? '') === 'ssh'
}

/** A line as the terminal's own line editing makes it of what is typed: Backspace, Ctrl-U, Ctrl-W. Null once it was given up (Ctrl-C, Ctrl-D). */
export function createTypedLine(): { push(data: string): void; line(): string | null; isComplete(): boolean } {
  let text: string | null = ''
  let complete = false
  return {
    push(data) {
      for (const key of data) {
        if (complete || text === null) return
        if (key === '\r' || key === '\n') complete = true
        else if (key === '\u007f' || key === '\b') text = [...text].slice(0, -1).join('')
        else if (key === '\u0015') text = ''
        else if (key === '\u0017') text = text.replace(/\S*\s*$/, '')
        else if (key === '\u0003' || key === '\u0004') text = null
        else if (key >= ' ') text += key
      }
    },
    line: () => text,
    isComplete: () => complete,
  }
}
