import { createTail, createTypedLine, isOcLogin, watchSecretPrompt, type PromptedCommand } from './prompts'

export interface OcLoginResult {
  exit: number | null
  /** What oc wrote, for telling failures apart. */
  output: string
  /** What the student typed at the password prompt; null when the vault answered, or nothing was typed. */
  typed: string | null
}

/** Enough for every message of oc; the project list of a large cluster before it does not matter. */
const OUTPUT_LIMIT = 64 * 1024

/** The student may have to look a password up; nobody is still there after ten minutes. */
const TYPING_WITHIN_MS = 600_000

/** The line that is typed. `bundle` is the file for --certificate-authority. */
export function ocLoginLine(user: string, apiUrl: string, bundle: string | null): string {
  return ['oc', 'login', '-u', user, apiUrl, ...(bundle === null ? [] : [`--certificate-authority=${bundle}`])].map(quote).join(' ')
}

/**
 * Holds the conversation of a running `oc login`: the password is answered once, from the vault, and only to oc itself with echo off; without one
 * it is left to the student. An offer to go on without certificate checks is declined: the trust dialog has made it unnecessary.
 */
export async function followOcLogin(command: PromptedCommand, { user, apiUrl, password }: { user: string; apiUrl: string; password: string | null }): Promise<OcLoginResult> {
  const asker = (argv: string[]): boolean => isOcLogin(argv, user, apiUrl)
  const tail = createTail()
  let output = ''
  let isAnswered = false
  let isDeclined = false
  let typing: ReturnType<typeof createTypedLine> | null = null
  let isTypedToOc = false

  const ocHasTheTerminal = async (): Promise<boolean> => {
    const argv = await command.foreground()
    return argv !== null && asker(argv)
  }
  const listen = async (): Promise<void> => {
    typing = createTypedLine()
    isTypedToOc = await ocHasTheTerminal()
  }
  const decline = async (): Promise<void> => {
    isDeclined = true
    if (await ocHasTheTerminal()) command.answer('n')
  }
  const subscriptions = [
    command.onOutput((text) => {
      output = (output + text).slice(-OUTPUT_LIMIT)
      const line = tail.push(text)
      if (password === null && typing === null && line === 'Password: ') void listen()
      if (!isDeclined && line === 'Use insecure connections? (y/n): ') void decline()
    }),
    command.onTyped((data) => typing?.push(data)),
    watchSecretPrompt(command, {
      prompt: /^Password: $/,
      asker,
      onAsked() {
        if (password === null || isAnswered) return
        isAnswered = true
        command.answer(password)
      },
    }),
  ]
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<{ exit: null }>((resolve) => {
    timer = setTimeout(() => resolve({ exit: null }), TYPING_WITHIN_MS)
  })
  try {
    const { exit } = await Promise.race([command.finished, tooLate])
    // What was typed is a secret only if the terminal did not show it: the prompt's line ended as it began.
    const isHidden = isTypedToOc && /Password: \r?\n/.test(output)
    return { exit, output, typed: isHidden ? lineOf(typing) : null }
  } finally {
    clearTimeout(timer)
    for (const unsubscribe of subscriptions) unsubscribe()
  }
}

/** What was typed up to Enter; null when nothing was, or it was given up. */
function lineOf(typing: ReturnType<typeof createTypedLine> | null): string | null {
  return typing?.isComplete() === true ? typing.line() || null : null
}

/** For bash and zsh; what needs no quotes gets none, because students read and copy this line. */
function quote(argument: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`
}
