import type { AppFailure, ConsolePort, MachineRef } from '../../core/contract'
import { type StreamingConnection, UnsaidGoodbye } from '../session'
import { diagnose, ended, type InstanceMark } from './answers'
import type { Closings } from './closings'
import { askVirtApi, type HandlerMark, isHandlerAway, readHandler } from './kubevirt'

/** A console as it was opened. */
interface Opened {
  connection: StreamingConnection
  machine: MachineRef
  port: ConsolePort
  mark: InstanceMark
  handler: Promise<HandlerMark>
}

/**
 * Why an open console has closed. KubeVirt up to 1.6 gives the seat to whoever connects last and tells the one before by closing its connection, in good
 * order and without a word; asking for the seat again is taking it. So nothing is taken back unless something says that it was not taken:
 * - how the connection ended: the network's fault, no goodbye of TLS, a goodbye of the WebSocket, nothing to be heard for some time before;
 * - what else closed in the same moment;
 * - what runs: the machine elsewhere or not at all, KubeVirt's own server away, the node's virt-handler away or started again.
 */
export async function explainEnd(opened: Opened, { who, wasCut, closings }: { who: string; wasCut: boolean; closings: Closings }): Promise<AppFailure> {
  const { connection, machine, mark } = opened
  const found = await diagnose(connection, machine, mark)
  if (found.error.kind !== 'console.ended' || found.error.why !== 'taken') return found
  // What closed while the server was asked counts as well.
  return wasCut || !closings.isAlone(who) || (await isFreeToTry(opened)) ? ended('broken') : found
}

async function isFreeToTry({ connection, machine, port, mark, handler }: Opened): Promise<boolean> {
  const [virtApi, before, now] = await Promise.all([askVirtApi(connection), handler, readHandler(connection, mark.node)])
  if (virtApi === 'away' || (virtApi === 'asks' && port === 'screen')) return true
  return before === undefined || now === undefined ? isHandlerAway(connection, machine) : before !== now
}

/** What the kernel says of a connection that was cut. A server that gives the seat to somebody else closes in good order. */
const FAULTS: ReadonlySet<string> = new Set(['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN'])

/** A server that closes before it has read what we sent last resets as well: only a connection that was quiet for this long was cut. */
const UNREAD_MS = 250

export function isCut(error: NodeJS.ErrnoException, quietMs: number): boolean {
  return error instanceof UnsaidGoodbye || (FAULTS.has(error.code ?? '') && quietMs > UNREAD_MS)
}
