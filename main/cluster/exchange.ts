import { AppFailure } from '../../core/contract'
import { at, textAt } from '../../core/cluster/raw'
import type { ClusterConnection } from '../session'
import { BadAnswer, HEADERS_MS, readBody, reasonOf } from './answers'
import type { Clock } from './clock'

/** One question to the API server, and its answer, whatever it was. */
interface Question {
  method?: 'GET' | 'PUT' | 'POST' | 'DELETE'
  path: string
  body?: unknown
  /** What is asked for instead of whole objects, such as names alone. */
  accept?: string
  signal?: AbortSignal
}

export interface Answer {
  status: number
  /** Parsed; null where the answer was empty or plain words. */
  body: unknown
  /** The server's sentence where it refused; empty where it did not. */
  message: string
  /** From the `Warning` headers, such as unknown fields. */
  warnings: string[]
}

export interface Exchange {
  /** Rejects with AppFailure only for what says nothing about the question: no connection, no login, no right. */
  ask(question: Question): Promise<Answer>
  /** The parsed answer; rejects with AppFailure `cluster.refused` for any refusal as well. */
  expect(question: Question): Promise<unknown>
}

// A single object: the server itself takes none above 3 MB.
const MAX_ANSWER_BYTES = 32 * 1024 * 1024
// A webhook may take 10 s to make up its mind, and the API server waits for two of them.
const WRITE_MS = 30_000
const MAX_MESSAGE = 2_000
const MAX_WARNINGS = 20

export function createExchange(options: { connection: () => ClusterConnection | null; clock: Clock; onUnauthorized: (user: string) => void }): Exchange {
  const ask = async ({ method = 'GET', path, body, accept = 'application/json', signal }: Question): Promise<Answer> => {
    const connection = options.connection()
    if (connection === null) throw new AppFailure({ kind: 'cluster.signedOut' })
    const answer = await connection.request({
      method,
      path,
      headers: { accept, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      timeoutMs: method === 'GET' ? HEADERS_MS : WRITE_MS,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    })
    const status = answer.statusCode ?? 0
    const text = await readAnswer(() => readBody(answer, MAX_ANSWER_BYTES, options.clock), connection.apiUrl)
    const parsed = parse(text)
    const isRefusal = status < 200 || status > 299
    // An action's answer is empty; anything else that is no JSON comes from a proxy or a login page in between.
    if (!isRefusal && parsed === null && text.trim() !== '') throw new AppFailure({ kind: 'cluster.unreachable', reason: 'notAnApi', address: connection.apiUrl, detail: '' })
    const message = isRefusal ? refusalOf(parsed, text, status) : ''
    if (status === 401) {
      options.onUnauthorized(connection.user)
      throw new AppFailure({ kind: 'auth.expired', user: connection.user })
    }
    if (status === 403) throw new AppFailure({ kind: 'cluster.forbidden', message })
    return { status, body: parsed, message, warnings: warningsIn(answer.rawHeaders) }
  }
  return {
    ask,
    async expect(question) {
      const { status, body, message } = await ask(question)
      if (message !== '') throw new AppFailure({ kind: 'cluster.refused', status, message })
      return body
    },
  }
}

async function readAnswer(read: () => Promise<string>, address: string): Promise<string> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof BadAnswer) throw new AppFailure({ kind: 'cluster.refused', status: 200, message: error.message }, { cause: error })
    throw new AppFailure({ kind: 'cluster.unreachable', reason: 'reset', address, detail: reasonOf(error) }, { cause: error })
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** A Status says it in its message; KubeVirt's subresources and proxies say it in plain words. */
function refusalOf(body: unknown, text: string, status: number): string {
  const plain = /^\s*</.test(text) ? null : textAt([text.trim()], [0], MAX_MESSAGE)
  return textAt(body, ['message'], MAX_MESSAGE) ?? (at(body, 'kind') === undefined ? plain : null) ?? `The server answered ${status} without a reason`
}

/** `299 - "unknown field \"spec.foo\""`, as RFC 7234 writes them. */
function warningsIn(headers: readonly string[]): string[] {
  return headers
    .flatMap((name, place) => (place % 2 === 0 && name.toLowerCase() === 'warning' ? [headers[place + 1] ?? ''] : []))
    .slice(0, MAX_WARNINGS)
    .map((value) => /^\d{3} \S+ "(.*)"/.exec(value)?.[1]?.replaceAll('\\"', '"') ?? value)
    .map((text) => textAt([text], [0], MAX_MESSAGE) ?? '')
    .filter((text) => text !== '')
}
