import { quantity } from '../cluster/raw'
import type { CompilePattern, Pattern } from './pattern'
import type { Condition } from './unit'
import { fillIn, type Variables } from './variables'

export type Comparison =
  | { kind: 'equals' | 'not'; value: string }
  | { kind: 'matches'; pattern: Pattern }
  | { kind: 'in'; values: string[] }
  | { kind: 'atLeast' | 'atMost'; value: string }
  | { kind: 'exists'; wanted: boolean }
  | { kind: 'sameAs' }

/** The one comparison of a condition that has a path. */
export function comparisonOf(source: Condition, variables: Variables, pattern: CompilePattern): Comparison {
  const fill = (value: string | number | boolean): string => fillIn(String(value), variables)
  if (source.equals !== undefined) return { kind: 'equals', value: fill(source.equals) }
  if (source.not !== undefined) return { kind: 'not', value: fill(source.not) }
  if (source.matches !== undefined) return { kind: 'matches', pattern: pattern(fill(source.matches)) }
  if (source.in !== undefined) return { kind: 'in', values: source.in.map(fill) }
  if (source.atLeast !== undefined) return { kind: 'atLeast', value: fill(source.atLeast) }
  if (source.atMost !== undefined) return { kind: 'atMost', value: fill(source.atMost) }
  if (source.sameAs !== undefined) return { kind: 'sameAs' }
  return { kind: 'exists', wanted: source.exists ?? true }
}

// Longer values are no words that a check compares; they would only cost time and fill the card.
const MAX_TEXT = 4_000
const MAX_SHOWN = 200

/** A value of an object as text; lists and groups as JSON. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value.slice(0, MAX_TEXT)
  if (value === undefined) return ''
  try {
    return (JSON.stringify(value) ?? '').slice(0, MAX_TEXT)
  } catch {
    // Thousands of levels deep: nothing that a lesson compares, and no reason to judge nothing else any more.
    return ''
  }
}

export function shown(text: string): string {
  return text === '' ? '“”' : text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text
}

/** `others`: the values that `sameAs` compares with. */
export function fulfils(value: unknown, comparison: Comparison, others: ReadonlySet<string>): boolean {
  const text = textOf(value)
  switch (comparison.kind) {
    case 'equals':
      return text === comparison.value
    case 'not':
      return text !== comparison.value
    case 'matches':
      return comparison.pattern.found(text)
    case 'in':
      return comparison.values.includes(text)
    case 'atLeast':
      return compare(text, comparison.value, (a, b) => a >= b)
    case 'atMost':
      return compare(text, comparison.value, (a, b) => a <= b)
    case 'exists':
      return comparison.wanted
    case 'sameAs':
      return others.has(text)
  }
}

function compare(found: string, wanted: string, holds: (a: number, b: number) => boolean): boolean {
  const [a, b] = [quantity(found), quantity(wanted)]
  return a !== null && b !== null && holds(a, b)
}

/** What would be right, in words. */
export function expectation(comparison: Comparison, others: ReadonlySet<string>): string {
  switch (comparison.kind) {
    case 'equals':
      return shown(comparison.value)
    case 'not':
      return `not ${shown(comparison.value)}`
    case 'matches':
      return `like ${comparison.pattern.source}`
    case 'in':
      return comparison.values.join(' or ')
    case 'atLeast':
      return `at least ${comparison.value}`
    case 'atMost':
      return `at most ${comparison.value}`
    case 'exists':
      return comparison.wanted ? 'any value' : 'no value'
    case 'sameAs':
      return others.size === 0 ? 'what another object says' : [...others].slice(0, 3).map(shown).join(' or ')
  }
}
