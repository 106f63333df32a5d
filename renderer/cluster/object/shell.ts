import type { ObjectRef } from '../../../core/contract'
import { ocLines } from '../../../core/cluster/oc-lines'
import { main } from '../../border'
import { unfoldTerminal } from '../../layout'

/** The line that brings a shell to an object: into a pod, onto a node, or into its project. Null where there is no such place. */
export function shellLineFor({ kind, namespace, name }: ObjectRef, container: string | null): string | null {
  const here = { kind, namespace, name }
  if (kind === 'pods') return ocLines.shell(here, container)
  if (kind === 'nodes') return ocLines.debugNode(here)
  if (kind === 'projects.project.openshift.io' || kind === 'namespaces') return ocLines.project(name)
  return namespace === '' ? null : ocLines.project(namespace)
}

/** Types the line into a shell of the identity whose cluster is shown: what it does is seen, and may be typed again by hand. */
export async function openShell(line: string): Promise<void> {
  const session = await main.session.get()
  const user = session.ok ? session.value.active : null
  if (user === null) return
  unfoldTerminal()
  await main.terminal.run({ user, lines: [line] })
}
