import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { text } from '../oc/arguments'
import { Failure } from '../oc/failure'
import { print } from '../oc/terminal'
import type { WebSocketChannel } from '../web-socket/channel'
import { ask, callPath, doing, logInfo, minutes, readCommand } from './cluster'
import { connectGuest } from './console'

/** In virtctl's order, with how each is told an address; the last two are TigerVNC's names on Debian. */
const viewers: [program: string, address: (port: number) => string][] = [
  ['remote-viewer', (port) => `vnc://127.0.0.1:${port}`],
  ['vncviewer', (port) => `127.0.0.1::${port}`],
  ['xtigervncviewer', (port) => `127.0.0.1::${port}`],
]

/** virtctl's own: no viewer came within a minute. */
const viewerMs = 60_000

export async function openScreen(args: string[]): Promise<void> {
  if (args[0] === 'screenshot') return takeScreenshot(args.slice(1))
  const { flags, rest, session } = readCommand('vnc', args, 1, { 'proxy-only': 'switch', port: 'value', address: 'value' })
  const [name = ''] = rest
  const channel = await doing(`Can't access VMI ${name}: `, () => connectGuest(session, name, 'vnc', Date.now()))
  const server = createServer()
  const port = await listen(server, minutes(flags, 'port', 0), text(flags, 'address') ?? '127.0.0.1')
  if (flags['proxy-only'] === true) print(`${JSON.stringify({ port })}\n`)
  else await startViewer(port)
  logInfo('connection timeout: 1m0s', 'vnc.go:157')
  await joinOneViewer(server, channel)
}

function listen(server: Server, port: number, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(new Failure(`Can't listen on unix socket: ${error.message}`)))
    server.listen(port, address, () => resolve((server.address() as AddressInfo).port))
  })
}

async function joinOneViewer(server: Server, channel: WebSocketChannel): Promise<void> {
  try {
    const socket = await new Promise<Socket>((resolve, reject) => {
      const late = setTimeout(() => reject(new Failure('Error encountered: connection timed out')), viewerMs)
      channel.onClose(() => reject(new Failure('Error encountered: websocket: close 1006 (abnormal closure): unexpected EOF')))
      server.once('connection', (connected) => {
        clearTimeout(late)
        resolve(connected)
      })
    })
    await new Promise<void>((resolve) => {
      channel.onData((bytes) => void socket.write(bytes))
      channel.onClose(resolve)
      socket.on('data', (bytes: Buffer) => void channel.send(bytes)).on('error', () => socket.destroy()).on('close', () => resolve())
    })
    socket.destroy()
  } finally {
    server.close()
    channel.close()
  }
}

async function startViewer(port: number): Promise<void> {
  for (const [program, address] of viewers) {
    const child = spawn(program, [address(port)], { stdio: 'ignore' })
    if (await new Promise<boolean>((resolve) => child.once('spawn', () => resolve(true)).once('error', () => resolve(false)))) return
  }
  throw new Failure(`Error encountered: could not find ${viewers.map(([program]) => program).join(' or ')} in $PATH`)
}

async function takeScreenshot(args: string[]): Promise<void> {
  const { flags, rest, session } = readCommand('vnc screenshot', args, 1, { file: 'value', 'move-cursor': 'switch' }, { f: 'file' })
  const [name = ''] = rest
  const file = text(flags, 'file')
  if (file === undefined) throw new Failure('required flag(s) "file" not set')
  const path = callPath(session, 'virtualmachineinstances', name, `vnc/screenshot?moveCursor=${flags['move-cursor'] === true}`)
  const { bytes } = await doing(`Can't access VMI ${name}: `, () => ask(session, path))
  if (file === '-') process.stdout.write(bytes)
  else await writeFile(file, bytes, { mode: 0o644 })
}
