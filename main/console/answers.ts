import type { IncomingMessage } from 'node:http'
import { AppFailure, type ConsoleEnd, type MachineRef } from '../../core/contract'
import { at, textAt } from '../../core/cluster/raw'
import { lastMigration } from '../../core/console'
import { type StreamingConnection, UpgradeRefused } from '../session'

export const CALLS = '/apis/subresources.kubevirt.io/v1'
const KINDS = '/apis/kubevirt.io/v1'

export function callPath({ namespace, name }: MachineRef, call: string): string {
  return `${CALLS}/namespaces/${encodeURIComponent(namespace)}/virtualmachineinstances/${encodeURIComponent(name)}/${call}`
}

function instancePath({ namespace, name }: MachineRef): string {
  return `${KINDS}/namespaces/${encodeURIComponent(namespace)}/virtualmachineinstances/${encodeURIComponent(name)}`
}

/** What tells one run of a machine in one place from the next. */
export interface InstanceMark {
  uid: string | null
  node: string | null
  migration: string | null
}

/** An object of a VM is some ten kilobytes; one with a large user data may be 1.5 MB. */
const LONGEST_ANSWER = 4 * 1024 * 1024

/** Until an answer is whole: whoever waits for a picture waits for this. */
const ANSWER_WITHIN_MS = 8_000

/** One small question; the status and the parsed body, or null for what is no JSON. Rejects with AppFailure where nobody answers. */
export async function ask(connection: StreamingConnection, path: string, withinMs = ANSWER_WITHIN_MS): Promise<{ status: number; body: unknown; text: string }> {
  const answer = await connection.request({ path, timeoutMs: withinMs })
  const text = await readText(answer, connection.apiUrl)
  return { status: answer.statusCode ?? 0, body: parse(text), text }
}

async function readText(answer: IncomingMessage, address: string): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  const late = setTimeout(() => answer.destroy(), ANSWER_WITHIN_MS)
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      length += chunk.length
      if (length > LONGEST_ANSWER) throw new Error('the answer is too long')
      chunks.push(chunk)
    }
  } catch (error) {
    answer.destroy()
    throw new AppFailure({ kind: 'cluster.unreachable', reason: 'reset', address, detail: '' }, { cause: error })
  } finally {
    clearTimeout(late)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** The instance as the server has it now; null where there is none. */
export async function readInstance(connection: StreamingConnection, machine: MachineRef): Promise<unknown> {
  const { status, body } = await ask(connection, instancePath(machine))
  if (status === 401) throw new AppFailure({ kind: 'auth.expired', user: connection.user })
  return status === 200 ? body : null
}

export function markOf(instance: unknown): InstanceMark {
  return { uid: textAt(instance, ['metadata', 'uid']), node: textAt(instance, ['status', 'nodeName']), migration: lastMigration(instance) }
}

export function ended(why: ConsoleEnd, message = ''): AppFailure {
  return new AppFailure({ kind: 'console.ended', why, message })
}

/** Virt-api's sentences (facts of KubeVirt 1.0 to 1.7), and what each means to somebody who wants to see the machine. */
const SENTENCES: readonly [RegExp, ConsoleEnd][] = [
  [/Active VNC connection|preserve session/i, 'inUse'],
  [/No graphics devices/i, 'noScreen'],
  [/No serial consoles? (are|is) present/i, 'noScreen'],
  [/is not running|because phase is|not found/i, 'notRunning'],
]

// The longest sentence that a page shows.
const LONGEST_MESSAGE = 500

/** Why the server did not open a console. What another try may cure is `broken`. */
export function translateRefusal(error: unknown, user: string): AppFailure {
  if (!(error instanceof UpgradeRefused)) throw error
  const message = error.message.slice(0, LONGEST_MESSAGE)
  if (error.status === 401) return new AppFailure({ kind: 'auth.expired', user })
  if (error.status === 403) return new AppFailure({ kind: 'cluster.forbidden', message })
  const known = SENTENCES.find(([said]) => said.test(message))?.[1]
  if (known !== undefined) return ended(known, message)
  if (error.status === 404) return ended('notRunning', message)
  // Virt-handler that restarts, a node that is drained, a proxy in between.
  if (error.status >= 500) return ended('broken', message)
  return new AppFailure({ kind: 'cluster.refused', status: error.status, message })
}

/** Why a console that was open has closed, asked of the server itself: the connection ends without a word whatever the reason. */
export async function diagnose(connection: StreamingConnection, machine: MachineRef, opened: InstanceMark): Promise<AppFailure> {
  let instance: unknown
  try {
    instance = await readInstance(connection, machine)
  } catch (error) {
    if (error instanceof AppFailure && error.error.kind === 'auth.expired') return error
    return ended('broken')
  }
  if (instance === null || textAt(instance, ['status', 'phase']) !== 'Running' || textAt(instance, ['metadata', 'deletionTimestamp']) !== null) return ended('notRunning')
  const now = markOf(instance)
  if (opened.uid !== null && now.uid !== opened.uid) return ended('restarted')
  const migration = at(instance, 'status', 'migrationState')
  const isUnderWay = migration !== undefined && at(migration, 'completed') !== true && at(migration, 'failed') !== true
  if (now.node !== opened.node || now.migration !== opened.migration || isUnderWay) return ended('moved')
  return ended('taken')
}
