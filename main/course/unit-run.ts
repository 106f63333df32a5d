import {
  asksClusterOnly,
  type CommandFact,
  type Deeds,
  type Effect,
  evaluate,
  factsSince,
  FRESH,
  judgeStep,
  rememberCommand,
  type StepRecord,
  type StepStatus,
  type StepTerms,
  type Term,
  type Verdict,
} from '../../core/course'
import { type Observe, standTerms } from './standing-terms'

/** A unit that a student is in: its steps judged by what happens. */
export interface UnitRun {
  readonly steps: ReadonlyMap<string, StepStatus>
  records(): Record<string, StepRecord>
  /** The student looks at a step: its clock runs, and from here on something was tried. */
  begin(step: string): void
  change(step: string, change: (record: StepRecord) => StepRecord): void
  /** Forgets all that was done in these steps. */
  forget(steps: readonly string[]): void
  ask(step: string): void
  commandFinished(fact: CommandFact, current: string | null): void
  setLoggedInAs(user: string | null): void
  /** What is on the screen, or was, is another. */
  sightsChanged(): void
  dispose(): void
}

interface RunOptions {
  steps: readonly StepTerms[]
  records: Readonly<Record<string, StepRecord>>
  loggedInAs: string | null
  observe: Observe
  /** What is on the screen, and was. */
  sights: Pick<Deeds, 'sights' | 'consoles'>
  /** Lines that a step tells the student to run: once one of them has worked, earlier mistakes are forgiven. */
  linesOf: (step: string) => readonly string[]
  /** Steps that changed, at most once for what happens together. `isKept`: their records have changed as well, and are to be saved. */
  onChanged: (changed: StepStatus[], isKept: boolean) => void
  now?: () => number
}

interface Standing {
  terms: StepTerms
  record: StepRecord
  activityAt: number | null
  asked: boolean
  /** Commands before this are forgiven. */
  forgivenAt: number
  timer: NodeJS.Timeout | null
}

// What a failing check says of a field that keeps changing is read, not raced: four times a second.
const DETAILS_MS = 250
// Timers count in whole numbers of 31 bits.
const MAX_TIMER_MS = 2 ** 31 - 1

