import type { z } from 'zod'
import { firstOf } from './first-of'
import { nearName } from './near-name'

/** One thing that is wrong in the data of a file. `atKey`: the key itself is meant, not its value. */
export interface Finding {
  path: (string | number)[]
  atKey: boolean
  message: string
}

/** What a schema found, in words for whoever wrote the file. No message repeats a value: it may be a password. */
export function describeIssues(error: z.core.$ZodError, data: unknown, { what, fieldsAt }: { what: string; fieldsAt: (path: (string | number)[]) => readonly string[] }): Finding[] {
  const mistakes = error.issues.flatMap((issue): Mistake[] => {
    const path = placeOf(issue)
    return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => ({ issue, path, key })) : [{ issue, path, key: null }]
  })
  // Only these are worded: a field that nobody knows is compared with each that might be meant.
  const { first, rest } = firstOf(mistakes, findingOf)
  const misspelt = first.flatMap(({ path, key }) => (key === null ? [] : [{ at: path, meant: nearName(key, fieldsAt(path)) }]))
  const isSame = (a: Path, b: Path): boolean => fieldName(a) === fieldName(b)
  // One slip is told once: what a misspelt field was to be is not missing, and the group that it stands in is judged when it is right.
  const followsFrom = ({ issue, path }: Mistake): boolean =>
    misspelt.some(({ at, meant }) => (issue.code === 'custom' ? isSame(at, path) : meant !== null && isSame([...at, meant], path) && isMissing(data, path)))
  // What is of another type altogether is not too long as well.
  const mistyped = first.filter(({ issue }) => issue.code === 'invalid_type')
  const isOfAnotherType = ({ issue, path }: Mistake): boolean => issue.code !== 'invalid_type' && mistyped.some((other) => isSame(other.path, path))
  const worded = first.flatMap((mistake) => {
    if (isOfAnotherType(mistake)) return []
    if (mistake.key !== null) return [findingOf(mistake, unknownField(mistake.key, fieldsAt(mistake.path), what))]
    return followsFrom(mistake) ? [] : [findingOf(mistake, messageOf(mistake.issue, isMissing(data, mistake.path)))]
  })
  return [...worded, ...rest]
}

/** What a schema found at one place; `key`: the field there that it does not know. */
interface Mistake {
  issue: z.core.$ZodIssue
  path: Path
  key: string | null
}

function findingOf({ path, key }: Mistake, message: string): Finding {
  return { path: key === null ? path : [...path, key], atKey: key !== null, message }
}

type Path = (string | number)[]

const placeOf = ({ path }: z.core.$ZodIssue): Path => path.filter((part) => typeof part !== 'symbol')

/** `users[0].name`, as a person would write it. */
export function fieldName(path: readonly (string | number)[]): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('')
}

/** What the schema's library says of a union that has no words of its own. */
const ANY_UNION = 'Invalid input'

function messageOf(issue: z.core.$ZodIssue, missing: boolean): string {
  switch (issue.code) {
    case 'invalid_type':
      return missing ? 'is missing' : `must be ${TYPE_NAMES[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return missing ? 'is missing' : `must be ${issue.values.map(String).join(' or ')}`
    case 'too_small':
      return issue.origin === 'string' ? 'must not be empty' : issue.origin === 'array' ? `needs at least ${issue.minimum}` : `must be at least ${issue.minimum}`
    case 'too_big':
      return issue.origin === 'number' || issue.origin === 'int' ? `must be at most ${issue.maximum}` : `is too long: at most ${issue.maximum} are allowed`
    case 'invalid_format':
    case 'custom':
      return issue.message
    case 'invalid_key':
      return issue.issues[0]?.message ?? 'is not a name that is allowed here'
    case 'invalid_union':
      return missing ? 'is missing' : issue.message === ANY_UNION ? 'is not valid here' : issue.message
    default:
      return 'is not valid here'
  }
}

function isMissing(data: unknown, path: readonly (string | number)[]): boolean {
  let value = data
  for (const part of path) value = typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[part] : undefined
  return value === undefined
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text (put it in quotes if it looks like a number)',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of fields',
}

function unknownField(key: string, known: readonly string[], what: string): string {
  const meant = nearName(key, known)
  return meant === null ? `is not a field of ${what}; known here: ${known.join(', ')}` : `is not a field of ${what}. Did you mean "${meant}"?`
}
