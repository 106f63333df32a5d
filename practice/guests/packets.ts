/** Ethernet, ARP, IPv4, ICMP and TCP, as far as one guest and its gateway need them: RFC 826, 791, 792, 9293. */

export interface Segment {
  sourcePort: number
  targetPort: number
  sequence: number
  acknowledged: number
  flags: number
  window: number
  content: Buffer
}

export const tcpFlags = { fin: 1, syn: 2, reset: 4, push: 8, acknowledge: 16 } as const

/** What a guest sent: all that is answered. */
export type Packet =
  | { kind: 'arp'; sender: Buffer; target: Buffer; isRequest: boolean }
  | { kind: 'echo'; from: Buffer; to: Buffer; content: Buffer }
  | { kind: 'tcp'; from: Buffer; to: Buffer; segment: Segment }

const types = { ip: 0x0800, arp: 0x0806 } as const
const protocols = { icmp: 1, tcp: 6 } as const
const echo = { request: 8, reply: 0 } as const

/** @returns undefined for what is none of the three, or cut off */
export function readFrame(frame: Buffer): Packet | undefined {
  if (frame.length < 34) return undefined
  const type = frame.readUInt16BE(12)
  if (type === types.arp && frame.length >= 42) {
    return { kind: 'arp', isRequest: frame.readUInt16BE(20) === 1, sender: frame.subarray(28, 32), target: frame.subarray(38, 42) }
  }
  if (type !== types.ip) return undefined
  const head = (frame.readUInt8(14) & 15) * 4
  const packet = frame.subarray(14, Math.min(14 + frame.readUInt16BE(16), frame.length))
  const [from, to, body] = [packet.subarray(12, 16), packet.subarray(16, 20), packet.subarray(head)]
  const protocol = packet.readUInt8(9)
  if (protocol === protocols.icmp && body.length >= 8 && body.readUInt8(0) === echo.request) return { kind: 'echo', from, to, content: body.subarray(4) }
  if (protocol !== protocols.tcp || body.length < 20) return undefined
  const segment = {
    sourcePort: body.readUInt16BE(0),
    targetPort: body.readUInt16BE(2),
    sequence: body.readUInt32BE(4),
    acknowledged: body.readUInt32BE(8),
    flags: body.readUInt8(13),
    window: body.readUInt16BE(14),
    content: body.subarray((body.readUInt8(12) >>> 4) * 4),
  }
  return { kind: 'tcp', from, to, segment }
}

export interface Ends {
  fromMac: Buffer
  toMac: Buffer
  from: Buffer
  to: Buffer
}

/** @param isRequest asks for the Ethernet address of `to`; otherwise tells it that of `from` */
export function packArp({ fromMac, toMac, from, to }: Ends, isRequest: boolean): Buffer {
  const body = Buffer.from([0, 1, 8, 0, 6, 4, 0, isRequest ? 1 : 2])
  return Buffer.concat([ethernet(fromMac, toMac, types.arp), body, fromMac, from, isRequest ? Buffer.alloc(6) : toMac, to])
}

export function packEchoReply(ends: Ends, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from([echo.reply, 0, 0, 0]), content])
  body.writeUInt16BE(checksum(body), 2)
  return packIp(ends, protocols.icmp, body)
}

export function packTcp(ends: Ends, { sourcePort, targetPort, sequence, acknowledged, flags, window, content }: Segment): Buffer {
  const head = Buffer.alloc(20)
  head.writeUInt16BE(sourcePort, 0)
  head.writeUInt16BE(targetPort, 2)
  head.writeUInt32BE(sequence >>> 0, 4)
  head.writeUInt32BE(acknowledged >>> 0, 8)
  head.writeUInt8(5 << 4, 12)
  head.writeUInt8(flags, 13)
  head.writeUInt16BE(window, 14)
  const body = Buffer.concat([head, content])
  const length = Buffer.alloc(2)
  length.writeUInt16BE(body.length)
  body.writeUInt16BE(checksum(Buffer.concat([ends.from, ends.to, Buffer.from([0, protocols.tcp]), length, body])), 16)
  return packIp(ends, protocols.tcp, body)
}

function packIp({ fromMac, toMac, from, to }: Ends, protocol: number, body: Buffer): Buffer {
  const head = Buffer.alloc(20)
  head.writeUInt8(0x45, 0)
  head.writeUInt16BE(20 + body.length, 2)
  head.writeUInt8(64, 8)
  head.writeUInt8(protocol, 9)
  from.copy(head, 12)
  to.copy(head, 16)
  head.writeUInt16BE(checksum(head), 10)
  return Buffer.concat([ethernet(fromMac, toMac, types.ip), head, body])
}

function ethernet(from: Buffer, to: Buffer, type: number): Buffer {
  const tail = Buffer.alloc(2)
  tail.writeUInt16BE(type)
  return Buffer.concat([to, from, tail])
}

/** The Internet's: the ones' complement of the ones' complement sum. */
function checksum(bytes: Buffer): number {
  let sum = 0
  for (let at = 0; at < bytes.length; at += 2) sum += at + 1 < bytes.length ? bytes.readUInt16BE(at) : bytes.readUInt8(at) << 8
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}
