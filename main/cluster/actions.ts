import { AppFailure, type MachineAction, type ObjectRef, type Right } from '../../core/contract'
import { at } from '../../core/cluster/raw'
import type { Exchange } from './exchange'

/** Which of KubeVirt's two kinds each call belongs to; both have the machine's name. */
const CALLS: Readonly<Record<MachineAction, string>> = {
  start: 'virtualmachines',
  stop: 'virtualmachines',
  restart: 'virtualmachines',
  migrate: 'virtualmachines',
  pause: 'virtualmachineinstances',
  unpause: 'virtualmachineinstances',
  softreboot: 'virtualmachineinstances',
}

/** As virtctl does it. Resolves when the server has taken it on, not when it is done: that is seen on the watch. */
export async function actOnMachine(exchange: Exchange, { namespace, name }: ObjectRef, action: MachineAction): Promise<void> {
  const path = `/apis/subresources.kubevirt.io/v1/namespaces/${encodeURIComponent(namespace)}/${CALLS[action]}/${encodeURIComponent(name)}/${action}`
  const { status, message } = await exchange.ask({ method: 'PUT', path, body: {} })
  if (message !== '') throw new AppFailure({ kind: 'cluster.refused', status, message: plainRefusal(message) })
}

/** `Operation cannot be fulfilled on virtualmachine.kubevirt.io "rhel9-test": VM is already running` says it all after the colon. */
function plainRefusal(message: string): string {
  return message.replace(/^Operation cannot be fulfilled on \S+ "[^"]*": /, '')
}

/** Null where the server did not say: then the button is offered, and the server's own refusal explains. */
export async function reviewRight(exchange: Exchange, { verb, group, resource, subresource, namespace, name }: Right): Promise<boolean | null> {
  const resourceAttributes = { verb, group, resource, namespace, ...(subresource !== undefined && { subresource }), ...(name !== undefined && { name }) }
  const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } }
  const answer = await exchange.ask({ method: 'POST', path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', body }).catch(() => null)
  const allowed = at(answer?.body, 'status', 'allowed')
  return typeof allowed === 'boolean' ? allowed : null
}
