import { V86 } from 'v86'
import { machineOptions } from './machine-shape.js'
import type { SparseDisk } from './sparse-disk.js'

/** Node has it; its types come with those of a browser, which the practice classroom has not. */
declare const WebAssembly: { instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: object } }> }

/** What of v86 is used here; its published types say less than it has. */
export interface Machine {
  run(): Promise<void>
  stop(): Promise<void>
  destroy(): Promise<void>
  save_state(): Promise<ArrayBuffer>
  restore_state(state: ArrayBuffer): Promise<void>
  is_running(): boolean
  serial_send_bytes(port: number, bytes: Uint8Array): void
  add_listener(event: string, listener: (argument: never) => void): void
  readonly bus: { send(event: string, argument: unknown): void }
  readonly v86: {
    yield(milliseconds: number, tick: number): void
    yield_callback(tick: number): void
    readonly cpu: { readonly devices: { readonly vga: VideoCard; readonly ps2: { readonly kbd_buffer: { readonly length: number } } }; reboot_internal(): void }
  }
}

export interface VideoCard {
  readonly svga_enabled: boolean
  readonly svga_width: number
  readonly svga_height: number
  readonly svga_bpp: number
  /** In bytes of one pixel's size: where the picture starts in `svga_memory`. */
  readonly svga_offset: number
  readonly svga_memory: Uint8Array
}

export interface MachineParts {
  wasm: Uint8Array
  bios: Uint8Array
  videoBios: Uint8Array
  disk: SparseDisk
  seed: SparseDisk
  boot?: { kernel: Uint8Array; initialRamDisk: Uint8Array; commandLine: string }
}

/** @returns a machine that stands still, when its parts are in place */
export async function buildMachine(parts: MachineParts): Promise<Machine> {
  const file = (bytes: Uint8Array): { buffer: ArrayBuffer } => ({ buffer: bytes.slice().buffer })
  const machine = new V86({
    wasm_fn: async (imports: object) => (await WebAssembly.instantiate(parts.wasm, imports)).instance.exports,
    memory_size: machineOptions.memoryBytes,
    vga_memory_size: machineOptions.videoBytes,
    bios: file(parts.bios),
    vga_bios: file(parts.videoBios),
    hda: parts.disk as never,
    hdb: parts.seed as never,
    uart1: true,
    // Its card ends in the worker: no byte of the guest's reaches the network of this machine.
    net_device: { type: 'virtio' },
    preserve_mac_from_state_image: true,
    disable_keyboard: true,
    disable_mouse: true,
    disable_speaker: true,
    autostart: false,
    ...(parts.boot && {
      bzimage: file(parts.boot.kernel),
      initrd: file(parts.boot.initialRamDisk),
      cmdline: parts.boot.commandLine,
    }),
  }) as unknown as Machine
  await new Promise<void>((resolve) => machine.add_listener('emulator-ready', resolve))
  return machine
}
