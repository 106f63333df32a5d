import type { Resources } from '../api/resources'
import { listAt, objectAt, textAt, type Json, type JsonObject, type KubeObject } from '../objects/json'
import { pullProblem } from '../world/internet'
import { recordEvent } from './events'
import type { Wait } from './runner'

// Classroom time between a failed pull and the kubelet's saying that it backs off.
const backOffMs = 1_000

/** A container whose image cannot be pulled. */
interface Refused {
  container: string
  image: string
  why: string
}

function refusedImage(pod: KubeObject): Refused | undefined {
  for (const container of [...listAt(pod, 'spec', 'initContainers'), ...listAt(pod, 'spec', 'containers')]) {
    const image = textAt(container, 'image')
    const why = pullProblem(image)
    if (why !== undefined) return { container: textAt(container, 'name'), image, why }
  }
  return undefined
}

/** The reason and the words of a pod's container that waits for its image; undefined if none does. */
export function waitingForImage(pod: KubeObject): { reason: 'ErrImagePull' | 'ImagePullBackOff'; message: string } | undefined {
  for (const status of listAt(pod, 'status', 'containerStatuses')) {
    const reason = textAt(status, 'state', 'waiting', 'reason')
    if (reason === 'ErrImagePull' || reason === 'ImagePullBackOff') return { reason, message: textAt(status, 'state', 'waiting', 'message') }
  }
  return undefined
}

/** The kubelet's attempts at an image that is not to be had. True if there is one, and the pod cannot start for it. */
export function refusePull(resources: Resources, pod: KubeObject, wait: Wait): boolean {
  const refused = refusedImage(pod)
  if (refused === undefined) return false
  const { container, image, why } = refused
  const failed = `Failed to pull image ${JSON.stringify(image)}: ${why}`
  const tell = (type: 'Normal' | 'Warning', reason: string, message: string): void => recordEvent(resources, pod, { type, reason, message, component: 'kubelet' })
  const known = waitingForImage(pod)
  if (known === undefined) {
    tell('Normal', 'Pulling', `Pulling image ${JSON.stringify(image)}`)
    tell('Warning', 'Failed', failed)
    tell('Warning', 'Failed', 'Error: ErrImagePull')
    setWaiting(resources, pod, container, 'ErrImagePull', why)
  } else if (known.reason === 'ErrImagePull' && wait(`${pod.metadata.uid ?? ''} back-off`, backOffMs)) {
    tell('Normal', 'BackOff', `Back-off pulling image ${JSON.stringify(image)}`)
    tell('Warning', 'Failed', 'Error: ImagePullBackOff')
    setWaiting(resources, pod, container, 'ImagePullBackOff', `Back-off pulling image ${JSON.stringify(image)}: ErrImagePull: ${why}`)
  }
  return true
}

function setWaiting(resources: Resources, pod: KubeObject, container: string, reason: string, message: string): void {
  const status = (one: Json): JsonObject => {
    const name = textAt(one, 'name')
    return { name, image: textAt(one, 'image'), imageID: '', ready: false, started: false, restartCount: 0, state: { waiting: name === container ? { reason, message } : { reason: 'ContainerCreating' } } }
  }
  resources.setStatus('pods', pod, { ...objectAt(pod, 'status'), phase: 'Pending', containerStatuses: listAt(pod, 'spec', 'containers').map(status) })
}
