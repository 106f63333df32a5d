/** What of the emulated machine is known outside of the emulator, which is large: here it is not loaded. */

/** Grows when the machine gets other devices: the state of another machine cannot be restored. */
export const machineVersion = 2

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
