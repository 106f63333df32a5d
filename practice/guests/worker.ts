import { promisify } from 'node:util'
import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { gunzip } from 'node:zlib'
import { compileQuickly } from './compiler.js'
import { collectGarbage } from './garbage.js'
import { readImageFile } from './image.js'
import { KeyFeed } from './key-feed.js'
import { buildMachine, type Machine, type VideoCard } from './machine.js'
import { machineOptions, serialPorts } from './machine-shape.js'
import { Network, type Connection } from './network.js'
import { packBlocks, SparseDisk, unpackBlocks } from './sparse-disk.js'
import { bytesPerPixel, tileSize, type Patch, type Picture, type SavedGuest, type WorkerCalls, type WorkerInput, type WorkerNews, type WorkerOrder, type WorkerRequest } from './worker-messages.js'

/**
 * The kernel of the guest ticks 250 times a second, and an idle guest would take half a core for that. It reads its
 * clock and does not count ticks, so that it may be woken later than it asked for: 20 ms make that 4 % of a core, and are
 * not felt, because a key or a byte wakes it at once.
 */
const longestTick = 20

const input = workerData as WorkerInput
if (!parentPort) throw new Error('a guest runs in a worker')
const tell = (news: WorkerNews, moved: ArrayBuffer[] = []): void => parentPort?.postMessage(news, moved)

async function restoreMachine(disk: SparseDisk): Promise<Machine> {
  const [wasm, bios, videoBios, state] = await Promise.all([
    readImageFile(input.imageDirectory, 'emulator'),
    readImageFile(input.imageDirectory, 'bios'),
    readImageFile(input.imageDirectory, 'videoBios'),
    input.state ?? readImageFile(input.imageDirectory, 'state').then((packed) => promisify(gunzip)(packed)),
  ])
  delete input.state
  const seed = new SparseDisk(machineOptions.seedBytes, new Map())
  seed.set(0, input.seed, () => undefined)
  const machine = await buildMachine({ wasm, bios, videoBios, disk, seed })
  // Where it is a piece of something larger, the emulator would read on before it.
  await machine.restore_state(state.byteLength === state.buffer.byteLength ? (state.buffer as ArrayBuffer) : state.slice().buffer)
  return machine
}

/** A kernel that panics resets the processor, and there is nothing on this machine that it could boot from. */
function endAtReset(machine: Machine): void {
  machine.v86.cpu.reboot_internal = () => {
    throw new Error('the guest reset its processor')
  }
}

function rest(machine: Machine): void {
  const { v86 } = machine
  v86.yield = (milliseconds, tick) => {
    if (milliseconds <= 0) setImmediate(() => v86.yield_callback(tick))
    else setTimeout(() => v86.yield_callback(tick), Math.max(milliseconds, longestTick))
  }
}

/** A byte is an event of the emulator; those of one turn of the event loop go out together. */
function forwardSerial(machine: Machine, serialPort: number): void {
  let pending: number[] = []
  machine.add_listener(`serial${serialPort}-output-byte`, (byte: number) => {
    if (pending.length === 0) {
      setImmediate(() => {
        tell({ news: 'serial', port: serialPort, bytes: Uint8Array.from(pending) })
        pending = []
      })
    }
    pending.push(byte)
  })
}

/** Compares the frame buffer with what was told last, tile by tile. */
class Camera {
  private width = 0
  private height = 0
  private seen = Buffer.alloc(0)

  constructor(private readonly card: VideoCard) {}

  take(): Picture {
    // Between two modes there is no picture; the last one stands.
    const visible = this.card.svga_enabled && this.card.svga_bpp === 32
    const width = visible ? this.card.svga_width : this.width
    const height = visible ? this.card.svga_height : this.height
    if (!visible) return { width, height, patches: [] }
    const start = this.card.svga_offset * bytesPerPixel
    const memory = this.card.svga_memory
    const frame = Buffer.from(memory.buffer, memory.byteOffset + start, width * height * bytesPerPixel)
    if (width !== this.width || height !== this.height) {
      this.width = width
      this.height = height
      this.seen = Buffer.from(frame)
      return { width, height, patches: [{ x: 0, y: 0, width, height, pixels: Uint8Array.from(frame) }] }
    }
    return { width, height, patches: this.findPatches(frame) }
  }

  private findPatches(frame: Buffer): Patch[] {
    const patches: Patch[] = []
    const stride = this.width * bytesPerPixel
    for (let y = 0; y < this.height; y += tileSize.height) {
      const height = Math.min(tileSize.height, this.height - y)
      const band = frame.subarray(y * stride, (y + height) * stride)
      const seen = this.seen.subarray(y * stride, (y + height) * stride)
      if (band.equals(seen)) continue
      for (let x = 0; x < this.width; x += tileSize.width) {
        const width = Math.min(tileSize.width, this.width - x)
        const pixels = this.compareTile(band, seen, x * bytesPerPixel, width * bytesPerPixel, height, stride)
        if (pixels) patches.push({ x, y, width, height, pixels })
      }
      band.copy(seen)
    }
    return patches
  }

