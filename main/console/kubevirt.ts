import { at, listAt, textAt } from '../../core/cluster/raw'
import type { MachineRef } from '../../core/contract'
import type { StreamingConnection } from '../session'
import { ask, CALLS, callPath } from './answers'

/** KubeVirt 1.7 is the first whose every release leaves a taken screen to its viewer when it is asked with `preserveSession`. */
const ASKS_SINCE = [1, 7] as const

/** Who waits to be told why the picture stands still waits for this; virt-api gives no answer of more than a page here. */
const ANSWER_WITHIN_MS = 1_500

/** `asks`: a screen can be asked for without taking it. `takes`: who connects takes it. `away`: nobody answers. */
export async function askVirtApi(connection: StreamingConnection): Promise<'asks' | 'takes' | 'away'> {
  const answer = await ask(connection, `${CALLS}/version`, ANSWER_WITHIN_MS).catch(() => null)
  if (answer === null || answer.status >= 500) return 'away'
  const [, major, minor] = /^v(\d+)\.(\d+)\./.exec(textAt(answer.body, ['gitVersion']) ?? '') ?? []
  if (major === undefined || minor === undefined) return 'takes'
  return Number(major) > ASKS_SINCE[0] || (Number(major) === ASKS_SINCE[0] && Number(minor) >= ASKS_SINCE[1]) ? 'asks' : 'takes'
}

/** The run of virt-handler that serves a node's consoles, as a text that the next run does not have; null where none runs, undefined where the user may not know. */
export type HandlerMark = string | null | undefined

export async function readHandler(connection: StreamingConnection, node: string | null): Promise<HandlerMark> {
  if (node === null) return undefined
  const query = new URLSearchParams({ labelSelector: 'kubevirt.io=virt-handler', fieldSelector: `spec.nodeName=${node}`, limit: '5' })
  const answer = await ask(connection, `/api/v1/pods?${query.toString()}`, ANSWER_WITHIN_MS).catch(() => null)
  if (answer?.status !== 200) return undefined
  const pods = listAt(answer.body, 'items').filter((pod) => at(pod, 'metadata', 'deletionTimestamp') === undefined)
  const runs = pods.map((pod) => [textAt(pod, ['metadata', 'uid']), ...listAt(pod, 'status', 'containerStatuses').map((container) => textAt(container, ['restartCount']))].join('/'))
  return runs.length === 0 ? null : runs.sort().join(' ')
}

/** How virt-api says that it cannot reach the node's virt-handler, whatever it was asked for. */
const UNREACHED = /\bdial tcp\b|connection refused|no route to host|virt-handler/i

/** Whether virt-handler is away, asked by a call for the guest's agent, which passes through it and takes nobody's seat. Without an agent it does not get so far. */
export async function isHandlerAway(connection: StreamingConnection, machine: MachineRef): Promise<boolean> {
  const answer = await ask(connection, callPath(machine, 'guestosinfo'), ANSWER_WITHIN_MS).catch(() => null)
  return answer !== null && answer.status >= 500 && UNREACHED.test(answer.text)
}
