import { buildMachine, type Machine, type MachineParts } from './machine.js'
import { machineOptions, serialPorts } from './machine-shape.js'
import { packBlocks, SparseDisk } from './sparse-disk.js'

export { machineVersion } from './machine-shape.js'

/** On a busy machine the boot was seen to take 47 s; the installation 20 s more. */
const patience = 5 * 60_000

/**
 * - `tsc`: a guest is stopped whenever nobody looks, so that ticks are lost at any time: time is read, not counted.
 * - watchdogs would take a stopped guest for a hung one.
 */
const commandLine = 'rdinit=/init console=tty0 quiet loglevel=4 tsc=reliable clocksource=tsc nowatchdog rcupdate.rcu_cpu_stall_suppress=1 mitigations=off panic=1 net.ifnames=0'

export interface BakeInput extends Pick<MachineParts, 'wasm' | 'bios' | 'videoBios'> {
  kernel: Uint8Array
  initialRamDisk: Uint8Array
  /** A tar archive of the root disk's files. */
  rootFiles: Uint8Array
  report(doing: string): void
}

/**
 * Boots the machine once, lets it install its root disk, and saves it at the moment where a guest begins to be one.
 *
 * @returns the machine's state and the blocks of the root disk
 * @throws Error when the guest says that it failed, or says nothing for five minutes
 */
export async function bakeGuest(input: BakeInput): Promise<{ state: Uint8Array; disk: Uint8Array }> {
  const disk = new SparseDisk(machineOptions.diskBytes, new Map())
  const seed = new SparseDisk(machineOptions.seedBytes, new Map())
  seed.set(0, input.rootFiles, () => undefined)
  const machine = await buildMachine({
    ...input,
    disk,
    seed,
    boot: { kernel: input.kernel, initialRamDisk: input.initialRamDisk, commandLine },
  })
  try {
    const expect = readAgent(machine)
    input.report('booting Linux in the emulator')
    await machine.run()
    await expect('READY')
    input.report('installing the root disk')
    machine.serial_send_bytes(serialPorts.agent, Buffer.from('install\n'))
    await expect('INSTALLED')
    input.report('saving the state')
    await machine.stop()
    return { state: new Uint8Array(await machine.save_state()), disk: packBlocks(disk.written) }
  } finally {
    await machine.destroy()
  }
}

/** @returns a function that waits for a line of the agent's serial port */
function readAgent(machine: Machine): (line: string) => Promise<void> {
  let text = ''
  let changed = (): void => undefined
  machine.add_listener(`serial${serialPorts.agent}-output-byte`, (byte: number) => {
    text += String.fromCharCode(byte)
    if (byte === 10) changed()
  })
  return (line) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`the guest did not say ${line} within ${patience / 60_000} minutes`)), patience)
      const settle = (act: () => void): void => {
        clearTimeout(timer)
        changed = () => undefined
        act()
      }
      changed = () => {
        if (text.includes('FAILED')) settle(() => reject(new Error(`the guest could not install its root disk: ${text.slice(-500)}`)))
        else if (text.includes(line)) settle(resolve)
      }
      changed()
    })
}
