import type { ConsoleFact, SightFact } from '../../core/course'

/** An object's page, or, without a name, a list of a kind. */
export type Seen = Pick<SightFact, 'kind' | 'namespace' | 'name'>

/** What of the cluster is, and was, on the screen: whoever looks at an object in the explorer has looked at it. */
export interface Sights {
  readonly sights: readonly SightFact[]
  readonly consoles: readonly ConsoleFact[]
  note(seen: Seen, isOpen: boolean): void
  hear(machine: { namespace: string; name: string }, text: string): void
  /** Another classroom's objects may bear the same names. */
  forget(): void
}

// A lesson opens some dozens of pages, and a handful of consoles.
const MAX_SIGHTS = 300
const MAX_CONSOLES = 20

export function keepSights(now: () => number = Date.now): Sights {
  let sights: readonly SightFact[] = []
  let consoles: readonly ConsoleFact[] = []
  return {
    get sights() {
      return sights
    },
    get consoles() {
      return consoles
    },
    note({ kind, namespace, name }, isOpen) {
      const isSame = (sight: SightFact): boolean => sight.closedAt === null && sight.kind === kind && sight.namespace === namespace && sight.name === name
      if (isOpen) sights = [...sights, { kind, namespace, name, openedAt: now(), closedAt: null }].slice(-MAX_SIGHTS)
      else {
        const ended = sights.findIndex(isSame)
        sights = sights.map((sight, index) => (index === ended ? { ...sight, closedAt: now() } : sight))
      }
    },
    hear({ namespace, name }, text) {
      consoles = [...consoles.filter((each) => each.namespace !== namespace || each.name !== name), { namespace, name, text, at: now() }].slice(-MAX_CONSOLES)
    },
    forget() {
      sights = []
      consoles = []
    },
  }
}
