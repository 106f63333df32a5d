import { packArp, packEchoReply, packTcp, readFrame, tcpFlags, type Ends, type Segment } from './packets.js'

/** The guest's address is set when the image is made: KubeVirt's masquerade binding gives every guest the same. */
const addresses = { gateway: Buffer.from([10, 0, 2, 1]), guest: Buffer.from([10, 0, 2, 2]) } as const

/** Locally administered, as the cluster's own are. */
const gatewayMac = Buffer.from([0x02, 0, 0, 0, 0, 1])
const everybody = Buffer.alloc(6, 0xff)

const { fin, syn, reset, push, acknowledge } = tcpFlags

/** What fits into a frame of 1,500 bytes, behind two heads. */
const longestContent = 1_460

/** Without scaling there is no larger one. */
const fullWindow = 65_535

/** The line loses nothing but what comes while the guest's ring is full; a guest that is busy answers within this. */
const repeatAfter = 1_000

/** As long as a port that does not answer is waited for. */
const connectPatience = 10_000

/** Where connections from the gateway begin: the range that Linux takes for its own. */
const firstPort = 32_768

/** What happens to a connection. */
export type ConnectionEvent = { event: 'open' } | { event: 'data'; bytes: Uint8Array } | { event: 'closed'; refused: boolean }

/**
 * The other end of a guest's network card: a gateway that answers to ARP and ping, and opens TCP connections into the guest.
 * Nothing leads out of it.
 */
export class Network {
  private guestMac: Buffer | undefined
  private waiting: ((mac: Buffer) => void)[] = []
  private readonly connections = new Map<number, Connection>()
  private nextPort = firstPort

  /** @param transmit a frame to the guest's card */
  constructor(private readonly transmit: (frame: Uint8Array) => void) {}

  receive(bytes: Uint8Array): void {
    const frame = Buffer.from(bytes)
    const packet = readFrame(frame)
    if (!packet) return
    this.learn(Buffer.from(frame.subarray(6, 12)))
    switch (packet.kind) {
      case 'arp':
        if (packet.isRequest && packet.target.equals(addresses.gateway)) this.send((ends) => packArp(ends, false))
        break
      case 'echo':
        if (packet.to.equals(addresses.gateway)) this.send((ends) => packEchoReply(ends, packet.content))
        break
      case 'tcp': {
        const connection = packet.to.equals(addresses.gateway) ? this.connections.get(packet.segment.targetPort) : undefined
        if (connection) connection.receive(packet.segment)
        else this.refuse(packet.to, packet.segment)
        break
      }
    }
  }

  /** @param tell what happens to it; after `closed` nothing more */
  connect(port: number, tell: (event: ConnectionEvent) => void): Connection {
    const own = (this.nextPort = this.nextPort >= 60_999 ? firstPort : this.nextPort + 1)
    const connection = new Connection(
      (segment) => this.send((ends) => packTcp(ends, { ...segment, sourcePort: own, targetPort: port })),
      (event) => {
        if (event.event === 'closed') this.connections.delete(own)
        tell(event)
      },
    )
    this.connections.set(own, connection)
    connection.open()
    return connection
  }

  private learn(mac: Buffer): void {
    this.guestMac = mac
    const waiting = this.waiting
    this.waiting = []
    for (const act of waiting) act(mac)
  }

  private send(pack: (ends: Ends) => Buffer, from: Buffer = addresses.gateway): void {
    const transmit = (toMac: Buffer): void => this.transmit(pack({ fromMac: gatewayMac, toMac, from, to: addresses.guest }))
    if (this.guestMac) {
      transmit(this.guestMac)
      return
    }
    this.waiting.push(transmit)
    this.transmit(packArp({ fromMac: gatewayMac, toMac: everybody, from: addresses.gateway, to: addresses.guest }, true))
  }

  /** Nobody is there: whoever asked should not have to wait until he believes it. */
  private refuse(to: Buffer, { sourcePort, targetPort, sequence, flags, content }: Segment): void {
    if (flags & reset) return
    const next = sequence + content.length + (flags & syn ? 1 : 0) + (flags & fin ? 1 : 0)
    this.send((ends) => packTcp(ends, { sourcePort: targetPort, targetPort: sourcePort, sequence: 0, acknowledged: next, flags: reset | acknowledge, window: 0, content: Buffer.alloc(0) }), Buffer.from(to))
  }
}

type Outgoing = Omit<Segment, 'sourcePort' | 'targetPort'>

/** One TCP connection into the guest. */
export class Connection {
  private state: 'opening' | 'open' | 'closed' = 'opening'
  /** The first byte that the guest has not acknowledged. */
  private sequence = 1
  private acknowledged = 0
  /** From `sequence` on: what was sent and may have to be sent again, then what has not been sent. */
  private pending = Buffer.alloc(0)
  private sent = 0
  private window = 0
  /** Told, and not taken yet by whoever listens. */
  private untaken = 0
  private ownEnd: 'none' | 'wanted' | 'sent' | 'confirmed' = 'none'
  private timer: NodeJS.Timeout | undefined
  private readonly patience: NodeJS.Timeout

