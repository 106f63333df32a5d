import { spawnSync } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { Failure } from '../oc/failure'
import { connectSecurely, TransportError } from '../oc/http'
import type { Session } from '../oc/kubeconfig'
import type { WebSocketChannel } from '../web-socket/channel'
import { connectWebSocket, UpgradeRefused } from '../web-socket/connect'
import { callPath, minutes, readCommand, wordsOf } from './cluster'

/** Ctrl+]. */
const escape = 0x1d

/** virtctl waits so long for a guest that is starting. */
const presetMinutes = 5
const retryMs = 1_000

const disconnected = `
You were disconnected from the console. This could be caused by one of the following:
 - the target VM was powered off
 - another user connected to the console of the target VM
 - network issues
`

export async function openConsole(args: string[]): Promise<void> {
  const { flags, rest, session } = readCommand('console', args, 1, { timeout: 'value' })
  const [name = ''] = rest
  const deadline = Date.now() + minutes(flags, 'timeout', presetMinutes) * 60_000
  const channel = await connectGuest(session, name, 'console', deadline)
  const { stdin, stdout } = process
  const restore = makeRaw()
  process.stderr.write(`Successfully connected to ${name} console. The escape sequence is ^]\n`)
  try {
    const left = await new Promise<boolean>((resolve) => {
      channel.onData((bytes) => void stdout.write(bytes))
      channel.onClose(() => resolve(false))
      stdin.on('data', (bytes: Buffer) => {
        const end = bytes.indexOf(escape)
        const typed = end < 0 ? bytes : bytes.subarray(0, end)
        if (typed.length > 0) void channel.send(typed)
        if (end >= 0) resolve(true)
      })
      stdin.on('end', () => resolve(true))
    })
    if (left) return
  } finally {
    restore()
    stdin.pause()
    channel.close()
  }
  process.stderr.write(disconnected)
  throw new Failure('websocket: close 1006 (abnormal closure): unexpected EOF')
}

/** Node's own raw mode still turns each new line into two characters, which a guest's editor does not bear. Returns how to go back. */
function makeRaw(): () => void {
  if (!process.stdin.isTTY) return () => undefined
  const stty = (...args: string[]): string => spawnSync('stty', args, { stdio: ['inherit', 'pipe', 'ignore'], encoding: 'utf8' }).stdout.trim()
  const before = stty('-g')
  stty('raw', '-echo')
  return () => void stty(before)
}

/** Tries again until `deadline` while the guest is not there yet, which is what 400 means. */
export async function connectGuest(session: Session, name: string, stream: 'console' | 'vnc', deadline: number): Promise<WebSocketChannel> {
  const url = new URL(callPath(session, 'virtualmachineinstances', name, stream), session.server)
  for (;;) {
    try {
      const socket = await connectSecurely(url, session)
      return await connectWebSocket(url, socket, ['plain.kubevirt.io'], session.token === undefined ? {} : { Authorization: `Bearer ${session.token}` })
    } catch (error) {
      if (error instanceof TransportError) throw error
      if (!(error instanceof UpgradeRefused)) throw new Failure(`Can't connect to websocket: ${(error as Error).message}`)
      if (error.status !== 400) throw new Failure(wordsOf(error.status, error.body))
      if (Date.now() > deadline) throw new Failure('Timeout trying to connect to the virtual machine instance')
    }
    await delay(retryMs)
  }
}

