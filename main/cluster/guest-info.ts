import { textAt } from '../../core/cluster/raw'
import type { ObjectRef } from '../../core/contract'
import type { Exchange } from './exchange'

/** The guest agent's answer to `guestosinfo`, as the server has it; null where it does not answer. */
export async function askGuestInfo(exchange: Exchange, { namespace, name }: ObjectRef, signal?: AbortSignal): Promise<unknown> {
  const path = `/apis/subresources.kubevirt.io/v1/namespaces/${encodeURIComponent(namespace)}/virtualmachineinstances/${encodeURIComponent(name)}/guestosinfo`
  const { status, body } = await exchange.ask({ path, ...(signal && { signal }) })
  return status === 200 ? body : null
}

// Linux has no longer one, and no name of the DNS is longer than 253.
const LONGEST_HOST_NAME = 253

/** What the guest calls itself; null where its agent does not say. */
export async function askHostName(exchange: Exchange, machine: ObjectRef): Promise<string | null> {
  return textAt(await askGuestInfo(exchange, machine), ['hostname'])?.slice(0, LONGEST_HOST_NAME) ?? null
}
