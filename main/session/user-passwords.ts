import type { Vault } from './vault'

/** The passwords of a classroom's cluster users: whose are known, and which one was typed and may be kept. */
export interface UserPasswords {
  /** As far as the vault has said. */
  isKnown(user: string): boolean
  read(user: string): Promise<string | null>
  /** Typed at oc's own prompt and right: held until the student says whether to keep it. */
  offer(user: string, password: string): void
  isOffered(user: string): boolean
  answerOffer(user: string, keep: boolean): Promise<void>
  forget(user: string): Promise<void>
  /** Also those of `others`, accounts of the vault that are nobody's login. */
  forgetAll(others: readonly string[]): Promise<void>
  dispose(): void
}

interface UserPasswordsOptions {
  classroom: string
  users: readonly string[]
  vault: Vault
  onChanged: () => void
}

const accountOf = (user: string): string => `cluster:${user}`

export function createUserPasswords({ classroom, users, vault, onChanged }: UserPasswordsOptions): UserPasswords {
  const known = new Set<string>()
  const offered = new Map<string, string>()

  const read = async (user: string): Promise<string | null> => {
    const password = await vault.read(classroom, accountOf(user))
    if (password === null) known.delete(user)
    else known.add(user)
    onChanged()
    return password
  }
  const readAll = (): void => users.forEach((user) => void read(user))

  // A keychain that was just unlocked, or lost, changes whose password is known.
  const unsubscribe = vault.onChanged(readAll)
  readAll()

  return {
    isKnown: (user) => known.has(user),
    read,
    offer: (user, password) => void offered.set(user, password),
    isOffered: (user) => offered.has(user),
    async answerOffer(user, keep) {
      const password = offered.get(user)
      offered.delete(user)
      onChanged()
      if (keep && password !== undefined) await vault.keep(classroom, accountOf(user), password)
      await read(user)
    },
    async forget(user) {
      await vault.forget(classroom, [accountOf(user)])
      offered.delete(user)
      await read(user)
    },
    async forgetAll(others) {
      await vault.forget(classroom, [...users.map(accountOf), ...others])
      offered.clear()
      known.clear()
      onChanged()
    },
    dispose() {
      unsubscribe()
      offered.clear()
    },
  }
}
