import type { AgentData } from '../api/guest-door'
import { encodePng, serveRfb, type Guest } from '../guests/index'
import type { ByteChannel } from '../web-socket/channel'

/** A serial line loses what nobody takes; so much of it waits for a viewer that is slow: a thousand screens of text. */
const longestBacklog = 2 * 1024 * 1024

/** Joins a viewer with the serial console until either side closes. */
export function joinSerial(guest: Guest, channel: ByteChannel): void {
  let waiting = 0
  const seat = guest.sitAtSerial((bytes) => {
    if (waiting > longestBacklog) return
    waiting += bytes.length
    channel.send(bytes).then(
      () => (waiting -= bytes.length),
      () => channel.close(),
    )
  })
  channel.onClose(() => seat.leave())
  channel.onData((bytes) => seat.write(bytes))
}

/** Joins a viewer with one of the guest's ports until either side closes. @throws PortRefused */
export async function joinPort(guest: Guest, number: number): Promise<(channel: ByteChannel) => void> {
  const port = await guest.connect(number)
  return (channel) => {
    port.pipe((bytes) => channel.send(bytes))
    port.onClose(() => channel.close())
    channel.onData((bytes) => void port.send(bytes))
    channel.onClose(() => port.close())
  }
}

/** Says on a serial line why there is nobody at its other end. */
export function refuseSerial(channel: ByteChannel, why: string): void {
  channel.send(Buffer.from(`\r\n${why}\r\n`)).catch(() => channel.close())
}

/** @param name the viewer's window has it as its title */
export function showScreen(guest: Guest, name: string, channel: ByteChannel): void {
  const { screen, keyboard } = guest
  serveRfb(channel, { name, screen, keyboard, movePointer: (x, y, buttons) => guest.movePointer(x, y, buttons) })
}

/** Greets a viewer and tells it why there is no screen, as RFB (RFC 6143, 7.1.2) has it: no security type, and the reason. */
export function refuseScreen(channel: ByteChannel, why: string): void {
  const versionLength = 12
  // Before the viewer's own greeting is looked at, which may be here already.
  channel.send(Buffer.from('RFB 003.008\n')).catch(() => channel.close())
  let greeting = Buffer.alloc(0)
  channel.onData((bytes) => {
    if (greeting.length >= versionLength) return
    greeting = Buffer.concat([greeting, bytes])
    if (greeting.length < versionLength) return
    const reason = Buffer.from(why)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(reason.length)
    // Before 3.7 the number of types was a type, of four bytes.
    const none = /^RFB 003\.00[0-6]/.test(greeting.toString('latin1')) ? Buffer.alloc(4) : Buffer.alloc(1)
    channel.send(Buffer.concat([none, length, reason])).catch(() => channel.close())
  })
}

export async function takePicture(guest: Guest): Promise<Uint8Array> {
  // One that has just been started has nothing to show before that; without its agent it shows what it has.
  await guest.agent.waitUntilReady().catch(() => undefined)
  const asleep = guest.hold()
  try {
    await guest.screen.refresh()
    return await encodePng(guest.screen)
  } finally {
    asleep()
  }
}

/** @throws AgentError */
export async function askAgent({ agent }: Guest): Promise<AgentData> {
  // The agent answers one after the other anyway.
  const { version } = await agent.readInfo()
  const hostname = await agent.readHostName()
  const os = await agent.readOs()
  const users = await agent.listUsers()
  const fileSystems = (await agent.listFilesystems()).map(({ type, ...others }) => ({ ...others, fileSystemType: type }))
  return { version, hostname, os: { ...os }, users, fileSystems }
}
