import { createHash } from 'node:crypto'
import { access, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { readGuestFile, writeGuestFile, type SavedGuest } from '../guests/index'
import { checkImage, readImageFile } from '../guests/image'

/**
 * What is kept of a machine while no guest runs for it: its disk while it is stopped, its disk and its memory while an
 * instance of it is put aside.
 */
export class GuestFiles {
  #folder: Promise<string> | undefined

  constructor(
    private readonly directory: string,
    private readonly imageDirectory: string,
  ) {}

  /** @throws GuestImageMissing */
  checkImage(): Promise<void> {
    return checkImage(this.imageDirectory)
  }

  /** @throws GuestImageMissing */
  async readDisk(machine: string): Promise<Uint8Array | undefined> {
    return (await readIfThere(await this.#diskFile(machine)))?.disk
  }

  async writeDisk(machine: string, disk: Uint8Array): Promise<void> {
    await writeGuestFile(await this.#diskFile(machine), { state: new Uint8Array(), disk })
  }

  /** @throws GuestImageMissing */
  async readSaved(machine: string, instance: string): Promise<SavedGuest | undefined> {
    return readIfThere(await this.#savedFile(machine, instance))
  }

  async writeSaved(machine: string, instance: string, saved: SavedGuest): Promise<void> {
    await writeGuestFile(await this.#savedFile(machine, instance), saved)
  }

  async removeSaved(machine: string, instance: string): Promise<void> {
    await rm(await this.#savedFile(machine, instance), { force: true })
    await rm(await this.#logFile(machine, instance), { force: true })
  }

  /** What its guest wrote to the serial port before it was put aside. @throws GuestImageMissing */
  async readLog(machine: string, instance: string): Promise<string | undefined> {
    const file = await this.#logFile(machine, instance)
    return (await isThere(file)) ? readFile(file, 'utf8') : undefined
  }

  async writeLog(machine: string, instance: string, text: string): Promise<void> {
    await writeFile(await this.#logFile(machine, instance), text, { mode: 0o600 })
  }

  /** Removes all there is of the machines that are not among these. */
  async keepOnly(machines: ReadonlySet<string>): Promise<void> {
    const folder = await this.#open()
    const lost = (await readdir(folder)).filter((file) => !machines.has(file.split('.')[0] ?? ''))
    await Promise.all(lost.map((file) => rm(join(folder, file), { force: true })))
  }

  async copyTo(directory: string): Promise<void> {
    const folder = await this.#open()
    await cp(folder, join(directory, basename(folder)), { recursive: true })
  }

  /** Has afterwards what `copyTo` took there; nothing, if that was of another image. */
  async becomeCopyOf(directory: string): Promise<void> {
    await this.keepOnly(new Set())
    const folder = await this.#open()
    const copy = join(directory, basename(folder))
    if (await isThere(copy)) await cp(copy, folder, { recursive: true })
  }

  async #diskFile(machine: string): Promise<string> {
    return join(await this.#open(), `${machine}.disk`)
  }

  async #savedFile(machine: string, instance: string): Promise<string> {
    return join(await this.#open(), `${machine}.${instance}.saved`)
  }

  async #logFile(machine: string, instance: string): Promise<string> {
    return join(await this.#open(), `${machine}.${instance}.log`)
  }

  #open(): Promise<string> {
    this.#folder ??= this.#prepareFolder()
    // An image that is made while the program runs is found by the next guest.
    this.#folder.catch(() => (this.#folder = undefined))
    return this.#folder
  }

  /** A folder for the image: what was written onto one image's disk makes no sense on another's. */
  async #prepareFolder(): Promise<string> {
    const image = createHash('sha256').update(await readImageFile(this.imageDirectory, 'manifest')).digest('hex').slice(0, 16)
    await mkdir(join(this.directory, image), { recursive: true, mode: 0o700 })
    const others = (await readdir(this.directory)).filter((folder) => folder !== image)
    await Promise.all(others.map((folder) => rm(join(this.directory, folder), { recursive: true, force: true })))
    return join(this.directory, image)
  }
}

async function readIfThere(file: string): Promise<SavedGuest | undefined> {
  return (await isThere(file)) ? readGuestFile(file) : undefined
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
