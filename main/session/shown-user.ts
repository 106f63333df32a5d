/** Whose cluster is shown. Of several logins under way it is the one asked for last, whichever ends last. */
export interface ShownUser {
  /** Null while nobody was chosen. */
  current(): string | null
  /** The student wants to see this one's cluster, as soon as that can be. */
  want(user: string): void
  /** Whoever is shown stays: another one logs in on the side. */
  stay(): void
  /** It can be: nothing happens where another one was wanted later and is shown. */
  show(user: string): void
  /** Without anybody's wish. */
  fallBackTo(user: string): void
}

export function createShownUser(first: string | null): ShownUser {
  let current = first
  let wishes = 0
  let fulfilled = 0
  const wanted = new Map<string, number>()
  return {
    current: () => current,
    want(user) {
      wishes += 1
      wanted.set(user, wishes)
    },
    stay() {
      if (current === null) return
      wishes += 1
      fulfilled = wishes
      wanted.set(current, wishes)
    },
    show(user) {
      const wish = wanted.get(user) ?? 0
      if (wish < fulfilled) return
      fulfilled = wish
      current = user
    },
    fallBackTo(user) {
      current = user
    },
  }
}
