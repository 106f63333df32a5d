import { badRequest } from '../api/status'
import type { ServingPair } from '../tls/issue'

/** Servers that present the same certificate: the API, and what hangs on the cluster's ingress. */
interface Servers {
  pair: ServingPair
  listeners: () => { present(pair: ServingPair): void }[]
}

/** Which certificates the classroom's servers present. */
export class Certificates {
  readonly #servers: Readonly<Record<string, Servers>>
  /** A stranger's pair for these names. */
  readonly #issue: () => Promise<Record<string, ServingPair>>
  readonly #foreign = new Set<string>()

  constructor(servers: Readonly<Record<string, Servers>>, issue: () => Promise<Record<string, ServingPair>>) {
    this.#servers = servers
    this.#issue = issue
  }

  /** Names of the servers whose certificate is not their own. */
  foreign(): string[] {
    return [...this.#foreign]
  }

  /**
   * Presents a certificate of a stranger's authority, or the own one again, and drops who is connected.
   * @param name of the servers; empty for all. Throws ApiError if there are none of that name.
   */
  async present(name: string, foreign: boolean): Promise<void> {
    const chosen = Object.entries(this.#servers).filter(([one]) => name === '' || name === one)
    if (chosen.length === 0) throw badRequest(`${JSON.stringify(name)} is none of ${Object.keys(this.#servers).join(', ')}`)
    const strangers = foreign ? await this.#issue() : {}
    for (const [server, { pair, listeners }] of chosen) {
      if (foreign) this.#foreign.add(server)
      else this.#foreign.delete(server)
      // After the answer to who asked for it.
      setImmediate(() => listeners().forEach((listener) => listener.present(strangers[server] ?? pair)))
    }
  }
}
