import type { FeatureName, Result, StreamDown, StreamEnd, StreamName, StreamOpen, StreamUp } from '../../core/contract'
import type { PortMessage } from '../../core/contract/channels'
import { createAcknowledger, type DownMessage, type UpMessage } from '../../core/stream'

interface StreamReceiver<Down> {
  /** Call `consumed` when the item has been dealt with, not when it has arrived: main sends no more than it has credit for. */
  receive(item: Down, consumed: () => void): void
  /** Called once, whichever side ended it. */
  end(end: StreamEnd): void
}

interface OpenedStream<Up> {
  send(up: Up): void
  close(): void
}

const arrived = new Map<string, MessagePort>()
const awaited = new Map<string, (port: MessagePort) => void>()

window.addEventListener('message', (event: MessageEvent<Partial<PortMessage> | null>) => {
  const stream = event.data?.stream
  const port = event.ports[0]
  if (event.source !== window || typeof stream !== 'string' || !port) return
  const resolve = awaited.get(stream)
  awaited.delete(stream)
  if (resolve) resolve(port)
  else arrived.set(stream, port)
})

// The port and the call's answer travel separately; either may come first.
function takePort(stream: string): Promise<MessagePort> {
  const port = arrived.get(stream)
  arrived.delete(stream)
  return port ? Promise.resolve(port) : new Promise((resolve) => awaited.set(stream, resolve))
}

/** Opens a long-lived stream; fails with main's error when it cannot be opened at all. */
export async function openStream<F extends FeatureName, K extends StreamName<F>>(
  feature: F,
  name: K,
  open: StreamOpen<F, K>,
  receiver: StreamReceiver<StreamDown<F, K>>,
): Promise<Result<OpenedStream<StreamUp<F, K>>>> {
  const opener = window.app[feature].open[name]
  const answer = await opener(open)
  if (!answer.ok) return answer
  const port = await takePort(answer.value.stream)
  const say = (message: UpMessage): void => port.postMessage(message)
  const acknowledge = createAcknowledger((cost) => say({ a: cost }))
  let ended = false
  const finish = (end: StreamEnd): void => {
    if (ended) return
    ended = true
    port.close()
    receiver.end(end)
  }
  port.onmessage = ({ data }: MessageEvent<DownMessage>) => {
    if ('e' in data) finish(data.e)
    else if (!ended) receiver.receive(data.d as StreamDown<F, K>, () => acknowledge(data.n))
  }
  return {
    ok: true,
    value: {
      send: (up) => say({ u: up }),
      close() {
        if (ended) return
        say({ c: true })
        finish({ reason: 'closed' })
      },
    },
  }
}

