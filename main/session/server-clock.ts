/** What a classroom's servers say of the time, against this computer's clock. */
export interface ServerClock {
  /** An answer has come: its `Date` header, and when it was asked for, by this computer's clock. */
  note(date: string | undefined, askedAt: number): void
  /** By how many milliseconds this computer's clock is before the servers', negative where it is behind; null while they agree or nothing is known. */
  aheadMs(): number | null
  /** What that says about a certificate that is not valid now: a sentence, or nothing while no server has told the time. */
  verdict(): string
}

// Kerberos, for one, takes no more: clocks that are kept by a time server differ by less than a second, and who sees five minutes has none.
const TOLERANCE_MS = 5 * 60_000
// A `Date` has whole seconds, and answers take a while: without this a difference would be announced with every answer.
const SAME_MS = 60_000

export function createServerClock(onChanged: () => void): ServerClock {
  /** Null before the first answer, 0 where the clocks agree. */
  let ahead: number | null = null
  let comparedAt = offsetOfWall()
  /** By how much this computer's clock was put since the last answer. Forward it also goes in a sleep. */
  const putSince = (): number => offsetOfWall() - comparedAt
  /** Where nobody can be asked any more, because of the very clock, what the last answer said holds only as far as the clock was left alone. */
  const aheadNow = (): number | null => (ahead === null || putSince() > TOLERANCE_MS ? null : putSince() < -TOLERANCE_MS ? ahead + putSince() : ahead)
  return {
    note(date, askedAt) {
      const theirs = Date.parse(date ?? '')
      const now = Date.now()
      // A clock that was put back in between compares nothing.
      if (Number.isNaN(theirs) || askedAt > now) return
      // The answer was written at some time between the question and now, however long the computer has slept meanwhile: only what lies outside is a difference.
      const apart = theirs < askedAt ? askedAt - theirs : theirs > now ? now - theirs : 0
      const next = Math.abs(apart) > TOLERANCE_MS ? apart : 0
      comparedAt = offsetOfWall()
      if (ahead !== null && (next === 0) === (ahead === 0) && Math.abs(next - ahead) < SAME_MS) return
      ahead = next
      onChanged()
    },
    aheadMs: () => (ahead === 0 ? null : ahead),
    verdict() {
      const known = aheadNow()
      if (known === null) return ''
      if (known === 0) return 'The cluster’s clock says the same, so the certificate itself is out of date.'
      return `By the cluster’s clock it is ${isoOf(Date.now() - known)}: one of the two clocks is wrong.`
    },
  }
}

/** The clock on the wall against one that nobody sets. */
const offsetOfWall = (): number => Date.now() - performance.now()

/** To the second; a server may name a year that no date has. */
function isoOf(time: number): string {
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? 'no time at all' : `${date.toISOString().slice(0, -5)}Z`
}
