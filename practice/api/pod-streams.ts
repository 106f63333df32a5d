import { startProcess, type ContainerProcess } from '../containers/process'
import type { Inside } from '../containers/inside'
import { completedStatus, runningAgain } from '../controllers/pods'
import { at, listAt, objectAt, textAt, type JsonObject, type KubeObject } from '../objects/json'
import { timestamp } from '../store/clock'
import type { Upgrade } from '../web-socket/accept'
import { openContainerStreams, type ContainerStreams } from './container-streams'
import { forwardPorts } from './pod-ports'
import type { GuestDoor } from './guest-door'
import type { Resources } from './resources'
import { badRequest } from './status'

/** exec, attach and portforward: what people and programs have to do with the containers of a pod. */
export class PodStreams {
  readonly #resources: Resources
  readonly #guests: GuestDoor
  /** What commands have written into containers, by pod and container; it goes with the pod. */
  readonly #written = new Map<string, Map<string, Map<string, string>>>()

  constructor(resources: Resources, guests: GuestDoor) {
    this.#resources = resources
    this.#guests = guests
    resources.store.subscribe(({ type, resource, object }) => {
      if (resource === 'pods' && type === 'DELETED') this.#written.delete(object.metadata.uid ?? '')
    })
  }

  /** Whether there is such a subresource here. */
  static has(subresource: string | undefined): subresource is 'exec' | 'attach' | 'portforward' {
    return subresource === 'exec' || subresource === 'attach' || subresource === 'portforward'
  }

  /** @throws ApiError while the request can still be answered */
  open(upgrade: Upgrade, call: 'exec' | 'attach' | 'portforward', pod: KubeObject, url: URL): void {
    if (call === 'portforward') return forwardPorts(upgrade, pod, this.#guests)
    const inside = this.#enter(pod, url)
    const flag = (name: string): boolean => ['true', '1'].includes(url.searchParams.get(name) ?? '')
    if (call === 'attach') return openContainerStreams(upgrade, url, (streams) => this.#attach(inside, streams))
    const command = url.searchParams.getAll('command')
    if (command.length === 0) throw badRequest('you must specify at least one command for the container')
    openContainerStreams(upgrade, url, (streams) => {
      const process = join(inside, streams, { command, stdin: flag('stdin'), tty: flag('tty') }, (code) => streams.finish(statusOf(code)))
      if (process) return
      streams.write(flag('tty') ? 'stdout' : 'stderr', `time="${new Date().toISOString().slice(0, 19)}Z" level=error msg="exec failed: unable to start container process: exec: ${JSON.stringify(command[0])}: executable file not found in $PATH"\n`)
      streams.finish(statusOf(notStarted))
    })
  }

  #enter(pod: KubeObject, url: URL): Inside {
    const containers = listAt(pod, 'spec', 'containers').map((container) => textAt(container, 'name'))
    const container = url.searchParams.get('container') || (containers[0] ?? '')
    const { name, uid = '' } = pod.metadata
    if (!containers.includes(container)) throw badRequest(`container ${container} is not valid for pod ${name}`)
    if (textAt(pod, 'status', 'phase') !== 'Running') throw badRequest(`container ${container} is not available`)
    const ofPod = this.#written.get(uid) ?? new Map<string, Map<string, string>>()
    const written = ofPod.get(container) ?? new Map<string, string>()
    this.#written.set(uid, ofPod.set(container, written))
    return { store: this.#resources.store, pod, container, written }
  }

  /** A container whose own command is a shell that waits for somebody; any other one says nothing more than its log. */
  #attach(inside: Inside, streams: ContainerStreams): void {
    const container = listAt(inside.pod, 'spec', 'containers').find((one) => textAt(one, 'name') === inside.container)
    const own = [...listAt(container, 'command'), ...listAt(container, 'args')].map((word) => (typeof word === 'string' ? word : ''))
    const [stdin, tty] = [at(container, 'stdin') === true, at(container, 'tty') === true]
    if (stdin) join(inside, streams, { command: own.length === 0 ? ['bash'] : own, stdin, tty }, (code) => this.#end(inside, streams, code))
    // It ends with its pod, or when the client goes.
    const unsubscribe = this.#resources.store.subscribe(({ type, resource, object }) => {
      if (resource === 'pods' && type === 'DELETED' && object.metadata.uid === inside.pod.metadata.uid) streams.finish(statusOf(0))
    })
    streams.onClose(unsubscribe)
  }

  /** Its own command has ended: so has the container, or it begins anew. */
  #end({ pod, container }: Inside, streams: ContainerStreams, code: number): void {
    const live = this.#resources.store.get('pods', pod.metadata.namespace, pod.metadata.name)
    if (live !== undefined && live.metadata.uid === pod.metadata.uid) {
      const now = timestamp(this.#resources.clock.now())
      const policy = textAt(live, 'spec', 'restartPolicy')
      const again = policy === 'Always' || (policy === 'OnFailure' && code !== 0)
      const terminated = { exitCode: code, reason: code === 0 ? 'Completed' : 'Error', startedAt: textAt(live, 'status', 'startTime'), finishedAt: now }
      this.#resources.setStatus('pods', live, again ? runningAgain(live, container, terminated, now) : { ...objectAt(completedStatus(live, terminated)), phase: code === 0 ? 'Succeeded' : 'Failed' })
    }
    streams.finish(statusOf(code))
  }
}

/** What the kubelet says of a program that is not there. */
const notStarted = 255

/** @returns undefined if there is no such program */
function join(inside: Inside, streams: ContainerStreams, options: { command: string[]; stdin: boolean; tty: boolean }, onExit: (code: number) => void): ContainerProcess | undefined {
  const process = startProcess(inside, options, { write: (stream, text) => streams.write(stream, text), exit: onExit })
  if (process === undefined) return undefined
  streams.onInput((bytes) => process.feed(bytes))
  streams.onClose(() => process.stop())
  return process
}

function statusOf(code: number): JsonObject {
  if (code === 0) return { metadata: {}, status: 'Success' }
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${code}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
  }
}
