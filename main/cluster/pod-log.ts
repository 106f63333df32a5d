import type { IncomingMessage } from 'node:http'
import { AppFailure, type Downstream, type LogLines, type StreamSource } from '../../core/contract'
import { expectOk, HEADERS_MS, reasonOf, Refusal } from './answers'
import type { Clock } from './clock'
import type { ClusterConnection } from '../session'

export interface LogRequest {
  namespace: string
  pod: string
  container: string
  previous: boolean
  lines: number
}

// What a screen shows of one line; a program that never ends its line must not fill the memory with it.
const MAX_LINE = 4_096
// One frame: lines that come together are shown together.
const FRAME_MS = 16
// What crosses in one message; a flood comes in several.
const MAX_BATCH_LINES = 2_000

/**
 * The end of a container's log and what comes after. What the window has not drawn yet holds the server's socket back: a flood of lines costs no
 * memory, neither here nor there. Rejects with AppFailure where the server refuses, as for a container that has not begun.
 */
export async function followLog(
  connection: ClusterConnection,
  { namespace, pod, container, previous, lines }: LogRequest,
  down: Downstream<LogLines>,
  clock: Clock,
): Promise<StreamSource<never>> {
  const query = new URLSearchParams({ container, timestamps: 'true', tailLines: String(lines), ...(previous ? { previous: 'true' } : { follow: 'true' }) })
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log?${query.toString()}`
  const answer = await connection.request({ path, headers: { accept: '*/*' }, timeoutMs: HEADERS_MS, longLived: true })
  await expectOk(answer, clock).catch((error: unknown) => {
    throw refusalOf(error)
  })

  const pending: LogLines['lines'] = []
  let cancel: (() => void) | null = null
  const flush = (): void => {
    cancel = null
    while (pending.length > 0) {
      const batch = pending.splice(0, MAX_BATCH_LINES)
      down.send({ lines: batch }, batch.reduce((sum, { text }) => sum + text.length + 1, 0))
    }
  }
  const take = (line: string): void => {
    pending.push(stamped(line))
    cancel ??= clock.after(FRAME_MS, flush)
  }
  const split = createCuttingSplitter(take)
  down.onFlow((flowing) => (flowing ? answer.resume() : answer.pause()))
  answer.on('data', (chunk: Buffer) => split.push(chunk))
  const finish = (end: Parameters<typeof down.end>[0]): void => {
    split.end()
    cancel?.()
    flush()
    down.end(end)
  }
  answer.on('end', () => finish({ reason: 'done' }))
  answer.on('error', (error) => finish({ reason: 'failed', error: { kind: 'cluster.unreachable', reason: 'reset', address: connection.apiUrl, detail: reasonOf(error) } }))
  return {
    receive() {},
    dispose() {
      cancel?.()
      end(answer)
    },
  }
}

function end(answer: IncomingMessage): void {
  answer.removeAllListeners('error')
  answer.on('error', () => {})
  answer.destroy()
}

function refusalOf(error: unknown): unknown {
  if (!(error instanceof Refusal)) return error
  return new AppFailure(error.status === 403 ? { kind: 'cluster.forbidden', message: error.message } : { kind: 'cluster.refused', status: error.status, message: error.message })
}

/** The kubelet's stamp stands before the line: `2026-07-22T10:38:12.123456789Z text`. */
function stamped(line: string): { time: string; text: string } {
  const space = line.indexOf(' ')
  const time = line.slice(0, Math.max(0, space))
  return /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(time) ? { time, text: line.slice(space + 1) } : { time: '', text: line }
}

/** Cuts bytes into lines and keeps of each no more than a screen shows; the rest is counted and said. */
function createCuttingSplitter(take: (line: string) => void): { push(chunk: Buffer): void; end(): void } {
  let kept: Buffer[] = []
  let length = 0
  const add = (part: Buffer): void => {
    if (length < MAX_LINE) kept.push(part.subarray(0, MAX_LINE - length))
    length += part.length
  }
  const finish = (): void => {
    const text = Buffer.concat(kept).toString('utf8').replace(/\r$/, '')
    take(length > MAX_LINE ? `${text}… (${(length - MAX_LINE).toLocaleString('en')} more bytes)` : text)
    kept = []
    length = 0
  }
  return {
    push(chunk) {
      let start = 0
      for (let line = chunk.indexOf(10); line !== -1; line = chunk.indexOf(10, start)) {
        add(chunk.subarray(start, line))
        finish()
        start = line + 1
      }
      if (start < chunk.length) add(chunk.subarray(start))
    },
    end() {
      if (length > 0) finish()
    },
  }
}
