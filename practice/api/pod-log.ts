import type { ServerResponse } from 'node:http'
import { listAt, numberAt, textAt, type KubeObject } from '../objects/json'
import type { Store } from '../store/store'
import { startLines } from '../world/log-lines'
import { sendText } from './exchange'
import type { ConsoleLog, GuestDoor } from './guest-door'
import { badRequest } from './status'

interface Line {
  /** RFC 3339, as the kubelet stamps it. */
  time: string
  text: string
}

/** A container's log: all of it, its end, or as it grows. */
export async function servePodLog(store: Store, guests: GuestDoor, pod: KubeObject, url: URL, response: ServerResponse): Promise<void> {
  const container = chooseContainer(pod, url)
  const asked = url.searchParams
  const previous = isTrue(asked.get('previous'))
  if (previous && restarts(pod, container) === 0) throw badRequest(`previous terminated container ${JSON.stringify(container)} in pod ${JSON.stringify(pod.metadata.name)} not found`)
  if (textAt(pod, 'status', 'phase') === 'Pending') throw badRequest(`container ${JSON.stringify(container)} in pod ${JSON.stringify(pod.metadata.name)} is waiting to start: ContainerCreating`)
  const stamped = isTrue(asked.get('timestamps'))
  const write = ({ time, text }: Line): string => `${stamped ? `${time} ` : ''}${text}\n`
  const serial = consoleOf(guests, pod, container)
  const all = serial === undefined ? linesOf(pod, container) : [...(await serial.lines())]
  const text = selected(all, url).map(write).join('')
  if (!isTrue(asked.get('follow'))) {
    const limit = count(asked.get('limitBytes'), 'limitBytes')
    return sendText(response, 200, limit === undefined ? text : text.slice(0, limit), 'text/plain')
  }
  response.writeHead(200, { 'Content-Type': 'text/plain', 'Transfer-Encoding': 'chunked' })
  response.write(text)
  response.flushHeaders()
  const forget = serial?.follow((line) => response.write(write(line)))
  let told = all.length
  const { namespace, name, uid } = pod.metadata
  const unsubscribe = store.subscribe(({ type, resource, object }) => {
    if (resource !== 'pods' || object.metadata.name !== name || object.metadata.namespace !== namespace) return
    const ended = type === 'DELETED' || object.metadata.uid !== uid || ['Succeeded', 'Failed'].includes(textAt(object, 'status', 'phase'))
    if (serial === undefined) {
      const now = linesOf(object, container)
      for (const line of now.slice(told)) response.write(write(line))
      told = now.length
    }
    if (ended) response.end()
  })
  response.once('close', () => {
    forget?.()
    unsubscribe()
  })
}

/** The container that tells what the guest writes to its serial port. */
function consoleOf(guests: GuestDoor, pod: KubeObject, container: string): ConsoleLog | undefined {
  const machine = container === 'guest-console-log' ? pod.metadata.annotations?.['kubevirt.io/domain'] : undefined
  return machine === undefined ? undefined : guests.find(pod.metadata.namespace ?? '', machine)?.consoleLog
}

function chooseContainer(pod: KubeObject, url: URL): string {
  const names = (list: string): string[] => listAt(pod, 'spec', list).map((container) => textAt(container, 'name'))
  const containers = names('containers')
  const all = [...names('initContainers'), ...containers]
  const { name } = pod.metadata
  const asked = url.searchParams.get('container')
  if (asked === null || asked === '') {
    if (containers.length === 1) return containers[0] ?? ''
    throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${containers.join(' ')}]`)
  }
  if (!all.includes(asked)) throw badRequest(`container ${asked} is not valid for pod ${name}`)
  return asked
}

function selected(lines: Line[], url: URL): Line[] {
  const asked = url.searchParams
  const tail = count(asked.get('tailLines'), 'tailLines')
  const seconds = count(asked.get('sinceSeconds'), 'sinceSeconds')
  const since = asked.get('sinceTime')
  const from = seconds !== undefined ? Date.now() - seconds * 1000 : since === null ? Number.NEGATIVE_INFINITY : Date.parse(since)
  if (Number.isNaN(from)) throw badRequest(`sinceTime: Invalid value: ${JSON.stringify(since)}`)
  const late = lines.filter(({ time }) => Date.parse(time) >= from)
  return tail === undefined ? late : tail === 0 ? [] : late.slice(-tail)
}

/** What runs elsewhere has written nothing that anybody here could know. */
const platform = /^(openshift|kube)-/

/** A log follows from what has happened to the container. */
function linesOf(pod: KubeObject, container: string): Line[] {
  const state = listAt(pod, 'status', 'containerStatuses').find((status) => textAt(status, 'name') === container)
  const written = textAt(state, 'state', 'terminated', 'message')
  if (written !== '') return written.replace(/\n$/, '').split('\n').map((text) => ({ time: textAt(state, 'state', 'terminated', 'finishedAt'), text }))
  const started = textAt(pod, 'status', 'startTime') || (pod.metadata.creationTimestamp ?? '')
  const lines = textAt(pod, 'metadata', 'labels', 'kubevirt.io') === 'virt-launcher' ? launcherLines(pod, container, started) : platform.test(pod.metadata.namespace ?? '') ? startLines(container, started) : []
  const end = textAt(state, 'state', 'terminated', 'finishedAt') || pod.metadata.deletionTimestamp
  return end === undefined || end === '' ? lines : [...lines, { time: end, text: launcherWords(end, 'Received signal terminated. Initiating graceful shutdown.') }]
}

function launcherLines(pod: KubeObject, container: string, time: string): Line[] {
  const machine = pod.metadata.annotations?.['kubevirt.io/domain'] ?? ''
  if (container !== 'compute') return []
  const words = ['Collected all requested hook sidecar sockets', 'Connected to libvirt daemon', `Starting domain ${pod.metadata.namespace ?? ''}_${machine}`, 'Domain started.', 'Synced vmi']
  return words.map((text) => ({ time, text: launcherWords(time, text) }))
}

function launcherWords(time: string, message: string): string {
  return JSON.stringify({ component: 'virt-launcher', level: 'info', msg: message, timestamp: time.replace('Z', '.000000Z') })
}

function restarts(pod: KubeObject, container: string): number {
  return numberAt(
    listAt(pod, 'status', 'containerStatuses').find((status) => textAt(status, 'name') === container),
    'restartCount',
  )
}

function isTrue(value: string | null): boolean {
  return value === 'true' || value === '1'
}

function count(value: string | null, name: string): number | undefined {
  if (value === null || value === '') return undefined
  const number = Number(value)
  if (!Number.isInteger(number) || number < 0) throw badRequest(`${name}: Invalid value: ${JSON.stringify(value)}: must be greater than or equal to 0`)
  return number
}
