import { V86 } from 'v86'
import type { SparseDisk } from './sparse-disk.js'

/** Node has it; its types come with those of a browser, which the practice classroom has not. */
declare const WebAssembly: { instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: object } }> }

/**
 * The emulator fits its saved states only when every option of the machine is as it was when the state was saved:
 * these are the options, for whoever boots the machine once and for whoever restores it.
 */
export const machineOptions = {
  /** The initial RAM disk is placed at 64 MiB, so that less than 96 does not boot; v86 rounds up to a power of two. */
  memoryBytes: 128 * 1024 * 1024,
  /** The bochs driver gives one screen at most half of it: 1024 x 768 x 4 bytes need 3 MiB. */
  videoBytes: 8 * 1024 * 1024,
  /** Only what is written takes memory. The agent of a 32-bit guest cannot count the bytes of a disk beyond 4 GiB. */
  diskBytes: 3 * 1024 * 1024 * 1024,
  /**
   * The second disk: a tar archive. Of the root disk's files when the image is made, of a guest's own configuration ever
   * after; the kernel saw its size when the image was made, so it has to have room for the former.
   */
  seedBytes: 64 * 1024 * 1024,
} as const

/** The serial ports: what each of them carries. */
export const serialPorts = { console: 0, agent: 1 } as const

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
    readonly cpu: { readonly devices: { readonly vga: VideoCard }; reboot_internal(): void }
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
