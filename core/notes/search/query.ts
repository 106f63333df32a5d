import { wordsOf } from './words'

/** Words that must stand one after the other; a single word is a phrase of one. */
export interface Phrase {
  words: string[]
  /** Between quotes: no prefixes, no typing errors. */
  exact: boolean
  /** Its last word may be the beginning of one. A short word is that only where it is still being typed: `oc` is not `ocp`. */
  open: boolean
}

/** Shorter beginnings fit too many words. */
const SHORTEST_BEGINNING = 3

export interface Query {
  phrases: Phrase[]
  unit: string | null
  step: string | null
  tags: string[]
  /** Edited in this stretch of time; milliseconds since 1970, `to` not included. */
  from: number | null
  to: number | null
}

/**
 * Reads `oc start "not a hypervisor" unit:virt step:D6 tag:todo date:2026-11-22`. Also `after:` and `before:`, and for a date `today`,
 * `yesterday`, a month (`2026-11`) or a year. What is no filter is looked for as it stands.
 */
export function parseQuery(input: string, now: Date): Query {
  const query: Query = { phrases: [], unit: null, step: null, tags: [], from: null, to: null }
  for (const [, filter, value, quoted, bare] of input.matchAll(/(?:\b(unit|step|tag|date|after|before):("[^"]*"|\S+))|"([^"]*)"?|(\S+)/gi)) {
    if (filter !== undefined && applyFilter(query, filter.toLowerCase(), (value ?? '').replaceAll('"', ''), now)) continue
    const words = wordsOf(quoted ?? bare ?? `${filter} ${value}`)
    if (words.length > 0) query.phrases.push({ words, exact: quoted !== undefined, open: quoted === undefined })
  }
  const last = query.phrases.at(-1)
  for (const phrase of query.phrases) if (phrase !== last && (phrase.words.at(-1)?.length ?? 0) < SHORTEST_BEGINNING) phrase.open = false
  return query
}

function applyFilter(query: Query, filter: string, value: string, now: Date): boolean {
  if (filter === 'unit') query.unit = value.toLowerCase()
  else if (filter === 'step') query.step = value.toLowerCase()
  else if (filter === 'tag') query.tags.push(value.replace(/^#/, '').toLowerCase())
  else {
    const span = readSpan(value, now)
    if (span === null) return false
    if (filter !== 'before') query.from = filter === 'after' ? span.to : span.from
    if (filter !== 'after') query.to = filter === 'before' ? span.from : span.to
  }
  return true
}

/** A day, a month or a year of the student's own clock. */
function readSpan(value: string, now: Date): { from: number; to: number } | null {
  const word = value.toLowerCase()
  if (word === 'today' || word === 'yesterday') {
    const day = now.getDate() - (word === 'today' ? 0 : 1)
    return span(new Date(now.getFullYear(), now.getMonth(), day), new Date(now.getFullYear(), now.getMonth(), day + 1))
  }
  const [, year, month, day] = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(word) ?? []
  if (year === undefined) return null
  const [y, m, d] = [Number(year), Number(month ?? 1) - 1, Number(day ?? 1)]
  if (day !== undefined) return span(new Date(y, m, d), new Date(y, m, d + 1))
  return month === undefined ? span(new Date(y, 0, 1), new Date(y + 1, 0, 1)) : span(new Date(y, m, 1), new Date(y, m + 1, 1))
}

function span(from: Date, to: Date): { from: number; to: number } {
  return { from: from.getTime(), to: to.getTime() }
}
