/**
 * What a serial line asks for, read from the end of what it said. Only the last line counts, and only while nothing follows: a prompt in the
 * middle of a log is no prompt.
 */
export type Prompt = 'login' | 'password' | 'shell' | 'none'

/** Longer than any prompt's line, and short enough to be searched at every chunk. */
const TAIL_CHARS = 4_096

const ESCAPES = /\u001b(?:\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\[[0-9;?<=>]*[ -/]*[@-~]|[()][A-Z0-9]|[=>78cDEHM])/g

export interface PromptReader {
  read(text: string): void
  prompt(): Prompt
  /** The line that the line's end belongs to, as far as it has come. */
  lastLine(): string
  /** All that was said since the last `mark`, without escape sequences. */
  since(): string
  mark(): void
}

export function createPromptReader(): PromptReader {
  let tail = ''
  return {
    read(text) {
      tail = (tail + text).slice(-TAIL_CHARS)
    },
    prompt: () => promptAtEnd(plain(tail)),
    lastLine: () => lineAtEnd(plain(tail)),
    since: () => plain(tail),
    mark() {
      tail = ''
    },
  }
}

export function plain(text: string): string {
  return text.replace(ESCAPES, '').replace(/\r/g, '')
}

function lineAtEnd(text: string): string {
  return text.slice(text.lastIndexOf('\n') + 1)
}

/** What of a shell's prompt stays the same wherever it is: `[student@vm /etc]$ ` and `student@vm:~$ ` without the folder. */
export function shellOf(prompt: string): string {
  return prompt.replace(/^(\[?[\w.-]+@[\w.-]+)[ :][^\]]*?(\]?[#$] ?)$/, '$1$2')
}

export function promptAtEnd(text: string): Prompt {
  const line = lineAtEnd(text)
  if (/(^|\s)login: ?$/i.test(line)) return 'login'
  if (/^(Password|Passwort|Mot de passe ?)( for [\w.-]+)?: ?$/i.test(line)) return 'password'
  if (/[\w)\]~/] ?[#$] $/.test(line) || /^[#$] $/.test(line)) return 'shell'
  return 'none'
}

/**
 * Whether the line now asks for the password of `user` because that name was just entered, and for nothing else: after the echo of the name
 * there is one password prompt and nothing before it but empty lines.
 */
export function asksForPasswordOf(user: string, said: string): boolean {
  const echo = said.indexOf(user)
  if (echo === -1) return false
  const rest = said.slice(echo + user.length)
  // A guest that was slow to listen says the name a second time.
  const after = rest.trimStart().startsWith(`${user}\n`) ? rest.trimStart().slice(user.length) : rest
  return /^\n+(Password|Passwort|Mot de passe ?)( for [\w.-]+)?: ?$/i.test(after)
}

/** What the guest said to a login that it did not accept. */
export function refusesLogin(said: string): boolean {
  return /login incorrect|authentication failure|permission denied|account (has )?expired|system is going down/i.test(said)
}
