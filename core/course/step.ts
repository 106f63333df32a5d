import type { StudentFacts } from './facts'
import type { Check, Term } from './term'
import type { Verdict } from './verdict'

/** A step's conditions, filled in. */
export interface StepTerms {
  id: string
  optional: boolean
  /** Ids of steps that come before. */
  after: string[]
  requires: Check[]
  checks: Check[]
  mistakes: { title: string; text: string; term: Term }[]
}

/** What the student did in the window. */
export type Deeds = Pick<StudentFacts, 'commands' | 'sights' | 'consoles'>

/** What is kept of a step for a student. Times are milliseconds since 1970. */
export interface StepRecord {
  /** Since when its checks count: what it requires was true then. */
  readyAt: number | null
  /** Whether all was true at that moment already; null while nobody could tell. */
  before: boolean | null
  startedAt: number | null
  spentMs: number
  doneAt: number | null
  /** `solved`: the program ran the solution. */
  how: 'checks' | 'marked' | 'solved' | null
  skippedAt: number | null
  hints: number
  solved: boolean
  /** Checks that the student has ticked, and that were once true, by their sentences. */
  confirmed: string[]
  witnessed: string[]
  /** By question: numbers of the options that were chosen last, from 1. */
  answers: Record<string, { given: number[]; right: boolean }>
}

export const FRESH: StepRecord = {
  readyAt: null,
  before: null,
  startedAt: null,
  spentMs: 0,
  doneAt: null,
  how: null,
  skippedAt: null,
  hints: 0,
  solved: false,
  confirmed: [],
  witnessed: [],
  answers: {},
}

type StepState = 'todo' | 'checking' | 'done' | 'failed' | 'skipped'

/** A step as the window shows it. */
export interface StepStatus {
  id: string
  state: StepState
  doneAt: number | null
  how: StepRecord['how']
  checks: { say: string; verdict: Verdict; confirmable: boolean; confirmed: boolean }[]
  /** What must be true before and is not: ids of steps, and sentences. */
  missing: ({ step: string } | { say: string; verdict: Verdict })[]
  /** All was true before the step was begun, and nothing has changed since. */
  before: boolean
  /** It was done, and something that it brought about is not true any more. */
  undone: boolean
  /** Something was tried since it was begun: only then is “not met” a failure. */
  tried: boolean
  mistakes: { title: string; text: string }[]
  hints: number
  answers: StepRecord['answers']
  spentMs: number
  startedAt: number | null
  /** When a check, a command or the student last changed something. */
  changedAt: number | null
}

/** What a step is judged by, beside its record. */
export interface StepSituation {
  now: number
  /** Steps of the unit that count as done for those that come after (main/course/unit-run). */
  satisfied: ReadonlySet<string>
  verdictOf: (term: Term, context: { say: string | null }) => Verdict
  /** When something last happened that may concern the step: a command ended, a check turned. */
  activityAt: number | null
  /** The student has asked for the verdict. */
  asked: boolean
}

/** Judges a step. Answers its new record (the same object where nothing of it changed), its status, and when to look again by the clock. */
export function judgeStep(step: StepTerms, record: StepRecord, situation: StepSituation): { record: StepRecord; status: StepStatus; lookAgainAt: number | null } {
  const missing = missingOf(step, situation)
  const ready = missing.length === 0 || record.readyAt !== null
  let next = ready && record.readyAt === null ? { ...record, readyAt: situation.now } : record
  const raw = step.checks.map((check) => ({ check, verdict: verdictWithMemory(check, next, situation) }))

  const allMet = raw.length > 0 && raw.every(({ verdict }) => verdict.kind === 'met')
  const known = raw.every(({ verdict }) => verdict.kind !== 'waiting' && verdict.kind !== 'no-rights')
  if (ready && next.before === null && known) next = { ...next, before: allMet }
  if (next.before === true && known && !allMet) next = { ...next, before: false }
  // What was true before is not witnessed: whoever does it again does it then.
  if (next.before === false) next = withWitnesses(next, raw)
  // A step that nobody has begun, and that builds upon what is gone: a classroom that is put back to its beginning has no operator, but nobody took it off.
  const isWork = next.startedAt !== null || step.after.every((id) => situation.satisfied.has(id))
  if (ready && isWork && next.doneAt === null && next.skippedAt === null && next.before === false && allMet) {
    next = { ...next, doneAt: situation.now, how: next.solved ? 'solved' : 'checks' }
  }

  const finished = next.doneAt !== null || next.skippedAt !== null
  const since = Math.max(next.readyAt ?? 0, situation.activityAt ?? 0)
  const checks = raw.map(({ check, verdict }) => ({ check, verdict: finished ? verdict : withPatience(check, verdict, since, situation.now) }))
  const tried = situation.asked || (next.startedAt !== null && situation.activityAt !== null && situation.activityAt > next.startedAt)
  // Where what it needs is not there (any more), that is what is to be said, and no mistake of this step.
  const mistakes = finished || missing.length > 0 ? [] : step.mistakes.filter(({ term }) => situation.verdictOf(term, { say: null }).kind === 'met').map(({ title, text }) => ({ title, text }))
  const status: StepStatus = {
    id: step.id,
    state: stateOf(next, checks.map(({ verdict }) => verdict), tried, mistakes.length > 0),
    doneAt: next.doneAt,
    how: next.how,
    checks: checks.map(({ check, verdict }) => ({ say: check.say, verdict, confirmable: holdsConfirm(check.term), confirmed: next.confirmed.includes(check.say) })),
    missing: finished ? [] : missing,
    before: next.before === true && !finished,
    undone: next.how !== 'marked' && next.doneAt !== null && raw.some(({ verdict }) => verdict.kind === 'not-met'),
    tried,
    mistakes,
    hints: next.hints,
    answers: next.answers,
    spentMs: next.spentMs,
    startedAt: next.startedAt,
    changedAt: situation.activityAt,
  }
  return { record: next, status, lookAgainAt: finished ? null : endOfPatience(checks, since) }
}

