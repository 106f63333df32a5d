import { greetingOf } from '../containers/probes'
import { textAt, type KubeObject } from '../objects/json'
import { acceptSpdy, asksForSpdy, offeredStreamProtocols } from '../spdy/accept'
import { SpdySession, type SpdyStream } from '../spdy/session'
import { acceptWebSocket, type Upgrade } from '../web-socket/accept'
import type { ByteChannel } from '../web-socket/channel'
import type { GuestDoor } from './guest-door'
import { badRequest } from './status'

const forwarding = 'portforward.k8s.io'
/** kubectl from 1.31 on carries the same SPDY within a WebSocket. */
const tunnelled = `SPDY/3.1+${forwarding}`

/**
 * Forwards connections to what listens in a pod: a machine's guest, or a container that says that it has the port.
 *
 * @throws ApiError while the request can still be answered
 */
export function forwardPorts(upgrade: Upgrade, pod: KubeObject, guests: GuestDoor): void {
  if (textAt(pod, 'status', 'phase') !== 'Running') throw badRequest(`unable to forward port because pod is not running. Current status=${textAt(pod, 'status', 'phase')}`)
  const serve = (channel: ByteChannel): void => {
    const pairs = new Map<string, SpdyStream>()
    new SpdySession(channel, (stream) => {
      const request = stream.headers.get('requestid') ?? ''
      // The stream for errors comes first, then the one for data.
      if (stream.headers.get('streamtype') === 'error') pairs.set(request, stream)
      else {
        const errors = pairs.get(request)
        pairs.delete(request)
        if (errors !== undefined) void connect(pod, Number(stream.headers.get('port')), guests, { errors, data: stream })
      }
    })
  }
  if (!asksForSpdy(upgrade)) return acceptWebSocket(upgrade, [tunnelled], serve)
  if (!offeredStreamProtocols(upgrade).includes(forwarding)) throw badRequest(`unable to upgrade: unable to negotiate protocol: client supports ${JSON.stringify(offeredStreamProtocols(upgrade))}, server accepts ["${forwarding}"]`)
  serve(acceptSpdy(upgrade, forwarding))
}

interface Pair {
  errors: SpdyStream
  data: SpdyStream
}

async function connect(pod: KubeObject, port: number, guests: GuestDoor, { errors, data }: Pair): Promise<void> {
  try {
    const machine = pod.metadata.annotations?.['kubevirt.io/domain']
    if (machine === undefined) answerAsContainer(pod, port, data)
    else await joinGuest(guests, pod.metadata.namespace ?? '', machine, port, data)
  } catch {
    const refused = `error forwarding port ${port} to pod ${pod.metadata.uid ?? ''}, uid : failed to connect to localhost:${port} inside namespace "${pod.metadata.uid ?? ''}", IPv4: dial tcp4 127.0.0.1:${port}: connect: connection refused IPv6 dial tcp6 [::1]:${port}: connect: connection refused `
    await errors.send(Buffer.from(refused))
    data.end()
  }
  errors.end()
}

/** The network of a machine's pod leads what comes to it on to the guest. */
async function joinGuest(guests: GuestDoor, namespace: string, machine: string, port: number, data: SpdyStream): Promise<void> {
  const guest = guests.find(namespace, machine)
  if (guest === undefined) throw new Error('there is no guest')
  const join = await guest.openPort(port)
  const closed: (() => void)[] = []
  const hears: ((bytes: Uint8Array) => void)[] = []
  join({
    send: (bytes) => data.send(bytes),
    onData: (listener) => void hears.push(listener),
    onClose: (listener) => void closed.push(listener),
    close: () => data.end(),
  })
  data.onData((bytes) => {
    if (bytes === undefined) for (const listener of closed) listener()
    else for (const listener of hears) listener(bytes)
  })
}

/** A page that says whose it is, to whatever is asked. */
function answerAsContainer(pod: KubeObject, port: number, data: SpdyStream): void {
  const page = greetingOf(pod, port)
  if (page === undefined) throw new Error('nothing listens there')
  let answered = false
  data.onData((bytes) => {
    if (bytes !== undefined && !answered) void data.send(Buffer.from(page))
    answered = true
    data.end()
  })
}
