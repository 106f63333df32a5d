import type { ByteChannel } from '../../../practice/web-socket/channel'
import type { ClassroomGuests, GuestPorts } from '../../../practice/api/guest-door'

/** A 1x1 PNG's first bytes are enough to tell that it is what the guest gave. */
export const stubPicture = Buffer.from('89504e470d0a1a0a', 'hex')

/** Guests that ask for a login and echo, and screens that only greet: for tests of what carries their bytes. */
export function stubGuests(): ClassroomGuests {
  const guest = (name: string): GuestPorts => ({
    serveScreen(channel) {
      void channel.send(Buffer.from('RFB 003.008\n'))
    },
    serveSerial(channel: ByteChannel) {
      void channel.send(Buffer.from(`\r\n${name} login: `))
      channel.onData((bytes) => void channel.send(Buffer.from(Buffer.from(bytes).toString().replaceAll('\r', '\r\n'))))
    },
    // One port of it echoes.
    openPort: (port) =>
      port === 7007
        ? Promise.resolve((channel: ByteChannel) => {
            channel.onData((bytes) => void channel.send(bytes))
            channel.onClose(() => channel.close())
          })
        : Promise.reject(new Error('connection refused')),
    consoleLog: { lines: () => Promise.resolve([{ time: '2026-01-01T00:00:00.000000000Z', text: `${name} has booted` }]), follow: () => () => undefined },
    reboot: () => Promise.resolve(),
    crash: () => Promise.resolve(),
    takeScreenshot: () => Promise.resolve(stubPicture),
    readAgent: () =>
      Promise.resolve({
        version: '9.1.0',
        hostname: name,
        os: { id: 'stub', name: 'Stub Linux', prettyName: 'Stub Linux 1', version: '1', kernelRelease: '6.1' },
        users: [{ userName: 'student', loginTime: 1_700_000_000 }],
        fileSystems: [{ diskName: 'vda1', mountPoint: '/', fileSystemType: 'ext4', usedBytes: 1, totalBytes: 2 }],
      }),
  })
  return { find: (_, name) => guest(name), follow: () => undefined, close: () => Promise.resolve() }
}
