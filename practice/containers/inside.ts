import { listAt, objectAt, textAt, type Json, type KubeObject } from '../objects/json'
import type { Store } from '../store/store'

/** Where a command runs: one container of a pod. */
export interface Inside {
  store: Store
  pod: KubeObject
  container: string
  /** What commands have written there: by path. */
  written: Map<string, string>
}

/** How a command ends, and what it has written by then. */
export interface Outcome {
  code: number
  stdout?: string
  stderr?: string
  /** Milliseconds until it ends; at once without. Infinity for one that has to be ended. */
  lasts?: number
}

export function isLauncher({ pod }: Inside): boolean {
  return textAt(pod, 'metadata', 'labels', 'kubevirt.io') === 'virt-launcher'
}

/** The shell of a debug pod stands in the node's own file system, or sees it below /host. */
export function isNodeShell({ pod }: Inside): boolean {
  return listAt(pod, 'spec', 'volumes').some((volume) => textAt(volume, 'hostPath', 'path') === '/')
}

export function containerOf({ pod, container }: Inside): Json | undefined {
  return listAt(pod, 'spec', 'containers').find((one) => textAt(one, 'name') === container)
}

/** The user that OpenShift runs it as: the launcher's is fixed, a project's own come from its range. */
export function userOf(inside: Inside): { id: number; name: string; group: number } {
  if (isLauncher(inside)) return { id: 107, name: 'qemu', group: 107 }
  const context = { ...objectAt(inside.pod, 'spec', 'securityContext'), ...objectAt(containerOf(inside), 'securityContext') }
  const platform = /^(openshift|kube)-/.test(inside.pod.metadata.namespace ?? '')
  if (platform || context['privileged'] === true || context['runAsUser'] === 0) return { id: 0, name: 'root', group: 0 }
  return { id: 1_000_680_000, name: '1000680000', group: 0 }
}

export function instanceOf({ store, pod }: Inside): KubeObject | undefined {
  return store.get('virtualmachineinstances.kubevirt.io', pod.metadata.namespace, pod.metadata.annotations?.['kubevirt.io/domain'] ?? '')
}