function missingOf(step: StepTerms, { satisfied, verdictOf }: StepSituation): StepStatus['missing'] {
  const steps = step.after.filter((id) => !satisfied.has(id)).map((id) => ({ step: id }))
  const checks = step.requires.map(({ say, term }) => ({ say, verdict: verdictOf(term, { say }) })).filter(({ verdict }) => verdict.kind !== 'met')
  return [...steps, ...checks]
}

function verdictWithMemory(check: Check, record: StepRecord, { verdictOf }: StepSituation): Verdict {
  const now = verdictOf(check.term, { say: check.say })
  return record.witnessed.includes(check.say) ? { kind: 'met', place: 'place' in now ? now.place : null } : now
}

function withWitnesses(record: StepRecord, raw: { check: Check; verdict: Verdict }[]): StepRecord {
  const seen = raw.filter(({ check, verdict }) => verdict.kind === 'met' && isWitnessed(check) && !record.witnessed.includes(check.say)).map(({ check }) => check.say)
  return seen.length === 0 ? record : { ...record, witnessed: [...record.witnessed, ...seen] }
}

/** What was done in the window stays done, also after a restart of the program. */
function isWitnessed({ mode, term }: Check): boolean {
  return mode === 'witnessed' || term.kind === 'command' || term.kind === 'opened' || term.kind === 'console'
}

function withPatience(check: Check, verdict: Verdict, since: number, now: number): Verdict {
  return verdict.kind === 'not-met' && now < since + check.withinMs ? { ...verdict, kind: 'not-yet' } : verdict
}

function endOfPatience(checks: { check: Check; verdict: Verdict }[], since: number): number | null {
  const ends = checks.filter(({ verdict }) => verdict.kind === 'not-yet').map(({ check }) => since + check.withinMs)
  return ends.length === 0 ? null : Math.min(...ends)
}

function stateOf(record: StepRecord, verdicts: Verdict[], tried: boolean, mistaken: boolean): StepState {
  if (record.doneAt !== null) return 'done'
  if (record.skippedAt !== null) return 'skipped'
  if (mistaken) return 'failed'
  if (!tried || verdicts.length === 0) return 'todo'
  const is = (wanted: Verdict['kind']): boolean => verdicts.some(({ kind }) => kind === wanted)
  if (verdicts.some(({ kind }) => kind !== 'not-met' && kind !== 'to-do' && kind !== 'met')) return 'checking'
  return is('not-met') ? 'failed' : is('to-do') ? 'todo' : 'checking'
}

function holdsConfirm(term: Term): boolean {
  return term.kind === 'confirm' || ('terms' in term && term.terms.some(holdsConfirm))
}

/** Whether a term asks the cluster only: what it says can be true without the student having done anything. */
export function asksClusterOnly(term: Term): boolean {
  return term.kind === 'resource' || ('terms' in term && term.terms.every(asksClusterOnly))
}

/** What counts for a step that began at `at`; nothing while it has not. */
export function factsSince({ commands, sights, consoles }: Deeds, at: number | null): Deeds {
  if (at === null) return { commands: [], sights: [], consoles: [] }
  return {
    commands: commands.filter(({ endedAt }) => endedAt >= at),
    sights: sights.filter(({ closedAt }) => closedAt === null || closedAt >= at),
    consoles: consoles.filter((console) => console.at >= at),
  }
}
