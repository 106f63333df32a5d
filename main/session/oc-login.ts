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
  let typed: ReturnType<typeof createTypedLine> | null = null

  const decline = async (): Promise<void> => {
    const argv = await command.foreground()
    if (argv !== null && asker(argv)) command.answer('n')
  }
  const subscriptions = [
    command.onOutput((text) => {
      output = (output + text).slice(-OUTPUT_LIMIT)
      if (/^Use insecure connections\? \(y\/n\): $/.test(tail.push(text)) && !isDeclined) {
        isDeclined = true
        void decline()
      }
    }),
    command.onTyped((data) => typing?.push(data)),
    watchSecretPrompt(command, {
      prompt: /^Password: $/,
      asker,
      onSeen() {
        // A quick typist begins before the check has ended; what is typed counts only once it has.
        if (password === null) typing = createTypedLine()
      },
      onAsked() {
        if (password === null) typed = typing
        else if (!isAnswered) {
          isAnswered = true
          command.answer(password)
        }
      },
      onFalse() {
        if (typed === null) typing = null
      },
    }),
  ]
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<{ exit: null }>((resolve) => {
    timer = setTimeout(() => resolve({ exit: null }), TYPING_WITHIN_MS)
  })
  try {
    const { exit } = await Promise.race([command.finished, tooLate])
    const line = (typed as ReturnType<typeof createTypedLine> | null)?.isComplete() ? (typed as ReturnType<typeof createTypedLine> | null)?.line() : null
    return { exit, output, typed: line === '' ? null : (line ?? null) }
  } finally {
    clearTimeout(timer)
    for (const unsubscribe of subscriptions) unsubscribe()
  }
}

/** For bash and zsh; what needs no quotes gets none, because students read and copy this line. */
function quote(argument: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`
}
