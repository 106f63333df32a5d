/** Ends the command with exit code 1 and these words on stderr; empty words say nothing more. */
export class Failure extends Error {}

/** The API refused: its Status in the words of kubectl's error printer. */
export function serverFailure(status: number, body: unknown): Failure {
  const told = body as { reason?: string; message?: string } | undefined
  if (status === 401) return new Failure('error: You must be logged in to the server (Unauthorized)')
  const reason = told?.reason ?? ''
  const message = told?.message ?? `the server answered ${status}`
  if (reason === 'Invalid') return new Failure(`The ${message}`)
  return new Failure(reason === '' ? `Error from server: ${message}` : `Error from server (${reason}): ${message}`)
}
