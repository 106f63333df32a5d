import type { Resources } from '../api/resources'
import { at, listAt, numberAt, objectAt, textAt, type JsonObject, type KubeObject } from '../objects/json'
import { timestamp } from '../store/clock'
import { downloadProblem } from '../world/internet'
import { releaseOf, virtualizationImage } from '../world/release'
import { recordEvent } from './events'
import { waitingForImage } from './pulls'
import { controlledBy, type Wait } from './runner'

// Classroom time: an image from elsewhere takes minutes, told in this many steps.
const importMs = 4_000
const importSteps = 5
// A kubelet backs off from ten seconds to five minutes; here a tenth of it.
const firstBackOffMs = 1_000
const longestBackOffMs = 30_000

/** How an import stands. */
export type ImportState =
  | { kind: 'waiting'; image?: string }
  | { kind: 'running'; progress: string }
  | { kind: 'failed'; message: string; restarts: number }
  | { kind: 'done' }

/** CDI's importer: a pod beside the claim that it fills. */
export class Imports {
  readonly #resources: Resources

  constructor(resources: Resources) {
    this.#resources = resources
  }

  /** One step of the import into `claim`, asked again after each change and each wait. */
  advance(volume: KubeObject, claim: KubeObject, wait: Wait): ImportState {
    const pod = this.#podOf(claim) ?? this.#createPod(volume, claim)
    const restarts = numberAt(pod, 'status', 'containerStatuses', 0, 'restartCount')
    const pulling = waitingForImage(pod)
    if (pulling !== undefined) return { kind: 'waiting', image: pulling.message }
    if (textAt(pod, 'status', 'phase') !== 'Running') return { kind: 'waiting' }
    const uid = claim.metadata.uid ?? ''
    const problem = downloadProblem(sourceOf(volume))
    if (problem === undefined) return this.#transfer(volume, pod, uid, wait)
    const pause = Math.min(firstBackOffMs * 2 ** restarts, longestBackOffMs)
    if (!wait(`${uid} attempt ${restarts}`, restarts === 0 ? importMs / importSteps : pause)) return restarts === 0 ? { kind: 'running', progress: 'N/A' } : { kind: 'failed', message: problem, restarts }
    this.#crash(volume, pod, problem, restarts + 1)
    return { kind: 'failed', message: problem, restarts: restarts + 1 }
  }

  #podOf(claim: KubeObject): KubeObject | undefined {
    return this.#resources.store.get('pods', claim.metadata.namespace, podName(claim))
  }

  #createPod(volume: KubeObject, claim: KubeObject): KubeObject {
    const { kinds, store } = this.#resources
    const image = virtualizationImage(releaseOf(store), 'virt-cdi-importer')
    const registry = objectAt(volume, 'spec', 'source', 'registry')
    // With this method the node itself pulls the image, and a second container serves its files.
    const server = textAt(registry, 'pullMethod') === 'node' ? [{ name: 'server', image: textAt(registry, 'url').replace('docker://', '') }] : []
    return this.#resources.create(kinds.get('pods'), {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: podName(claim),
        namespace: claim.metadata.namespace ?? '',
        labels: { app: 'containerized-data-importer', 'app.kubernetes.io/component': 'storage', 'cdi.kubevirt.io': 'importer' },
        annotations: { 'cdi.kubevirt.io/storage.createdByController': 'yes' },
        ownerReferences: [controlledBy(claim)],
      },
      spec: { containers: [{ name: 'importer', image, env: [{ name: 'IMPORTER_ENDPOINT', value: sourceOf(volume) }] }, ...server], restartPolicy: 'OnFailure', volumes: [{ name: 'cdi-data-vol', persistentVolumeClaim: { claimName: claim.metadata.name } }] },
    })
  }

  #transfer(volume: KubeObject, pod: KubeObject, uid: string, wait: Wait): ImportState {
    const done = Number.parseFloat(textAt(volume, 'status', 'progress')) || 0
    const share = 100 / importSteps
    const step = Math.round(done / share)
    if (!wait(`${uid} transfer ${step}`, importMs / importSteps)) return { kind: 'running', progress: textAt(volume, 'status', 'progress') || 'N/A' }
    if (step + 1 < importSteps) return { kind: 'running', progress: `${((step + 1) * share + 0.42).toFixed(2)}%` }
    this.#resources.store.remove('pods', pod.metadata.namespace, pod.metadata.name)
    return { kind: 'done' }
  }

  #crash(volume: KubeObject, pod: KubeObject, message: string, restarts: number): void {
    const { clock } = this.#resources
    const now = timestamp(clock.now())
    const { name, namespace = '', uid = '' } = pod.metadata
    const waiting = { reason: 'CrashLoopBackOff', message: `back-off ${10 * 2 ** Math.min(restarts - 1, 5)}s restarting failed container=importer pod=${name}_${namespace}(${uid})` }
    const terminated = { exitCode: 1, reason: 'Error', message, startedAt: now, finishedAt: now }
    const containerStatuses = listAt(pod, 'status', 'containerStatuses').map((status): JsonObject => (at(status, 'name') === 'importer' ? { ...objectAt(status), ready: false, started: false, restartCount: restarts, state: { waiting }, lastState: { terminated } } : objectAt(status)))
    const conditions = listAt(pod, 'status', 'conditions').map((one) => (['Ready', 'ContainersReady'].includes(textAt(one, 'type')) ? { ...objectAt(one), status: 'False', reason: 'ContainersNotReady', message: 'containers with unready status: [importer]' } : one))
    this.#resources.setStatus('pods', pod, { ...objectAt(pod, 'status'), conditions, containerStatuses })
    recordEvent(this.#resources, pod, { type: 'Warning', reason: 'BackOff', message: `Back-off restarting failed container importer in pod ${name}_${namespace}(${uid})`, component: 'kubelet' })
    recordEvent(this.#resources, volume, { type: 'Warning', reason: 'Error', message, component: 'datavolume-import-controller' })
  }
}

/** As CDI's populators name it: by the claim that it fills. */
function podName(claim: KubeObject): string {
  return `importer-prime-${claim.metadata.uid ?? ''}`
}

/** Where the image comes from; every way but a registry is a URL of the same kind. */
function sourceOf(volume: KubeObject): string {
  const source = objectAt(volume, 'spec', 'source')
  return Object.values(source).map((one) => textAt(one, 'url')).find((url) => url !== '') ?? ''
}
