import type { StepStatus, Verdict } from '../../core/course'

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })

/** `10:14`, or the day where it was another one. */
export function timeOf(at: number): string {
  const time = new Date(at)
  return time.toDateString() === new Date().toDateString() ? clock.format(time) : day.format(time)
}

/** `about 5 min`, `about 1 h`. */
export function roughly(minutes: number): string {
  return minutes < 60 ? `about ${minutes} min` : `about ${Math.round(minutes / 30) / 2} h`
}

/** `45 min`, `1 h 12 min`; empty for less than a minute. */
export function spent(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  if (minutes === 0) return ''
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** `12 s ago`. */
export function ago(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000))
  if (seconds < 60) return `${seconds} s ago`
  const minutes = Math.round(seconds / 60)
  return minutes < 60 ? `${minutes} min ago` : `${Math.round(minutes / 60)} h ago`
}

export const STATE_WORDS: Record<StepStatus['state'], string> = { todo: 'to do', checking: 'checking', done: 'done', failed: 'not met', skipped: 'skipped' }

// A longer value would push the sentence away; it stands in the block below.
const SHORT = 18

/** What stands at the right end of a check's line. `tried`: a failure is a failure only then. */
export function verdictWord(verdict: Verdict, tried: boolean): string {
  switch (verdict.kind) {
    case 'met':
      return ''
    case 'not-met':
      return tried ? 'not met' : ''
    case 'to-do':
      return tried ? 'to do' : ''
    case 'not-yet':
      return !tried ? '' : verdict.found.length <= SHORT ? `not yet: ${verdict.found}` : 'not yet'
    case 'waiting':
      return 'waiting'
    case 'no-rights':
      return 'no rights'
    case 'no-such-kind':
      return 'no such kind yet'
  }
}

/** The same with its reason, for the tooltip and who does not see the icon. */
export function verdictSentence(verdict: Verdict, tried: boolean): string {
  switch (verdict.kind) {
    case 'met':
      return 'met'
    case 'not-met':
      return tried ? 'not met' : 'to do'
    case 'to-do':
      return 'to do'
    case 'not-yet':
      return tried ? 'not yet: it is under way' : 'to do'
    case 'waiting':
      return `waiting for the cluster${verdict.message === null ? '' : `: ${verdict.message}`}`
    case 'no-rights':
      return `this login may not see it${verdict.message === null ? '' : `: ${verdict.message}`}`
    case 'no-such-kind':
      return `the cluster does not know ${verdict.name} yet`
  }
}

/** `3 units read`, `3 units read, 1 of them cannot be opened`. */
export function unitsRead(units: number, refused: number): string {
  const read = units === 0 ? 'No units found' : `${units} ${units === 1 ? 'unit' : 'units'} read`
  if (refused === 0) return read
  return `${read}, ${units === 1 ? 'and it' : `${refused} of them`} cannot be opened`
}
