import { AppFailure } from '../../core/contract'
import { type CapturedCommand, writeCommand, writeQuoted } from '../../core/notes'

/** Commands are captured soon after they ran; older ones stand in the journal. */
const KEPT_COMMANDS = 50

export interface Captures {
  commandFinished(command: CapturedCommand): void
  /** Markdown of the last command, or of the last of one user. */
  lastCommand(user: string | null): string
  quote(quoted: { text: string; language: 'yaml' | 'console' | 'text'; source: string }): string
}

/** What may be taken into a note. Everything passes `mask`: notes are synchronised, exported and shown to others. */
export function createCaptures({ mask, now }: { mask: (text: string) => string; now: () => number }): Captures {
  const commands: CapturedCommand[] = []
  return {
    commandFinished(command) {
      commands.push(command)
      if (commands.length > KEPT_COMMANDS) commands.shift()
    },
    lastCommand(user) {
      const last = commands.filter((command) => user === null || command.user === user).at(-1)
      if (last === undefined) throw new AppFailure({ kind: 'notes.nothingToCapture', user })
      return mask(writeCommand(last))
    },
    quote: ({ text, language, source }) => mask(writeQuoted({ text, language, source, at: now() })),
  }
}