  private compareTile(band: Buffer, seen: Buffer, from: number, length: number, rows: number, stride: number): Uint8Array | undefined {
    let same = true
    for (let row = 0; same && row < rows; row += 1) {
      const at = row * stride + from
      same = band.compare(seen, at, at + length, at, at + length) === 0
    }
    if (same) return undefined
    const pixels = new Uint8Array(rows * length)
    for (let row = 0; row < rows; row += 1) pixels.set(band.subarray(row * stride + from, row * stride + from + length), row * length)
    return pixels
  }
}

/** The other end of the guest's network card, and who is connected through it. */
function openNetwork(machine: Machine): { obey(order: Extract<WorkerOrder, { connection: number }>): void } {
  const network = new Network((frame) => machine.bus.send('net0-receive', frame))
  machine.add_listener('net0-send', (frame: Uint8Array) => network.receive(frame))
  const connections = new Map<number, Connection>()
  return {
    obey(order) {
      const { connection: number } = order
      const connection = connections.get(number)
      switch (order.order) {
        case 'connect':
          connections.set(
            number,
            network.connect(order.port, (event) => {
              if (event.event === 'closed') connections.delete(number)
              tell({ news: 'connection', connection: number, event })
            }),
          )
          break
        case 'write':
          connection?.write(order.bytes)
          break
        case 'take':
          connection?.take(order.count)
          break
        case 'close':
          connection?.close()
          break
      }
    },
  }
}

interface Devices {
  machine: Machine
  keys: KeyFeed
  network: ReturnType<typeof openNetwork>
}

function obey({ machine, keys, network }: Devices, order: WorkerOrder): void {
  if ('connection' in order) {
    network.obey(order)
    return
  }
  switch (order.order) {
    case 'serial':
      machine.serial_send_bytes(order.port, order.bytes)
      break
    case 'keys':
      keys.type(order.codes)
      break
    case 'pointer':
      if (order.deltaX || order.deltaY) machine.bus.send('mouse-delta', [order.deltaX, order.deltaY])
      machine.bus.send('mouse-click', order.buttons)
      break
    case 'crash':
      throw new Error('the guest was made to crash')
  }
}

/** The memory of a guest is 50 MB: it is handed over, not copied. */
const isSavedGuest = (result: unknown): result is SavedGuest => typeof result === 'object' && result !== null && 'state' in result

async function serve(port: MessagePort): Promise<void> {
  const disk = new SparseDisk(machineOptions.diskBytes, unpackBlocks(new Uint8Array(input.baseDisk)), input.disk && unpackBlocks(input.disk))
  // The emulator gives up by an error that nobody catches, as after a kernel panic; what is on the disk survives that.
  process.once('uncaughtException', (error) => {
    tell({ news: 'crashed', message: error.message, disk: packBlocks(disk.written) })
    process.exit(1)
  })
  const machine = await restoreMachine(disk)
  const camera = new Camera(machine.v86.cpu.devices.vga)
  rest(machine)
  endAtReset(machine)
  for (const serialPort of Object.values(serialPorts)) forwardSerial(machine, serialPort)
  const devices: Devices = { machine, keys: new KeyFeed(machine), network: openNetwork(machine) }

  const calls: { [Call in keyof WorkerCalls]: () => Promise<WorkerCalls[Call][1]> } = {
    async run() {
      await machine.run()
      devices.keys.resume()
      return undefined
    },
    async halt() {
      await machine.stop()
      collectGarbage()
      return undefined
    },
    async picture() {
      return camera.take()
    },
    async save() {
      const running = machine.is_running()
      await machine.stop()
      try {
        return { state: new Uint8Array(await machine.save_state()), disk: packBlocks(disk.written) }
      } finally {
        if (running) await machine.run()
      }
    },
    async readDisk() {
      return packBlocks(disk.written)
    },
  }

  // One after the other: the emulator forgets whoever waits for it to stop when it is started meanwhile.
  let last: Promise<unknown> = Promise.resolve()
  port.on('message', (message: WorkerOrder | WorkerRequest) => {
    if ('order' in message) {
      obey(devices, message)
      return
    }
    const { id, call } = message
    const turn = last.then<unknown>(() => calls[call]())
    last = turn.catch(() => undefined)
    turn.then(
      (result) => tell({ news: 'answer', id, result }, isSavedGuest(result) ? [result.state.buffer as ArrayBuffer] : []),
      (error: unknown) => tell({ news: 'failure', id, message: String(error) }),
    )
  })
}

compileQuickly()
void serve(parentPort)
