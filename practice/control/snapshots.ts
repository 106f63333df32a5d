import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { GuestDoor } from '../api/guest-door'
import { ApiError, badRequest, notFound } from '../api/status'
import { readState, writeState } from '../store/state-file'
import type { StoreState } from '../store/store'
import { exchangeWorld, type World } from './world'

export interface SnapshotInfo {
  name: string
  /** ISO date. */
  saved: string
}

const kind = { group: 'practice', resource: 'snapshots' }

/** A snapshot's name becomes a file's. */
const goodName = /^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$/

/** The whole classroom under a name: a directory for each, with the objects and the guests. */
export class Snapshots {
  readonly #directory: string
  readonly #world: World
  readonly #guests: GuestDoor

  constructor(directory: string, world: World, guests: GuestDoor) {
    this.#directory = directory
    this.#world = world
    this.#guests = guests
  }

  async list(): Promise<SnapshotInfo[]> {
    const names = await readdir(this.#directory).catch(() => [])
    const all = await Promise.all(names.filter((name) => goodName.test(name)).map(async (name) => ({ name, saved: (await stat(join(this.#directory, name))).mtime.toISOString() })))
    return all.sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** Replaces an older one of the same name. */
  async save(name: string): Promise<void> {
    const place = this.#place(name)
    const fresh = join(this.#directory, `.${name}.new`)
    await rm(fresh, { recursive: true, force: true })
    await mkdir(fresh, { recursive: true, mode: 0o700 })
    await writeState(join(fresh, 'state.json'), JSON.stringify(this.#world.store.save()))
    await this.#guests.save?.(join(fresh, 'guests'))
    await rm(place, { recursive: true, force: true })
    await rename(fresh, place)
  }

  async restore(name: string): Promise<void> {
    const place = this.#place(name)
    const state = await readState<StoreState>(join(place, 'state.json'))
    if (state === undefined) throw notFound(kind, name)
    exchangeWorld(this.#world, state)
    await this.#guests.restore?.(join(place, 'guests'))
  }

  async remove(name: string): Promise<void> {
    try {
      await rm(this.#place(name), { recursive: true })
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? notFound(kind, name) : new ApiError(500, 'InternalError', (error as Error).message)
    }
  }

  #place(name: string): string {
    if (!goodName.test(name)) throw badRequest(`${JSON.stringify(name)} is no name for a snapshot: lower case letters, digits, '-' and '.' only`)
    return join(this.#directory, name)
  }
}
