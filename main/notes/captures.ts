import { AppFailure } from '../../core/contract'
import { type CapturedCommand, writeCommand, writeQuoted } from '../../core/notes'

/** Far more than a classroom has; who has run nothing for longest is forgotten first. */
const KEPT_USERS = 50

export interface Captures {
  commandFinished(command: CapturedCommand): void
  /** Markdown of the last command, or of the last of one user. */
  lastCommand(user: string | null): string
  quote(quoted: { text: string; language: 'yaml' | 'console' | 'text'; source: string }): string
}

/** What may be taken into a note. Everything passes `mask`: notes are synchronised, exported and shown to others. */
export function createCaptures({ mask, now }: { mask: (text: string) => string; now: () => number }): Captures {
  /** The last command of each user, the last of all at the end: an output may have 64,000 characters. */
  const commands = new Map<string | null, CapturedCommand>()
  return {
    commandFinished(command) {
      commands.delete(command.user)
      commands.set(command.user, command)
      const [longestSilent = null] = commands.keys()
      if (commands.size > KEPT_USERS) commands.delete(longestSilent)
    },
    lastCommand(user) {
      const last = user === null ? [...commands.values()].at(-1) : commands.get(user)
      if (last === undefined) throw new AppFailure({ kind: 'notes.nothingToCapture', user })
      return mask(writeCommand(last))
    },
    quote: ({ text, language, source }) => mask(writeQuoted({ text, language, source, at: now() })),
  }
}
