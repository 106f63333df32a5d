/** What can give its place to another. */
interface Guest {
  readonly isIdle: boolean
  putAside(): Promise<void>
}

/** Places for a few guests; one that nobody looks at makes room for another. */
export class Room<Occupant extends Guest> {
  /** Who was used last stands last. */
  readonly #taken = new Set<Occupant>()
  #isClosed = false

  constructor(private readonly places: number) {}

  get hasPlace(): boolean {
    return !this.#isClosed && this.#taken.size < this.places
  }

  /** @throws Error when all places are taken, by others that are in use or, without `mayPutAside`, at all */
  async take(newcomer: Occupant, mayPutAside: boolean): Promise<void> {
    if (this.#isClosed) throw new Error('the practice classroom is closing')
    const idle = this.#taken.size < this.places ? undefined : [...this.#taken].find(({ isIdle }) => isIdle)
    if (this.#taken.size >= this.places && (idle === undefined || !mayPutAside)) {
      throw new Error(`${this.places} machines' consoles are in use, and the practice classroom has no room for more at once: close one of them.`)
    }
    this.#taken.add(newcomer)
    if (idle === undefined) return
    this.#taken.delete(idle)
    try {
      await idle.putAside()
    } catch (error) {
      this.#taken.delete(newcomer)
      this.#taken.add(idle)
      throw error
    }
  }

  use(occupant: Occupant): void {
    if (this.#taken.delete(occupant)) this.#taken.add(occupant)
  }

  leave(occupant: Occupant): void {
    this.#taken.delete(occupant)
  }

  /** Puts everybody aside and lets nobody in. @returns what went wrong */
  async close(): Promise<unknown[]> {
    this.#isClosed = true
    const outcomes = await Promise.allSettled([...this.#taken].map((occupant) => occupant.putAside()))
    return outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []))
  }
}
