import { listAt, objectAt, textAt, type Json, type KubeObject } from './json'

export type Predicate = (object: KubeObject) => boolean

export class SelectorError extends Error {}

/** Parses a label selector such as `app=web,tier in (a,b),!old`. Throws SelectorError. */
export function labelSelector(text: string): Predicate {
  const terms = splitTerms(text).map(labelTerm)
  return (object) => terms.every((term) => term(object.metadata.labels ?? {}))
}

/**
 * Parses a field selector such as `metadata.name=x,status.phase!=Failed`.
 * `known` lists the fields the kind can be selected by; others are an error, as on a real server.
 */
export function fieldSelector(text: string, known: readonly string[]): Predicate {
  const terms = splitTerms(text).map((term) => {
    const match = /^([^=!]+)(==|=|!=)(.*)$/.exec(term)
    if (match === null) throw new SelectorError(`invalid selector: '${term}'; can't understand '${term}'`)
    const [, field = '', operator, value = ''] = match
    if (!known.includes(field)) throw new SelectorError(`field label not supported: ${field}`)
    const path = field.split('.')
    return (object: KubeObject) => (textAt(object, ...path) === value) === (operator !== '!=')
  })
  return (object) => terms.every((term) => term(object))
}

function splitTerms(text: string): string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map((term) => term.trim())
    .filter((term) => term !== '')
}

function labelTerm(term: string): (labels: Record<string, string>) => boolean {
  const set = /^(\S+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(term)
  if (set !== null) {
    const [, key = '', operator, list = ''] = set
    const values = list.split(',').map((value) => value.trim())
    return (labels) => {
      const value = labels[key]
      return operator === 'in' ? value !== undefined && values.includes(value) : value === undefined || !values.includes(value)
    }
  }
  const comparison = /^([\w./-]+)\s*(==|=|!=)\s*([\w.-]*)$/.exec(term)
  if (comparison !== null) {
    const [, key = '', operator, value = ''] = comparison
    return (labels) => (labels[key] === value) === (operator !== '!=')
  }
  const existence = /^(!?)\s*([\w./-]+)$/.exec(term)
  if (existence === null) throw new SelectorError(`unable to parse requirement: found '${term}', expected: identifier, 'in', 'notin', '=', '==', '!='`)
  const [, negated, key = ''] = existence
  return (labels) => (labels[key] !== undefined) === (negated === '')
}

/** Whether labels fit a LabelSelector object; an empty one fits all. */
export function matchesLabels(selector: Json | undefined, labels: Record<string, string> = {}): boolean {
  const equal = Object.entries(objectAt(selector, 'matchLabels')).every(([key, value]) => labels[key] === textAt(value))
  return equal && listAt(selector, 'matchExpressions').every((expression) => matchesExpression(expression, labels))
}

function matchesExpression(expression: Json, labels: Record<string, string>): boolean {
  const value = labels[textAt(expression, 'key')]
  const listed = value !== undefined && listAt(expression, 'values').includes(value)
  switch (textAt(expression, 'operator')) {
    case 'In':
      return listed
    case 'NotIn':
      return !listed
    case 'Exists':
      return value !== undefined
    default:
      return value === undefined
  }
}