  constructor(
    private readonly transmit: (segment: Outgoing) => void,
    private readonly tell: (event: ConnectionEvent) => void,
  ) {
    this.patience = setTimeout(() => this.end(true), connectPatience)
  }

  open(): void {
    this.emit(syn, this.sequence - 1)
    this.repeatLater()
  }

  write(bytes: Uint8Array): void {
    if (this.state === 'closed' || this.ownEnd !== 'none') return
    this.pending = Buffer.concat([this.pending, bytes])
    this.flush()
  }

  /** The listener has taken so many bytes: the guest may send as many more. */
  take(count: number): void {
    const wasFull = this.untaken > fullWindow - longestContent
    this.untaken = Math.max(0, this.untaken - count)
    if (wasFull && this.state === 'open') this.emit(acknowledge)
  }

  /** No more will be written. */
  close(): void {
    if (this.ownEnd === 'none') this.ownEnd = 'wanted'
    if (this.state === 'opening') this.abort()
    else this.flush()
  }

  /** Breaks it off. */
  abort(): void {
    if (this.state === 'closed') return
    this.emit(reset | acknowledge)
    this.end(false)
  }

  receive(segment: Segment): void {
    if (this.state === 'closed') return
    if (segment.flags & reset) {
      this.end(this.state === 'opening')
      return
    }
    this.window = segment.window
    if (this.state === 'opening') {
      if ((segment.flags & (syn | acknowledge)) !== (syn | acknowledge)) return
      clearTimeout(this.patience)
      this.state = 'open'
      this.acknowledged = (segment.sequence + 1) >>> 0
      this.emit(acknowledge)
      this.tell({ event: 'open' })
      this.flush()
      return
    }
    this.confirm(segment.acknowledged)
    this.accept(segment)
  }

  private confirm(acknowledged: number): void {
    const count = (acknowledged - this.sequence) >>> 0
    if (count > 0 && count <= this.sent + (this.ownEnd === 'sent' ? 1 : 0)) {
      if (count > this.sent) this.ownEnd = 'confirmed'
      const content = Math.min(count, this.sent)
      this.pending = this.pending.subarray(content)
      this.sent -= content
      this.sequence = acknowledged
    }
    this.flush()
  }

  private accept({ sequence, content, flags }: Segment): void {
    const ends = (flags & fin) !== 0
    if (content.length === 0 && !ends) return
    if (sequence === this.acknowledged) {
      this.acknowledged = (this.acknowledged + content.length + (ends ? 1 : 0)) >>> 0
      if (content.length > 0) {
        this.untaken += content.length
        this.tell({ event: 'data', bytes: Uint8Array.from(content) })
      }
    }
    this.emit(acknowledge)
    if (!ends || (sequence + content.length + 1) >>> 0 !== this.acknowledged) return
    // Who forwards a port ends with the other side.
    if (this.ownEnd === 'none' || this.ownEnd === 'wanted') this.emit(fin | acknowledge)
    this.end(false)
  }

  private flush(): void {
    while (this.state === 'open' && this.sent < this.pending.length && this.sent < this.window) {
      const content = this.pending.subarray(this.sent, Math.min(this.sent + longestContent, this.window, this.pending.length))
      this.emit(push | acknowledge, this.sequence + this.sent, content)
      this.sent += content.length
    }
    if (this.state === 'open' && this.ownEnd === 'wanted' && this.sent === this.pending.length) {
      this.emit(fin | acknowledge)
      this.ownEnd = 'sent'
    }
    if (this.pending.length > 0) this.repeatLater()
    else clearTimeout(this.timer)
  }

  private repeatLater(): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => {
      if (this.state === 'opening') this.emit(syn, this.sequence - 1)
      // A closed window is asked after with one byte.
      else if (this.pending.length > 0) this.emit(push | acknowledge, this.sequence, this.pending.subarray(0, Math.min(longestContent, Math.max(1, this.window))))
      this.repeatLater()
    }, repeatAfter)
  }

  private emit(flags: number, sequence = this.sequence + this.sent + (this.ownEnd === 'sent' ? 1 : 0), content: Buffer = Buffer.alloc(0)): void {
    this.transmit({ sequence, acknowledged: this.acknowledged, flags, window: Math.max(0, fullWindow - this.untaken), content })
  }

  private end(refused: boolean): void {
    if (this.state === 'closed') return
    this.state = 'closed'
    clearTimeout(this.timer)
    clearTimeout(this.patience)
    this.tell({ event: 'closed', refused })
  }
}
