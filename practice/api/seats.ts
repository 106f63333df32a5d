import type { ByteChannel } from '../web-socket/channel'

/** Who looks at a guest: one at each place. Who comes later takes the place, and the other's connection ends without a word, as up to KubeVirt 1.6. */
export class Seats {
  readonly #taken = new Map<string, ByteChannel>()

  take(place: string, channel: ByteChannel): void {
    this.clear(place)
    this.#taken.set(place, channel)
    channel.onClose(() => {
      if (this.#taken.get(place) === channel) this.#taken.delete(place)
    })
  }

  clear(place: string): void {
    this.#taken.get(place)?.close()
  }
}
