import type { KindName } from '../cluster'
import type { ObservedState } from './facts'

/** An object of the cluster as the window opens it. */
export interface ObjectPlace {
  /** As in core/cluster: `virtualmachines.kubevirt.io`. */
  kind: KindName
  /** Empty for what belongs to none. */
  namespace: string
  name: string
  /** The field that was looked at, such as `.status.phase`; null for the object as a whole. */
  path: string | null
}

interface Difference {
  expected: string
  found: string
  /** What the object says about the reason. */
  because: string | null
  place: ObjectPlace | null
}

/** What can be said of a check now. Only `not-met` is a failure; what cannot be known is a verdict of its own. */
export type Verdict =
  | { kind: 'met'; place: ObjectPlace | null }
  | ({ kind: 'not-met' } & Difference)
  /** Under way: its time is not over. */
  | ({ kind: 'not-yet' } & Difference)
  /** Only the student can do it, and has not: no failure, and nothing is under way. */
  | { kind: 'to-do' }
  /** No connection, or the answer is still to come. */
  | { kind: 'waiting'; message: string | null }
  | { kind: 'no-rights'; message: string | null }
  | { kind: 'no-such-kind'; name: string }

export const MET: Verdict = { kind: 'met', place: null }

export function notMet(expected: string, found: string): Verdict {
  return { kind: 'not-met', expected, found, because: null, place: null }
}

/** Where nothing may be said about what exists; null where something may. */
export function verdictOfState(state: ObservedState, message: string | null, kind: string): Verdict | null {
  switch (state) {
    case 'live':
      return null
    case 'stale':
    case 'waiting':
      return { kind: 'waiting', message }
    case 'forbidden':
      return { kind: 'no-rights', message }
    case 'no-such-kind':
      return { kind: 'no-such-kind', name: kind }
  }
}

/** Met when all are; the first failure counts most, then what is to be done, then what cannot be known. */
export function allOf(verdicts: readonly Verdict[]): Verdict {
  return verdicts.find(({ kind }) => kind === 'not-met') ?? verdicts.find(({ kind }) => kind === 'to-do') ?? verdicts.find(({ kind }) => kind !== 'met') ?? verdicts.find((verdict) => verdict.kind === 'met' && verdict.place !== null) ?? MET
}

export function anyOf(verdicts: readonly Verdict[]): Verdict {
  // While one cannot be known, what is not done yet says nothing: the other may have been true all the time.
  const isOpen = ({ kind }: Verdict): boolean => kind !== 'not-met' && kind !== 'to-do' && kind !== 'no-such-kind'
  return verdicts.find(({ kind }) => kind === 'met') ?? verdicts.find(isOpen) ?? verdicts[0] ?? notMet('one of several', 'none')
}

/** Met when none is: something of a kind that the cluster does not have is not there. */
export function noneOf(verdicts: readonly Verdict[]): Verdict {
  const found = verdicts.find((verdict) => verdict.kind === 'met')
  if (found?.kind === 'met') return { kind: 'not-met', expected: 'not so', found: 'so', because: null, place: found.place }
  return verdicts.find(({ kind }) => kind === 'waiting' || kind === 'no-rights') ?? MET
}