export function runUnit({ steps, records, observe, sights, linesOf, onChanged, now = Date.now, ...options }: RunOptions): UnitRun {
  const standing = new Map<string, Standing>(
    steps.map((terms) => [terms.id, { terms, record: records[terms.id] ?? FRESH, activityAt: null, asked: false, forgivenAt: 0, timer: null }]),
  )
  const statuses = new Map<string, StepStatus>()
  const dirty = new Set<string>(standing.keys())
  let commands: CommandFact[] = []
  let loggedInAs = options.loggedInAs
  let soon: NodeJS.Immediate | null = null
  let later: NodeJS.Timeout | null = null
  let satisfied: ReadonlySet<string> = new Set()
  let isKept = false
  let isDisposed = false

  const touch = (id: string, effect: Effect = 'turned'): void => {
    if (isDisposed) return
    dirty.add(id)
    if (effect === 'turned') soon ??= setImmediate(() => flush())
    else later ??= setTimeout(() => flush(), DETAILS_MS)
  }
  const touchAll = (): void => {
    for (const id of standing.keys()) touch(id)
  }

  const verdictOf = ({ record, forgivenAt }: Standing, term: Term, say: string | null): Verdict =>
    evaluate(
      term,
      {
        loggedInAs,
        ...factsSince({ commands, sights: sights.sights, consoles: sights.consoles }, record.readyAt === null ? null : say === null ? Math.max(record.readyAt, forgivenAt) : record.readyAt),
        answered: new Set(Object.entries(record.answers).flatMap(([id, { right }]) => (right ? [id] : []))),
        confirmed: say !== null && record.confirmed.includes(say),
      },
      (resource) => folds.fold(resource).verdict(),
    )

  const required = new Set(steps.flatMap(({ after }) => after))

  /**
   * What later steps may build upon: steps that are finished, and those whose work the cluster shows all the same, such as an operator that was
   * installed before the lesson, if what they build upon is there too.
   */
  const satisfiedSteps = (): Set<string> => {
    const known = new Map<string, boolean>()
    const isSatisfied = (id: string): boolean => {
      const step = standing.get(id)
      if (step === undefined) return true
      const before = known.get(id)
      if (before !== undefined) return before
      known.set(id, isFinished(step) || (holds(step) && step.terms.after.every(isSatisfied)))
      return known.get(id) === true
    }
    return new Set([...required].filter(isSatisfied))
  }
  const holds = (step: Standing): boolean => {
    const shown = step.terms.checks.filter(({ term }) => asksClusterOnly(term))
    return shown.length > 0 && shown.every(({ say, term }) => verdictOf(step, term, say).kind === 'met')
  }

  const judge = (id: string, step: Standing, satisfied: ReadonlySet<string>): boolean => {
    const judged = (): ReturnType<typeof judgeStep> =>
      judgeStep(step.terms, step.record, { now: now(), satisfied, verdictOf: (term, { say }) => verdictOf(step, term, say), activityAt: step.activityAt, asked: step.asked })
    const before = statuses.get(id)
    const kept = step.record
    let { record, status, lookAgainAt } = judged()
    if (kept.readyAt === null && record.readyAt !== null) {
      // From now on what was done counts: a page that is open when the step becomes ready is a look at it, not something that was true before.
      step.record = record
      ;({ record, status, lookAgainAt } = judged())
    }
    if (before !== undefined && hasTurned(before, status)) {
      step.activityAt = now()
      ;({ record, status, lookAgainAt } = judged())
    }
    isKept ||= record !== kept
    step.record = record
    if (step.timer !== null) clearTimeout(step.timer)
    step.timer = lookAgainAt === null ? null : setTimeout(() => touch(id), Math.min(MAX_TIMER_MS, Math.max(0, lookAgainAt - now()) + 1))
    if (before !== undefined && JSON.stringify(before) === JSON.stringify(status)) return false
    statuses.set(id, status)
    return true
  }

  const flush = (): void => {
    if (soon !== null) clearImmediate(soon)
    if (later !== null) clearTimeout(later)
    soon = later = null
    if (isDisposed) return
    const changed = new Set<string>()
    // A step that is finished makes others ready, whose checks may be true already; each becomes ready once, so this ends.
    do {
      const before = satisfied
      satisfied = satisfiedSteps()
      for (const [id, { terms }] of standing) if (terms.after.some((each) => satisfied.has(each) !== before.has(each))) dirty.add(id)
      const due = [...dirty]
      dirty.clear()
      for (const id of due) {
        const step = standing.get(id)
        if (step && judge(id, step, satisfied)) changed.add(id)
      }
      if (due.length === 0) break
    } while (!isDisposed)
    if (changed.size > 0 || isKept) onChanged([...changed].flatMap((id) => statuses.get(id) ?? []), isKept)
    isKept = false
  }
  const folds = standTerms(steps, observe, touch)
  flush()

  const change = (id: string, make: (record: StepRecord) => StepRecord): void => {
    const step = standing.get(id)
    if (!step) return
    step.record = make(step.record)
    isKept = true
    for (const [other, { terms }] of standing) if (terms.after.includes(id)) touch(other)
    touch(id)
  }

  return {
    steps: statuses,
    records: () => Object.fromEntries([...standing].map(([id, { record }]) => [id, record])),
    begin(id) {
      change(id, (record) => (record.startedAt === null ? { ...record, startedAt: now() } : record))
    },
    change,
    forget(ids) {
      for (const id of ids) {
        const step = standing.get(id)
        if (!step) continue
        Object.assign(step, { activityAt: null, asked: false, forgivenAt: now() })
        change(id, ({ spentMs, startedAt }) => ({ ...FRESH, spentMs, startedAt }))
      }
    },
    ask(id) {
      const step = standing.get(id)
      if (step) step.asked = true
      touch(id)
    },
    commandFinished(fact, current) {
      commands = rememberCommand(commands, fact)
      for (const [id, step] of standing) {
        if (id === current) step.activityAt = now()
        if (fact.exit === 0 && linesOf(id).includes(fact.command)) step.forgivenAt = fact.endedAt
        if (id === current || uses(step.terms, 'command')) touch(id)
      }
    },
    sightsChanged() {
      for (const [id, { terms }] of standing) if (uses(terms, 'opened') || uses(terms, 'console')) touch(id)
    },
    setLoggedInAs(user) {
      if (user === loggedInAs) return
      loggedInAs = user
      touchAll()
    },
    dispose() {
      isDisposed = true
      folds.dispose()
      if (soon !== null) clearImmediate(soon)
      if (later !== null) clearTimeout(later)
      for (const { timer } of standing.values()) if (timer !== null) clearTimeout(timer)
    },
  }
}

/** Whether something has come true: not only that facts have arrived, and not that something was undone or put back. */
function hasTurned(before: StepStatus, after: StepStatus): boolean {
  return after.checks.some(({ verdict }, index) => {
    const last = before.checks[index]?.verdict.kind
    return last !== undefined && last !== 'waiting' && last !== 'met' && verdict.kind === 'met'
  })
}

function isFinished({ record }: Standing): boolean {
  return record.doneAt !== null || record.skippedAt !== null
}

function uses({ checks, mistakes, requires }: StepTerms, kind: Term['kind']): boolean {
  const isIn = (term: Term): boolean => term.kind === kind || ('terms' in term && term.terms.some(isIn))
  return [...checks, ...mistakes, ...requires].some(({ term }) => isIn(term))
}
