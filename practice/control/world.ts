import type { Store, StoreState } from '../store/store'
import type { Profile } from '../world/seed'

/** The cluster as a whole, which can be exchanged for another one while clients look on. */
export interface World {
  readonly store: Store
  /** A classroom as at its first start, or with another beginning; takes as long as such a start. */
  fresh(virtualization?: Profile['virtualization']): Promise<StoreState>
  /** Stops all that acts by itself, does `exchange`, and lets it act again on what is there then. */
  whileResting(exchange: () => void): void
}

/** Who is logged in stays so, whatever becomes of the cluster. */
const logins = new Set(['oauthaccesstokens.oauth.openshift.io', 'users.user.openshift.io', 'identities.user.openshift.io'])

export function exchangeWorld(world: World, state: StoreState): void {
  world.whileResting(() => world.store.become(state, logins))
}
