import { main } from '../border'

/** Writes an error of the page into the log. Returns the number under which it can be found there, or null when main cannot be reached. */
export async function reportTrouble(error: unknown, where: string): Promise<string | null> {
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: '' }
  // The limits of the contract; the start of a stack is the part that tells.
  const report = { message: `${where}: ${message}`.slice(0, 10_000), stack: (stack ?? '').slice(0, 50_000) }
  try {
    const answer = await main.app.reportTrouble(report)
    return answer.ok ? answer.value.incident : null
  } catch {
    return null
  }
}
