import { parseFlags, sessionFlags, text, type Flags } from '../oc/arguments'
import { Failure } from '../oc/failure'
import { send, type Answer, type Ask } from '../oc/http'
import { currentSession, type Session } from '../oc/kubeconfig'

export interface Command {
  /** What stands behind the command's name. */
  rest: string[]
  flags: Flags
  session: Session
}

type FlagKinds = Record<string, 'value' | 'switch'>

/** @param count how many arguments the command takes besides its flags */
export function readCommand(name: string, args: string[], count: number, own: FlagKinds = {}, ownShort: Record<string, string> = {}): Command {
  const { flags, rest } = parseFlags(name, args, own, ownShort, 'virtctl')
  if (rest.length !== count) throw new Failure(`argument validation failed: expected ${count} argument(s), got ${rest.length}\nSee 'virtctl ${name} --help' for usage.`)
  return { flags, rest, session: currentSession(sessionFlags(flags)) }
}

export function minutes(flags: Flags, name: string, preset: number): number {
  const given = text(flags, name)
  const value = given === undefined ? preset : Number(given)
  if (!Number.isInteger(value) || value < 0) throw new Failure(`invalid argument ${JSON.stringify(given)} for "--${name}" flag: strconv.ParseInt: parsing ${JSON.stringify(given)}: invalid syntax`)
  return value
}

/** The path of a call on a machine or an instance. */
export function callPath({ namespace }: Session, resource: 'virtualmachines' | 'virtualmachineinstances', name: string, call: string): string {
  return `/apis/subresources.kubevirt.io/v1/namespaces/${encodeURIComponent(namespace)}/${resource}/${encodeURIComponent(name)}/${call}`
}

/** Rejects with the server's own words if it does not answer 2xx. */
export async function ask(session: Session, path: string, { json, ...rest }: Ask & { json?: unknown } = {}): Promise<Answer> {
  const body = json === undefined ? {} : { body: JSON.stringify(json), headers: { 'Content-Type': 'application/json' } }
  const answer = await send(session, path, { ...rest, ...body })
  if (answer.status >= 300) throw new Failure(wordsOf(answer.status, answer.bytes.toString('utf8')))
  return answer
}

/** As client-go tells a failure: the Status's message, or the text with what client-go says around it. */
export function wordsOf(status: number, body: string): string {
  if (status === 401) return 'You must be logged in to the server (Unauthorized)'
  try {
    const { message } = JSON.parse(body) as { message?: string }
    if (message !== undefined) return message
  } catch {
    // Not a Status: told below.
  }
  if (status === 404) return 'the server could not find the requested resource'
  return `an error on the server (${JSON.stringify(body.trim())}) has prevented the request from succeeding`
}

/** Puts what virtctl was about to do before the reason why it could not. */
export async function doing<T>(what: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof Failure) throw new Failure(`${what}${error.message}`)
    throw error
  }
}

/** As the real one logs: with the place in its own source, and microseconds. */
export function logInfo(msg: string, pos: string): void {
  process.stderr.write(`${JSON.stringify({ component: '', level: 'info', msg, pos, timestamp: new Date().toISOString().replace('Z', '000Z') })}\n`)
}
