import type { IncomingMessage } from 'node:http'
import { AppFailure, type UnreachableReason } from '../../core/contract'
import { textAt } from '../../core/cluster/raw'
import type { Clock } from './clock'
import type { ClusterConnection } from '../session'
import { LineTooLong } from './line-splitter'

/** The server answered, and it was not what was asked for. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  constructor(
    readonly status: number,
    message: string,
    /** From Retry-After, where the server said. */
    readonly retryAfterMs: number | null,
  ) {
    super(message)
  }
}

/** The answer is whole and of no use: no JSON, no list, too large. `message` is for the window. */
export class BadAnswer extends Error {
  override readonly name = 'BadAnswer'
}

/** The answer ended before it was whole. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
  constructor() {
    super('the connection broke')
  }
}

// A page of 500 objects of 1.5 MB each would be more, but no string of V8 is longer than 512 MB.
const MAX_BODY_BYTES = 256 * 1024 * 1024
// An error's Status is some hundred bytes; HTML error pages of proxies are some thousand.
const MAX_ERROR_BYTES = 64 * 1024
// A page that has begun to come and then stands still this long has lost its connection.
const BODY_SILENCE_MS = 15_000
/** Until the headers of a list or a watch: API servers give up after 60 s themselves, and a student long before. */
export const HEADERS_MS = 15_000
// A server that asks for more is overruled: half an hour without a word would look like a hang.
const MAX_RETRY_AFTER_MS = 60_000

/** Throws Refusal for any status but 200, having read what the server said about it. */
export async function expectOk(answer: IncomingMessage, clock: Clock): Promise<void> {
  if (answer.statusCode === 200) return
  const status = answer.statusCode ?? 0
  const body = await readBody(answer, MAX_ERROR_BYTES, clock).catch(() => '')
  throw new Refusal(status, messageIn(body) ?? `the server answered ${status}`, retryAfter(answer.headers['retry-after'], clock))
}

export async function getJson(
  connection: ClusterConnection,
  path: string,
  clock: Clock,
  { accept = 'application/json', ...options }: { signal?: AbortSignal; timeoutMs?: number; accept?: string; longLived?: boolean } = {},
): Promise<unknown> {
  const answer = await connection.request({ path, headers: { accept }, timeoutMs: HEADERS_MS, ...options })
  await expectOk(answer, clock)
  const body = await readBody(answer, MAX_BODY_BYTES, clock)
  try {
    return JSON.parse(body)
  } catch {
    throw new BadAnswer(/^\s*</.test(body) ? 'HTML came where the API should answer' : 'the server sent broken JSON')
  }
}

export async function readBody(answer: IncomingMessage, limit: number, clock: Clock): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  const silence = (): (() => void) => clock.after(BODY_SILENCE_MS, () => answer.destroy(new Interrupted()))
  let cancel = silence()
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      cancel()
      cancel = silence()
      length += chunk.length
      if (length > limit) throw new BadAnswer(`an answer is larger than ${limit / 1024 / 1024} MB`)
      chunks.push(chunk)
    }
  } finally {
    cancel()
  }
  if (!answer.complete) throw new Interrupted()
  return Buffer.concat(chunks).toString('utf8')
}

function messageIn(body: string): string | null {
  try {
    return textAt(JSON.parse(body), ['message'], 1024)
  } catch {
    return null
  }
}

/** Seconds or a date, as HTTP allows both. */
function retryAfter(header: string | undefined, clock: Clock): number | null {
  if (header === undefined) return null
  const seconds = Number(header)
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - clock.now()
  return Number.isFinite(ms) ? Math.min(MAX_RETRY_AFTER_MS, Math.max(0, ms)) : null
}

const UNREACHABLE: Readonly<Record<UnreachableReason, string>> = {
  refused: 'nothing answers at',
  nameUnknown: 'no such name:',
  timedOut: 'no answer in time from',
  reset: 'the connection broke to',
  notTls: 'no TLS is spoken at',
  notAnApi: 'no API answers at',
  proxy: 'the proxy does not lead to',
  clock: 'by this computer’s clock not valid now: the certificate of',
  network: 'the network does not lead to',
}

/** Why the tree is not live, as the end of a sentence. */
export function reasonOf(error: unknown): string {
  if (error instanceof AppFailure) {
    if (error.error.kind === 'cluster.unreachable') return `${UNREACHABLE[error.error.reason]} ${error.error.address}`
    if (error.error.kind === 'cluster.untrusted') return `the certificate of ${error.error.address} is not trusted`
    return error.error.kind
  }
  // Node's own words for a broken socket, such as `aborted` and `ECONNRESET`, say nothing to a student.
  return error instanceof Refusal || error instanceof BadAnswer || error instanceof LineTooLong ? error.message : 'the connection broke'
}
