import { main } from '../border'
import { unfoldTerminal } from '../layout'
import { useSession } from '../session'

/** Runs a captured command again as the one who ran it; null where this classroom has no such user, or a machine did. */
export function runAgain(user: string | null, command: string): (() => void) | null {
  const known = useSession.getState().state?.identities.some((identity) => identity.user === user) ?? false
  if (user === null || !known || command.includes('\n')) return null
  return () => {
    unfoldTerminal()
    void main.terminal.run({ user, lines: [command] })
  }
}
